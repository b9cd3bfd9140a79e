package contract_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// watched starts a server whose handler is behind a middleware. It returns the server's address,
// and a function that closes the server and returns the findings.
func watched(t *testing.T, handler http.HandlerFunc) (url string, found func() []string) {
	t.Helper()
	var mu sync.Mutex
	var rules []string
	m := &contract.Middleware{Contract: loadContract(t), Report: func(_ *contract.Exchange, findings []contract.Finding) {
		mu.Lock()
		defer mu.Unlock()
		rules = append(rules, "checked")
		for _, f := range findings {
			rules = append(rules, f.Rule.String()+" "+f.At.String())
		}
	}}
	server := httptest.NewServer(m.Wrap(handler))
	return server.URL, func() []string {
		server.Close() // Close waits until the handlers have returned.
		return rules
	}
}

func send(t *testing.T, method, url, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer partner-key-1")
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { assert.NoError(t, response.Body.Close()) }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text)
}

func TestMiddlewareChecksWhatAServerAnswers(t *testing.T) {
	t.Parallel()
	answer := func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("X-Polytomic-Version", "2025-09-18")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
	for name, tt := range map[string]struct {
		method, body string
		handler      http.HandlerFunc
		status       int
		answer       string
		want         []string
	}{
		"good": {
			method: "GET", status: 200, answer: `{"data":[]}`, want: []string{"checked"},
			handler: func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `{"data":[]}`) },
		},
		"wrong answer": {
			method: "GET", status: 200, answer: `{"data":5}`, want: []string{"checked", "response.type /data"},
			handler: func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `{"data":5}`) },
		},
		"wrong request": {
			method: "POST", body: `{"name":""}`, status: 422, answer: `{}`, want: []string{"checked", "request.minLength /name"},
			handler: func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				answer(w, 422, `{}`)
			},
		},
		"nothing written": {
			method: "GET", status: 200, want: []string{"checked", "response.body-required body", "response.header-required header X-Polytomic-Version"},
			handler: func(http.ResponseWriter, *http.Request) {},
		},
		"type that net/http finds": {
			method: "GET", status: 200, answer: "<html>",
			want:    []string{"checked", "response.header-required header X-Polytomic-Version", "response.media-type header Content-Type"},
			handler: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		},
		"body that the handler didn't read": {
			method: "POST", body: `{"name":"a"}`, status: 500, answer: `{}`, want: []string{"checked", "request.body-unchecked body"},
			handler: func(w http.ResponseWriter, _ *http.Request) { answer(w, 500, `{}`) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, found := watched(t, tt.handler)
			status, body := send(t, tt.method, url+"/api/organizations", tt.body)
			assert.Equal(t, tt.status, status)
			assert.Equal(t, tt.answer, body)
			assert.Equal(t, tt.want, found())
		})
	}
}

// TestMiddlewareStreams checks that bytes that a handler flushes reach the client before the
// handler returns. It also checks that a file that the handler copies arrives complete.
func TestMiddlewareStreams(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "list.json")
	content := append(bytes.Repeat([]byte(" "), 1<<20), `{"data":[]}`...)
	require.NoError(t, os.WriteFile(file, content, 0o600))
	proceed := make(chan struct{})
	url, found := watched(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Polytomic-Version", "2025-09-18")
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, " ")
		assert.NoError(t, http.NewResponseController(w).Flush())
		<-proceed
		f, err := os.Open(file)
		if assert.NoError(t, err) {
			_, _ = io.Copy(w, f)
			_ = f.Close()
		}
	})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/organizations", nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer partner-key-1")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { assert.NoError(t, response.Body.Close()) }()
	first := make([]byte, 1)
	_, err = io.ReadFull(response.Body, first)
	require.NoError(t, err)
	close(proceed)
	rest, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Len(t, rest, len(content))
	assert.Equal(t, []string{"checked"}, found())
}
