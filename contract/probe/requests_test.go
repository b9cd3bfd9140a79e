package probe_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

var madeIDs = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// The same seed gives the same requests, and another seed gives other requests.
func TestSeeds(t *testing.T) {
	t.Parallel()
	requests := func(shop *probing, err error) string {
		require.NoError(t, err)
		var b strings.Builder
		for _, x := range shop.exchanges {
			fmt.Fprintf(&b, "%s %s %s\n", x.Request.Method, x.Request.URL, x.Request.Body)
		}
		return madeIDs.ReplaceAllString(b.String(), "ID")
	}
	first := requests(soundShop())
	assert.Equal(t, first, requests(probeShop(nil)))
	assert.NotEqual(t, first, requests(probeShop(nil, probe.Seed(2))))
}

// A link in the document says where the id of an item comes from.
func TestLinks(t *testing.T) {
	t.Parallel()
	c := parse(t, `
openapi: 3.1.0
info: {title: Orders, version: "1"}
paths:
  /checkout:
    post:
      operationId: checkOut
      responses:
        "200":
          description: Paid.
          content: {application/json: {schema: {type: object, properties: {receipt: {type: object, properties: {number: {type: string}}}}}}}
          links: {order: {operationId: readOrder, parameters: {orderNumber: "$response.body#/receipt/number"}}}
  /orders/{orderNumber}:
    get:
      operationId: readOrder
      parameters: [{name: orderNumber, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: The order.}
        "404": {description: None.}
`)
	read := false
	r := run(t, c, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/checkout":
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"receipt": {"number": "A-17"}}`))
		case "/orders/A-17":
			read = true
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	assert.True(t, read)
	assert.NotEmpty(t, r.Left, "the document has no way to delete an order")
}

// The probe sends forms, and finds a server that refuses a valid form.
func TestForms(t *testing.T) {
	t.Parallel()
	document := `
openapi: 3.0.3
info: {title: Forms, version: "1"}
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          MEDIATYPE: {schema: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer, minimum: 1, maximum: 9}}}}
      responses:
        "204": {description: Fine.}
        "400": {description: Wrong.}
        "415": {description: Wrong.}
`
	for _, mediaType := range []string{"application/x-www-form-urlencoded", "multipart/form-data"} {
		t.Run(mediaType, func(t *testing.T) {
			t.Parallel()
			sizes := map[string]bool{}
			r := run(t, parse(t, strings.Replace(document, "MEDIATYPE", mediaType, 1)), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost {
					w.Header().Set("Allow", "POST")
					w.WriteHeader(http.StatusMethodNotAllowed)
					return
				}
				name, size := r.FormValue("name"), r.FormValue("size")
				sizes[size] = true
				ok := r.Form.Has("name") && (!r.Form.Has("size") || len(size) == 1 && size >= "1" && size <= "8")
				_ = name
				w.WriteHeader(map[bool]int{true: http.StatusNoContent, false: http.StatusBadRequest}[ok])
			}))
			assert.Subset(t, keys(sizes), []string{"1", "9"})
			require.NotEmpty(t, r.Failures)
			assert.Equal(t, "probe.refused", r.Failures[0].Finding.Rule.String(), shown(r))
			assert.Contains(t, string(r.Failures[0].Steps[0].Exchange.Request.Body), "9")
		})
	}
}

func keys(m map[string]bool) []string {
	var all []string
	for key := range m {
		all = append(all, key)
	}
	return all
}

// If the server's address has a path, it replaces the path of the server in the document.
func TestServersWithAPath(t *testing.T) {
	t.Parallel()
	document := strings.Replace(things, "paths:", "servers: [{url: https://things.example/v1}]\npaths:", 1)
	paths := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prefix, _, _ := strings.Cut(r.URL.Path, "/things")
		paths[prefix] = true
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	for address, want := range map[string]string{server.URL: "/v1", server.URL + "/base/": "/base"} {
		clear(paths)
		run(t, parse(t, document), address)
		delete(paths, "/"+strings.Repeat("z", 400))
		assert.Equal(t, map[string]bool{want: true}, paths)
	}
}

// Requests have the fixtures, both those for all operations and those for one operation.
func TestFixtures(t *testing.T) {
	t.Parallel()
	fixtures, err := probe.ParseFixtures("f.yaml", []byte("operations: {readThing: {parameters: {id: [41, 42]}}}"))
	require.NoError(t, err)
	read := map[string]bool{}
	run(t, parse(t, things), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			read[r.URL.Path] = true
		}
		w.WriteHeader(http.StatusNotFound)
	}), probe.WithFixtures(fixtures))
	assert.Contains(t, read, "/things/41")
	assert.Contains(t, read, "/things/42")

	for text, want := range map[string]string{
		"params: {}":              `f.yaml:1:1: unknown key "params"; write parameters, properties or operations`,
		"parameters: {a: 1, a: 2": "f.yaml:2",
	} {
		_, err := probe.ParseFixtures("f.yaml", []byte(text))
		require.ErrorContains(t, err, want)
	}
}

// recorder is a fake test that keeps the reported errors.
type recorder struct {
	*testing.T

	errors []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Context() context.Context { return r.T.Context() }

// again returns the request of a step for sending it again.
func again(s *probe.Step) probe.Sent {
	r := &s.Exchange.Request
	return probe.Sent{Method: r.Method, URL: r.URL.RequestURI(), Header: r.Header, Body: string(r.Body), Capture: s.Capture}
}

// The requests of a failure show it again on another server with the same defect. They don't show
// it on a server without the defect.
func TestReplay(t *testing.T) {
	t.Parallel()
	c := parse(t, string(bookshop.Document()))
	shop, err := brokenShop()
	require.NoError(t, err)
	for _, defect := range []string{"rating-5", "deleted-stays", "replaced-stays"} {
		t.Run(defect, func(t *testing.T) {
			t.Parallel()
			f := failureOf(t, shop.result, defect)
			var requests []probe.Sent
			for _, s := range f.Steps {
				requests = append(requests, again(&s))
			}
			again, fixed := &recorder{T: t}, &recorder{T: t}
			probe.Replay(again, c, bookshop.New(defect), f.Finding.Operation, f.Finding.Rule.String(), requests)
			probe.Replay(fixed, c, bookshop.New(), f.Finding.Operation, f.Finding.Rule.String(), requests)
			assert.Len(t, again.errors, 1)
			assert.Empty(t, fixed.errors)
		})
	}
}

// Each failure has a test with a name of its own, even if the failures are at the same place of a
// request.
func TestFailuresHaveDifferentNames(t *testing.T) {
	t.Parallel()
	p, err := probe.New(parse(t, `
