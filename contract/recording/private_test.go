package recording_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// TestPrivateFormsAndXML checks that names in a form and in XML are private, as in JSON.
func TestPrivateFormsAndXML(t *testing.T) {
	t.Parallel()
	const name = "Quellwerk & Zwei"
	for mediaType, body := range map[string]string{
		"application/x-www-form-urlencoded": "name=" + url.QueryEscape(name) + "&count=12&active=true&phone=%2B4917055512345&host=10.88.77.66",
		"application/vnd.a+xml":             "<org><name> Quellwerk &amp; Zwei </name><count>12</count><active>true</active></org>",
		"application/xml":                   `<?xml version="1.0"?><org xmlns:a="urn:kept" name="Quellwerk &amp; Zwei" a:count='12' active="true"><b>Quellwerk <i>2</i></b><b><![CDATA[Quellwerk & Zwei]]></b></org>`,
		"multipart/form-data; boundary=b":   "--b\r\nContent-Disposition: form-data; name=\"kept\"\r\nContent-Type: text/plain\r\n\r\nQuellwerk\r\n--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n12\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ntrue\r\n--b--\r\n",
	} {
		x := without()
		x.Request.Method = http.MethodPost
		x.Request.Header.Set("Content-Type", mediaType)
		x.Request.Body = []byte(body)
		x.Response.Body = fmt.Appendf(nil, `{"message": "%s is taken"}`, name)
		x.Response.Status = http.StatusConflict
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Private: true}).Redact(x)
		require.NoError(t, err)
		for _, private := range []string{"Quellwerk", "5551234", "10.88"} {
			assert.NotContains(t, string(y.Request.Body)+string(y.Response.Body), private, mediaType)
		}
		assert.Equal(t, strings.Contains(body, "kept"), strings.Contains(string(y.Request.Body), "kept"), mediaType)
		assert.Contains(t, string(y.Request.Body), "12", mediaType)
		assert.Contains(t, string(y.Request.Body), "true", mediaType)
		y, err = recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err)
		assert.Equal(t, body, string(y.Request.Body))
	}
}

func TestRedactHidesPrivateTexts(t *testing.T) {
	t.Parallel()
	r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Private: true, Seed: []byte("seed")}) // By chance, a replacement may have the letters of a name.
	y, err := r.Redact(create(func(x *contract.Exchange) {
		x.Request.Body = []byte(`{"name": "Acme Corp", "sso_domain": "acme.example"}`)
		x.Response.Body = []byte(`{"data": {"id": "` + organizationID + `", "name": "Acme Corp", "issuer": "https://login.acme.example", "created": "2026-11-20T10:00:00Z", "n": 12}}`)
	}))
	require.NoError(t, err)
	assert.Regexp(t, `^{"name": "[A-Z][a-z]{3} [A-Z][a-z]{3}", "sso_domain": "[a-z]{4}\.[a-z]{7}"}$`, string(y.Request.Body))
	name := regexp.MustCompile(`"name": ("[^"]*")`).FindSubmatch(y.Request.Body)[1]
	assert.Regexp(t, `^{"data": {"id": "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", "name": `+string(name)+`, "issuer": "https://[a-z]{5}\.[a-z]{4}\.[a-z]{7}", "created": "2026-11-20T10:00:00Z", "n": 12}}$`, string(y.Response.Body))
	assert.NotContains(t, dump(y), "cme")
	assert.NotContains(t, dump(y), organizationID[:8])
	assert.Equal(t, recording.PrivatePolicy, y.Source.Redaction)

	y, err = r.Redact(create(func(x *contract.Exchange) {
		x.Request.Body = []byte(`{"name": "Acme Corp"}`)
		x.Response.Status, x.Response.Body = 409, []byte(`{"key": "conflict", "message": "there is an Acme Corp", "status": 409}`)
	}))
	require.NoError(t, err)
	assert.Equal(t, `{"key": "conflict", "message": "there is an `+strings.Trim(string(name), `"`)+`", "status": 409}`, string(y.Response.Body), "an error is evidence")
}

