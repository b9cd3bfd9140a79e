package probe_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// notes is a document with an operation that requires an API key.
const notes = `
openapi: 3.0.3
info: {title: Notes, version: "1"}
security: [{key: []}]
paths:
  /notes:
    post:
      operationId: createNote
      responses:
        "201": {description: Made., content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
        4XX: {description: Wrong.}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: readNote
      parameters: [{name: lang, in: query, schema: {type: string, enum: [en]}}]
      responses:
        "200": {description: A note.}
        4XX: {description: Wrong.}
    delete:
      operationId: deleteNote
      responses:
        "204": {description: Gone.}
        4XX: {description: Wrong.}
components:
  securitySchemes: {key: {type: apiKey, in: PLACE, name: api-key}}
`

// noteServer serves notes to clients with a key. A defect changes what it accepts.
func noteServer(key func(*http.Request) string, defect string) http.Handler {
	owner := ""
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user := key(r)
		isKnown := user == "alice's & key=" || user == "bobby-s-key"
		switch {
		case user == "" && defect != "none", user != "" && !isKnown && defect != "wrong":
			w.WriteHeader(http.StatusUnauthorized)
		case r.Method == http.MethodPost:
			owner = user
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"id": "n1"}`))
		case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodDelete:
			w.Header().Set("Allow", "GET")
			w.WriteHeader(http.StatusMethodNotAllowed)
		case r.URL.Path != "/notes/n1" || owner == "" || isKnown && owner != user && defect != "another":
			w.WriteHeader(http.StatusNotFound)
		case r.Method == http.MethodDelete:
			owner = ""
			w.WriteHeader(http.StatusNoContent)
		case r.URL.Query().Has("lang") && r.URL.Query().Get("lang") != "en":
			w.WriteHeader(http.StatusBadRequest)
		}
	})
}

// The probe sends a key in the query or in a cookie. It also sends requests without the key, with a
// forged key and with the key of another user, if the server must refuse them. It never shows a
// key.
func TestKeysInQueryAndCookie(t *testing.T) {
	t.Parallel()
	const mine, others = "alice's & key=", "bobby-s-key"
	inQuery := func(r *http.Request) string { return r.URL.Query().Get("api-key") }
	inCookie := func(r *http.Request) string {
		c, err := r.Cookie("api-key")
		if err != nil {
			return ""
		}
		return c.Value
	}
	for place, tt := range map[string]struct {
		key     func(*http.Request) string
		options []probe.Option
		shown   []string
	}{
		"query":  {inQuery, []probe.Option{probe.Query("api-key", mine), probe.OtherQuery("api-key", others)}, []string{`?api-key=$API_KEY"`, `?api-key=$OTHER_API_KEY"`, `+ os.Getenv("API_KEY")`}},
		"cookie": {inCookie, []probe.Option{probe.Cookie("api-key", mine), probe.OtherCookie("api-key", others)}, []string{`"Cookie: api-key=$API_KEY"`, `"Cookie: api-key=$OTHER_API_KEY"`, `"api-key=" + os.Getenv("API_KEY")`}},
	} {
		document := strings.Replace(notes, "PLACE", place, 1)
		for defect, want := range map[string]string{
			"":        "",
			"none":    "a 401 or 403 for no credential",
			"wrong":   "a 401 or 403 for a wrong credential",
			"another": "a 401 or 403 for the credential of another user",
		} {
			t.Run(place+" "+defect, func(t *testing.T) {
				t.Parallel()
				p, err := probe.New(parse(t, document), noteServer(tt.key, defect), append(tt.options, probe.Cases(0))...)
				require.NoError(t, err)
				defer func() { assert.NoError(t, p.Close()) }()
				r, err := p.Run(t.Context())
				require.NoError(t, err)
				var all strings.Builder
				for i := range r.Failures {
					text, err := p.GoTest(&r.Failures[i], "notes.yaml", "http://127.0.0.1:8080")
					require.NoError(t, err)
					all.WriteString(r.Failures[i].Finding.Message() + "\n" + p.Curl(&r.Failures[i]) + "\n" + string(text))
				}
				if want == "" {
					assert.Empty(t, r.Failures, shown(r))
					return
				}
				assert.Contains(t, all.String(), want)
				for _, secret := range []string{mine, others, "alice", "bobby"} {
					assert.NotContains(t, all.String(), secret)
				}
				if defect == "another" {
					for _, each := range tt.shown {
						assert.Contains(t, all.String(), each)
					}
				}
			})
		}
	}
}

// A header that is not a credential of the document is not forged.
func TestHeadersThatAreNoCredentials(t *testing.T) {
	t.Parallel()
	document := strings.Replace(notes, "PLACE", "header", 1)
	server := noteServer(func(r *http.Request) string { return r.Header.Get("X-Internal-User") }, "")
	r := run(t, parse(t, document), server, probe.Header("x-internal-user", "bobby-s-key"))
	assert.Empty(t, r.Failures, shown(r))
}

// The result says if the server refused all credentials.
func TestUnauthorized(t *testing.T) {
	t.Parallel()
	c := parse(t, strings.Replace(notes, "PLACE", "header", 1))
	server := noteServer(func(r *http.Request) string { return r.Header.Get("Api-Key") }, "")
	for key, want := range map[string]bool{"bobby-s-key": false, "an-old-key": true} {
		assert.Equal(t, want, run(t, c, server, probe.Header("api-key", key), probe.Cases(0)).Unauthorized, key)
	}
}