openapi: 3.0.3
info: {title: Names, version: "1"}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, schema: {type: string, minLength: 2, maxLength: 3, pattern: "^b*$"}}]
      responses: {"204": {description: Fine.}}
`), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	require.NoError(t, err)
	defer func() { assert.NoError(t, p.Close()) }()
	r, err := p.Run(t.Context())
	require.NoError(t, err)
	files, tests := map[string]bool{}, map[string]bool{}
	for i := range r.Failures {
		text, err := p.GoTest(&r.Failures[i], "a.yaml", "http://127.0.0.1:8080")
		require.NoError(t, err)
		_, name, _ := strings.Cut(string(text), "\nfunc ")
		files[r.Failures[i].FileName()], tests[strings.Split(name, "(")[0]] = true, true
	}
	assert.Greater(t, len(r.Failures), 3, shown(r))
	assert.Len(t, files, len(r.Failures))
	assert.Len(t, tests, len(r.Failures))
}

// Commands and tests don't contain a credential.
func TestReproductionsShowNoCredential(t *testing.T) {
	t.Parallel()
	shop, err := brokenShop()
	require.NoError(t, err)
	p, r := shop.probe, shop.result
	require.NotEmpty(t, r.Failures)
	var all strings.Builder
	for i := range r.Failures {
		text, err := p.GoTest(&r.Failures[i], "bookshop.yaml", "http://127.0.0.1:8080")
		require.NoError(t, err)
		all.WriteString(p.Curl(&r.Failures[i]) + string(text) + r.Failures[i].Finding.Message())
	}
	assert.NotContains(t, all.String(), bookshop.Token)
	assert.NotContains(t, all.String(), bookshop.OtherToken)
	assert.Contains(t, all.String(), `"Authorization: $AUTHORIZATION"`)
	assert.Contains(t, all.String(), `"Authorization: $OTHER_AUTHORIZATION"`)
	assert.Contains(t, all.String(), `os.Getenv("AUTHORIZATION")`)
}

// The requests of the document are the seeds. No request makes the bookshop fail.
func FuzzBookshop(f *testing.F) {
	c, err := contract.Parse("bookshop.yaml", bookshop.Document())
	if err != nil {
		f.Fatal(err)
	}
	probe.AddSeeds(f, c)
	shop := bookshop.New()
	var tried atomic.Int64
	f.Cleanup(func() {
		if flag.Lookup("test.fuzz").Value.String() == "" { // Only the seeds were tried.
			assert.Greater(f, tried.Load(), int64(100))
		}
	})
	f.Fuzz(func(t *testing.T, method, target, contentType string, body []byte) {
		tried.Add(1)
		r, err := http.NewRequestWithContext(t.Context(), method, "http://bookshop.example"+target, strings.NewReader(string(body)))
		if err != nil {
			return
		}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", "Bearer "+bookshop.Token)
		w := httptest.NewRecorder()
		shop.ServeHTTP(w, r)
		assert.Less(t, w.Code, 500)
		if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			assert.True(t, json.Valid(w.Body.Bytes()))
		}
	})
}
