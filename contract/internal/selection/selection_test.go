package selection_test

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// document returns a document with these servers. They are written as YAML in flow style.
func document(t *testing.T, servers string) *contract.Contract {
	t.Helper()
	c, err := contract.Parse("api.yaml", []byte(`
openapi: 3.0.3
info: {title: Books, version: "1"}
servers: `+servers+`
security: [{bearer: []}]
paths:
  /books:
    get:
      parameters: [{name: X-Need, in: header, required: true, schema: {type: string}}]
      responses:
        '200': {description: All, headers: {X-Page: {required: true, schema: {type: string}}}, content: {application/json: {schema: {type: array}}}}
  /odd:
    servers: [{url: "https://odd.example"}]
    options: {responses: {'204': {description: Options}}}
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
`))
	require.NoError(t, err)
	return c
}

// get returns a GET exchange of a recording.
func get(t *testing.T, file, target string) *contract.Exchange {
	t.Helper()
	u, err := url.Parse(target)
	require.NoError(t, err)
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: u, Header: http.Header{}},
		Response: &contract.Response{Status: 200, Header: http.Header{}},
		Source:   contract.Source{File: file},
	}
}

func all(exchanges ...*contract.Exchange) iter.Seq2[*contract.Exchange, error] {
	return func(yield func(*contract.Exchange, error) bool) {
		for _, x := range exchanges {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func TestRequestsToOtherHostsAreLeftOutWhereAServerOccurs(t *testing.T) {
	t.Parallel()
	const api = "https://api.example/v1/books"
	for name, tt := range map[string]struct {
		servers string
		targets []string
		want    []string
	}{
		"it occurs last":           {`[{url: "https://api.example/v1"}]`, []string{"https://cdn.example/a", "https://fonts.example/b", api}, []string{api}},
		"it occurs first":          {`[{url: "https://api.example/v1"}]`, []string{api, "https://cdn.example/a"}, []string{api}},
		"it doesn't occur":         {`[{url: "https://api.example/v1"}]`, []string{"http://localhost:8080/books", "http://127.0.0.1/books"}, []string{"http://localhost:8080/books", "http://127.0.0.1/books"}},
		"the usual port":           {`[{url: "https://API.example:443"}]`, []string{"https://cdn.example/", api}, []string{api}},
		"another port":             {`[{url: "https://api.example:8443"}]`, []string{"https://api.example:8443/", api}, []string{"https://api.example:8443/"}},
		"another scheme":           {`[{url: "//api.example"}]`, []string{"https://cdn.example/", "http://api.example/"}, []string{"http://api.example/"}},
		"a variable":               {`[{url: "https://{tenant}.api.example", variables: {tenant: {default: demo}}}]`, []string{"https://cdn.example/", "https://acme.api.example/"}, []string{"https://acme.api.example/"}},
		"a list of values":         {`[{url: "https://{at}.example", variables: {at: {default: a, enum: [a, b]}}}]`, []string{"https://c.example/", "https://b.example/"}, []string{"https://b.example/"}},
		"the server of one path":   {`[{url: /v1}]`, []string{"https://cdn.example/", "https://odd.example/odd"}, []string{"https://odd.example/odd"}},
		"a host that begins alike": {`[{url: "https://api.example"}]`, []string{"https://api.example.evil/", "https://xapi.example/", api}, []string{api}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := selection.New(document(t, tt.servers), selection.Options{})
			require.NoError(t, err)
			var given []*contract.Exchange
			for _, target := range tt.targets {
				given = append(given, get(t, "a.har", target))
			}
			given = append(given, get(t, "b.har", "https://elsewhere.example/"))
			var got []string
			var tally selection.Tally
			for x, err := range s.Exchanges(all(given...), &tally) {
				require.NoError(t, err)
				got = append(got, x.Request.URL.String())
			}
			assert.Equal(t, append(tt.want, "https://elsewhere.example/"), got, "each recording stands for itself")
			assert.Equal(t, len(got), tally.Checked)
			assert.Equal(t, len(given)-len(got), tally.Skipped())
		})
	}
}

// If there are very many exchanges with other hosts, they are checked, because memory is limited.
func TestNotMoreThanTheWindowIsHeld(t *testing.T) {
	t.Parallel()
	s, err := selection.New(document(t, `[{url: "https://api.example"}]`), selection.Options{})
	require.NoError(t, err)
	long := get(t, "a.har", "https://cdn.example/long")
	long.Response.Body = make([]byte, 1<<20)
	read, yielded := 0, 0
	given := func(yield func(*contract.Exchange, error) bool) {
		for range 40 {
			read++
			require.Less(t, read-yielded, 20, "held at once")
			if !yield(long, nil) {
				return
			}
		}
		_ = yield(get(t, "a.har", "https://api.example/books"), nil) && yield(long, nil)
	}
	for _, err := range s.Exchanges(given, nil) {
		require.NoError(t, err)
		yielded++
	}
	assert.Equal(t, 41, yielded, "what comes after the server is left out again")
}

func TestAnErrorComesAfterWhatIsHeld(t *testing.T) {
	t.Parallel()
	s, err := selection.New(document(t, `[{url: "https://api.example"}]`), selection.Options{})
	require.NoError(t, err)
	broken := errors.New("broken")
	given := func(yield func(*contract.Exchange, error) bool) {
		_ = yield(get(t, "a.har", "https://cdn.example/"), nil) && yield(nil, broken)
	}
	var errs []error
	for _, err := range s.Exchanges(given, nil) {
		errs = append(errs, err)
	}
	assert.Equal(t, []error{nil, broken}, errs)
}

func TestPreflightsAreLeftOutUnlessTheDocumentHasThem(t *testing.T) {
	t.Parallel()
	s, err := selection.New(document(t, `[{url: /}]`), selection.Options{})
	require.NoError(t, err)
	preflight := func(target string) *contract.Exchange {
		x := get(t, "a.har", target)
		x.Request.Method = http.MethodOptions
		x.Request.Header = http.Header{"Origin": {"https://a.example"}, "Access-Control-Request-Method": {"GET"}}
		return x
	}
	var got []string
	var tally selection.Tally
	for x, err := range s.Exchanges(all(preflight("http://a.example/none"), preflight("http://a.example/books"), preflight("http://a.example/odd")), &tally) {
		require.NoError(t, err)
		got = append(got, x.Request.URL.Path)
	}
	assert.Equal(t, []string{"/odd"}, got)
	assert.Equal(t, []string{"preflight requests of browsers (2, first in a.har#0)"}, tally.Lines())
}

func TestPathsAreAsTheDocumentHasThem(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		servers string
		options selection.Options
		target  string
		want    string
	}{
		"the gateway adds":           {`[{url: "https://a.example/api"}]`, selection.Options{BasePath: "/gw/"}, "http://g.example/gw/api/books?a=1", "http://g.example/api/books?a=1"},
		"the gateway replaces":       {`[{url: "https://a.example/api"}]`, selection.Options{BasePath: "/gw"}, "http://g.example/gw/books", "http://g.example/api/books"},
		"another server":             {`[{url: "https://a.example/v1"}, {url: "https://a.example/v2"}]`, selection.Options{Server: "http://localhost:1/x"}, "http://localhost:1/x/books", "http://localhost:1/v1/books"},
		"another server and gateway": {`[{url: "https://a.example/v1"}]`, selection.Options{Server: "http://localhost:1/x", BasePath: "/gw"}, "http://localhost:1/x/gw/books", "http://localhost:1/v1/books"},
		"the server of one path":     {`[{url: "https://a.example/v1"}]`, selection.Options{Server: "http://localhost:1"}, "http://localhost:1/odd", "http://localhost:1/v1/odd"},
		"an unknown path":            {`[{url: "https://a.example/v1"}]`, selection.Options{Server: "http://localhost:1"}, "http://localhost:1/a%2Fb", "http://localhost:1/v1/a%2Fb"},
		"the root":                   {`[{url: /}]`, selection.Options{BasePath: "/v1"}, "http://localhost:1/v1", "http://localhost:1/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := selection.New(document(t, tt.servers), tt.options)
			require.NoError(t, err)
			given := get(t, "a.har", tt.target)
			for x, err := range s.Exchanges(all(given), nil) {
				require.NoError(t, err)
				assert.Equal(t, tt.want, x.Request.URL.String())
			}
			assert.Equal(t, tt.target, given.Request.URL.String(), "the exchange that was read stays as it is")
		})
	}
}