// An error may name a customer whom no other exchange names. What the document itself says stays.
func TestRedactHidesNamesInErrors(t *testing.T) {
	t.Parallel()
	r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Private: true})
	for body, want := range map[string]string{
		`{"key": "conflict", "message": "there is no Quellwerk", "metadata": {"field": "Quellwerk"}, "status": 409}`: `{"key": "conflict", "message": "there is no NAME", "metadata": {"field": "NAME"}, "status": 409}`,
		"Quellwerk: not found\n": "NAME: not found\n",
	} {
		y, err := r.Redact(create(func(x *contract.Exchange) {
			x.Request.Body = []byte(`{"name": "Other"}`)
			x.Response.Status, x.Response.Body = http.StatusConflict, []byte(body)
			x.Response.Header.Set("X-Customer", "Quellwerk (2)")
			x.Response.Header.Set("X-Operation", "organization")
		}))
		require.NoError(t, err)
		assert.NotContains(t, dump(y), "Quellwerk")
		hidden, _, _ := strings.Cut(y.Response.Header.Get("X-Customer"), " ")
		assert.Regexp(t, `^[A-Z][a-z]{8}$`, hidden)
		assert.Equal(t, want, strings.ReplaceAll(string(y.Response.Body), hidden, "NAME"))
		assert.Equal(t, hidden+" (2)", y.Response.Header.Get("X-Customer"))
		assert.Equal(t, "organization", y.Response.Header.Get("X-Operation"))
	}
	const text = "there is no Quellwerk\n"
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(create(func(x *contract.Exchange) {
		x.Response.Status, x.Response.Body = http.StatusConflict, []byte(text)
	}))
	require.NoError(t, err)
	assert.Equal(t, text, string(y.Response.Body), "without Private, it is evidence")
}

// A customer may have the same name as one of the API's properties.
func TestRedactLeavesNamesThatAreCustomersToo(t *testing.T) {
	t.Parallel()
	r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Private: true})
	const names = `{"data": [{"name": "data"}, {"name": "name"}, {"name": "Authorization"}, {"name": "Content-Type"}, {"name": "Polytomic"}]}`
	list := create(func(x *contract.Exchange) {
		x.Request.Method, x.Request.Body = http.MethodGet, nil
		x.Response.Body = []byte(names)
	})
	for range 2 {
		y, err := r.Redact(list)
		require.NoError(t, err)
		assert.Regexp(t, `^{"data": \[({"name": "[A-Za-z-]+"}(, )?){5}\]}$`, string(y.Response.Body))
		for _, name := range []string{`"data"}`, `"name"}`, "Authorization", "Content-Type", "Polytomic"} {
			assert.NotContains(t, string(y.Response.Body), name)
		}
		assert.Equal(t, "application/json", y.Response.Header.Get("Content-Type"))
	}
}

// An identifier can show who a customer is. Each occurrence of an identifier gets the same
// replacement.
func TestRedactHidesPrivateIdentifiers(t *testing.T) {
	t.Parallel()
	const other = "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01"
	r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Private: true})
	x := create(func(x *contract.Exchange) {
		x.Request.Method, x.Request.Body = http.MethodGet, nil
		x.Request.URL.Path = "/api/organizations/" + organizationID
		x.Response.Header.Set("X-Request-ID", other)
		x.Response.Status, x.Response.Body = 404, []byte(`{"message": "no `+organizationID+`"}`)
	})
	y, err := r.Redact(x)
	require.NoError(t, err)
	id := path.Base(y.Request.URL.Path)
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$`, id)
	assert.Equal(t, `{"message": "no `+id+`"}`, string(y.Response.Body))

	y, err = r.Redact(create(func(x *contract.Exchange) {
		x.Request.Method, x.Request.URL.Path, x.Request.Body = http.MethodGet, "/api/organization", nil
		x.Request.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(organizationID+":"+secret)))
	}))
	require.NoError(t, err)
	user, password, ok := (&http.Request{Header: y.Request.Header}).BasicAuth()
	require.True(t, ok)
	assert.Equal(t, id, user)
	assert.Len(t, password, len(secret))
	for _, hidden := range []string{organizationID, other, secret} {
		assertNowhere(t, hidden, dump(y))
	}
}

// TestPrivateStringsInOtherPlaces checks that with Private set, the name of a customer is replaced
// wherever it occurs.
func TestPrivateStringsInOtherPlaces(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for _, name := range []string{"Ada", "acme", "globex", "2026-01-01 Party Ltd", "Wile E. Coyote & Sons", "Zoë", "x1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := recording.NewRedactor(c, recording.RedactorOptions{Private: true})
			quoted := strings.ReplaceAll(name, `"`, `\"`)
			_, err := r.Redact(create(func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "` + quoted + `"}`) }))
			require.NoError(t, err)
			y, err := r.Redact(create(func(x *contract.Exchange) {
				x.Request.Method, x.Request.Body = http.MethodGet, nil
				x.Request.URL.RawQuery = "name=" + url.QueryEscape(name)
				x.Response.Header.Set("X-Customer", name)
				x.Response.Status, x.Response.Body = 404, []byte(`{"message": "there is no `+quoted+`."}`)
			}))
			require.NoError(t, err)
			y.Request.Header.Del("Authorization") // A random credential may contain a short name.
			assert.NotContains(t, dump(y), name)
			assert.NotContains(t, y.Request.URL.RawQuery, url.QueryEscape(name))
			assert.Contains(t, string(y.Response.Body), `{"message": "there is no `)
		})
	}
}
