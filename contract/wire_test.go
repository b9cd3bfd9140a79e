package contract_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

const echo = `
openapi: 3.0.3
info: {title: Echo, version: "1"}
paths:
  /echo:
    get: {responses: {"200": &json {description: Fine., content: {application/json: {schema: {type: object, additionalProperties: false}}}}}}
    head: {responses: {"200": *json}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses:
        "200": {description: Fine., content: {text/plain: {schema: {type: string}}}}
        "204": {description: Read.}
        "413": {description: Too long.}
`

// TestBothSidesSeeTheSameExchange checks that a server's middleware and a client's transport see
// the same exchange, whatever net/http changes on the way.
func TestBothSidesSeeTheSameExchange(t *testing.T) {
	t.Parallel()
	packed := func(coding string, pack func(io.Writer) io.WriteCloser, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			var body bytes.Buffer
			p := pack(&body)
			_, _ = io.WriteString(p, text)
			assert.NoError(t, p.Close())
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", coding)
			_, _ = w.Write(body.Bytes())
		}
	}
	asBrotli := func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }
	asZstd := func(w io.Writer) io.WriteCloser {
		p, err := zstd.NewWriter(w)
		require.NoError(t, err)
		return p
	}
	decodes := func(w http.ResponseWriter, r *http.Request) {
		var value any
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&value))
		w.WriteHeader(http.StatusNoContent)
	}
	decoded := make(chan struct{})
	for name, tt := range map[string]struct {
		method  string
		body    io.Reader
		handler http.HandlerFunc
		want    []string // The findings that both sides report.
	}{
		"HEAD that is handled as GET": {method: "HEAD", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "{}")
		}},
		"type that net/http finds": {method: "POST", body: strings.NewReader("{}"), handler: func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(w, "hello")
		}},
		"decoder that stops after the value": {method: "POST", body: strings.NewReader("{}"), handler: decodes},
		"decoder that stops before the last chunk": {
			method: "POST", body: io.MultiReader(strings.NewReader("{}"), readerFunc(func([]byte) (int, error) {
				<-decoded
				return 0, io.EOF
			})),
			handler: func(w http.ResponseWriter, r *http.Request) {
				decodes(w, r)
				close(decoded)
			},
		},
		"body that is refused unread": {
			method: "POST", body: strings.NewReader(`{"a": "` + strings.Repeat("a", 20<<20) + `"}`), want: []string{"request.body-unchecked body"},
			handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) },
		},
		"brotli":       {method: "GET", handler: packed("br", asBrotli, "{}")},
		"zstd":         {method: "GET", handler: packed("zstd", asZstd, "{}")},
		"wrong brotli": {method: "GET", handler: packed("br", asBrotli, `{"a": 1}`), want: []string{"response.additionalProperties /a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := contract.Parse("echo.yaml", []byte(echo))
			require.NoError(t, err)
			var mu sync.Mutex
			rules := map[string][]string{}
			report := func(side string) func(*contract.Exchange, []contract.Finding) {
				return func(_ *contract.Exchange, findings []contract.Finding) {
					mu.Lock()
					defer mu.Unlock()
					rules[side] = append(rules[side], "checked")
					for _, f := range findings {
						rules[side] = append(rules[side], f.Rule.String()+" "+f.At.String())
					}
				}
			}
			server := httptest.NewServer((&contract.Middleware{Contract: c, Report: report("server")}).Wrap(tt.handler))
			request, err := http.NewRequestWithContext(t.Context(), tt.method, server.URL+"/echo", tt.body)
			require.NoError(t, err)
			if tt.body != nil {
				request.Header.Set("Content-Type", "application/json")
			}
			response, err := (&http.Client{Transport: &contract.Transport{Contract: c, Report: report("client")}}).Do(request)
			require.NoError(t, err)
			_, err = io.Copy(io.Discard, response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			server.Close() // Close waits until the handler has returned.
			want := append([]string{"checked"}, tt.want...)
			assert.Equal(t, map[string][]string{"server": want, "client": want}, rules)
		})
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