func TestWhatWasNotRecordedIsNoFinding(t *testing.T) {
	t.Parallel()
	c := document(t, `[{url: /}]`)
	const credentials = "credentials were not recorded; --ignore-rule request.security, or export with sensitive data"
	const headers = "headers were not recorded, so those that are required are not checked"
	rules := func(s *selection.Selection, x *contract.Exchange, tally *selection.Tally) string {
		var names []string
		for _, f := range s.Findings(contract.Checked{Exchange: x, Findings: c.Check(x)}, tally) {
			names = append(names, f.Rule.String())
		}
		return strings.Join(names, " ")
	}
	for name, tt := range map[string]struct {
		change func(x *contract.Exchange)
		before bool
		want   string
		notes  string
	}{
		"everything was recorded":      {func(*contract.Exchange) {}, false, "request.header-required request.security response.header-required response.media-type", ""},
		"credentials":                  {func(x *contract.Exchange) { x.Request.CredentialsOmitted = true }, false, "request.header-required response.header-required response.media-type", credentials + " (1, first in a.har#0)"},
		"credentials that others have": {func(x *contract.Exchange) { x.Request.CredentialsOmitted = true }, true, "request.header-required request.security response.header-required response.media-type", ""},
		"request header":               {func(x *contract.Exchange) { x.Request.HeaderOmitted, x.Request.CredentialsOmitted = true, true }, false, "response.header-required response.media-type", credentials + " (1, first in a.har#0) " + headers + " (1, first in a.har#0)"},
		"response header":              {func(x *contract.Exchange) { x.Response.HeaderOmitted = true }, false, "request.header-required request.security", headers + " (2, first in a.har#0)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := selection.New(c, selection.Options{})
			require.NoError(t, err)
			var tally selection.Tally
			if tt.before {
				x := get(t, "a.har", "http://a.example/none")
				x.Request.Header.Set("Authorization", "Bearer t")
				rules(s, x, &selection.Tally{})
			}
			x := get(t, "a.har", "http://a.example/books")
			x.Response.Body = []byte("[]")
			tt.change(x)
			assert.Equal(t, tt.want, rules(s, x, &tally))
			assert.Equal(t, tt.notes, strings.Join(tally.Lines(), " "))
		})
	}
}

func TestTallyNamesTheHosts(t *testing.T) {
	t.Parallel()
	s, err := selection.New(document(t, `[{url: "https://api.example"}]`), selection.Options{})
	require.NoError(t, err)
	given := []*contract.Exchange{get(t, "a.har", "https://api.example/books")}
	for _, host := range []string{"a.example", "b.example", "b.example", "c.example", "d.example"} {
		given = append(given, get(t, "a.har", "https://"+host+"/"))
	}
	var tally selection.Tally
	tally.Skip(recording.Skipped{File: "a.har", Entry: 7, Reason: recording.WebSocket})
	for _, err := range s.Exchanges(all(given...), &tally) {
		require.NoError(t, err)
	}
	assert.Equal(t, []string{
		"WebSocket connections (1, first in a.har#7)",
		"requests to other hosts than the document's servers (5: b.example 2, a.example 1, c.example 1, ..., first in a.har#0)",
	}, tally.Lines())
	assert.Equal(t, "WebSocket connections: 1; requests to other hosts than the document's servers: 5", tally.Summary())
}

func ExampleSelection() {
	c, err := contract.Parse("api.yaml", []byte(`{"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": {}}`))
	if err != nil {
		panic(err)
	}
	s, err := selection.New(c, selection.Options{Ignore: []string{"https://cdn.example.com"}})
	if err != nil {
		panic(err)
	}
	var t selection.Tally
	for checked, err := range c.CheckAll(s.Exchanges(recording.Decode("a.jsonl", strings.NewReader(
		`{"request": {"method": "GET", "url": "https://cdn.example.com/a.js"}, "response": {"status": 200}}`)), &t)) {
		fmt.Println(checked, err)
	}
	fmt.Println(t.Summary())
	// Output: requests that --ignore leaves out: 1
}

func TestFindingsLeavesPlaceholdersOut(t *testing.T) {
	t.Parallel()
	s, err := selection.New(document(t, "[]"), selection.Options{})
	require.NoError(t, err)
	var tally selection.Tally
	x := get(t, "a.har", "https://books.example/books")
	rule := contract.ParseRule("response.format")
	kept := s.Findings(contract.Checked{Exchange: x, Findings: []contract.Finding{{Rule: rule}, {Rule: rule, Placeholder: true}}}, &tally)
	assert.Equal(t, []contract.Finding{{Rule: rule}}, kept)
	assert.Equal(t, []string{
		"values that a recorder replaced by placeholders, which formats and patterns refuse; --placeholders '' checks them (1, first in a.har#0)",
	}, tally.Lines())
}
