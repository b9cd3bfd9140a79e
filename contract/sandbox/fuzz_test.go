package sandbox_test

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// FuzzRequests checks that no request makes the sandbox fail. Every answer must name the version.
// If the document has the operation, the answer must also agree with the document.
func FuzzRequests(f *testing.F) {
	for _, request := range []struct{ method, path, body string }{
		{"GET", present, ""},
		{"GET", logging, ""},
		{"PUT", logging, `{"enabled": true, "deliveryPrefix": null}`},
		{"GET", list, ""},
		{"POST", list, `{"name": "Acme", "client_secret": "hush-hush"}`},
		{"GET", item(sandbox.DefaultChildID), ""},
		{"PUT", item(sandbox.DefaultChildID), `{"name": "Acme"}`},
		{"DELETE", item(sandbox.DefaultChildID), ""},
		{"PATCH", "/api/%2e%2e/organizations//", "[]"},
	} {
		for _, authorization := range []string{bearer(partner), bearer(user), basic(sandbox.DefaultChildID, partner)} {
			f.Add(request.method, request.path, authorization, "2025-09-18", someKey, "application/json", request.body)
		}
		f.Add(request.method, request.path, "Basic =", "2024-02-08", "", "text/plain", request.body)
	}
	for _, v := range olderVersions {
		for _, body := range []string{`{}`, `[]`, `{`, ``, `{"name": ""}`, `{"name": "a", "name": "b"}`, `{"name": "Acme", "issuer": 5}`, `{"name": "Example Customer"}`} {
			f.Add(v.update, item(sandbox.DefaultChildID), bearer(partner), v.name, someKey, "application/json", body)
			f.Add("POST", list, bearer(user), v.name, someKey, "application/json", body)
			f.Add("POST", list, bearer(partner), v.name, someKey, "application/json", body)
		}
		f.Add("GET", list, basic(sandbox.DefaultChildID, partner), v.name, "", "", "")
	}
	c := loadContract(f)
	f.Fuzz(func(t *testing.T, method, path, authorization, version, key, mediaType, body string) {
		target, err := url.ParseRequestURI(path)
		if err != nil || !strings.HasPrefix(path, "/api") || strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || method == http.MethodConnect {
			t.Skip("net/http answers this request itself, or it is not for the API")
		}
		s, err := sandbox.Open()
		require.NoError(t, err)
		handler := (&contract.Middleware{Contract: c, Report: func(x *contract.Exchange, findings []contract.Finding) {
			for _, f := range findings {
				if _, known := c.For(x).Find(x.Request.Method, x.Request.URL); known && (f.Severity == contract.Violation || strings.HasPrefix(f.Rule.String(), "response.")) {
					t.Errorf("%s at %s: %s", f.Rule.String(), f.At.String(), f.Message())
				}
			}
		}}).Wrap(s)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Method, r.URL, r.RequestURI = method, target, path
		for name, value := range map[string]string{"Authorization": authorization, versionHeader: version, "Idempotency-Key": key, "Content-Type": mediaType} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		assert.Less(t, w.Code, 500, w.Body.String())
		assert.NotEmpty(t, w.Header().Get(versionHeader))
		assert.True(t, w.Code == http.StatusNoContent || json.Valid(w.Body.Bytes()), w.Body.String())
	})
}

// FuzzFaults adds any fault. If the sandbox accepts it, the sandbox must list it and must accept
// the listed fault again. If not, the error must be one line.
func FuzzFaults(f *testing.F) {
	f.Add([]byte(`{"kind": "status", "status": 503, "retry_after": 7, "times": 2}`))
	f.Add([]byte(`{"kind": "latency", "delay": "1.5s", "operation": "getOrganization", "probability": 0.25, "seed": 9}`))
	f.Add([]byte(`{"id": "mine", "kind": "slow-body", "delay": "0", "max_delay": "3s", "probability": 0, "and": [{"kind": "no-version"}]}`))
	f.Add([]byte(`{"kind": "rain"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := sandbox.Open()
		require.NoError(t, err)
		send := func(method, body string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), method, sandbox.FaultsPath, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w
		}
		added := send(http.MethodPost, string(body))
		if added.Code != http.StatusCreated {
			assert.Equal(t, http.StatusBadRequest, added.Code)
			assert.NotContains(t, reply{body: added.Body.String()}.apiError(t).Message, "\n")
			return
		}
		var listed struct {
			Faults []json.RawMessage `json:"faults"`
		}
		require.NoError(t, json.Unmarshal(added.Body.Bytes(), &listed))
		require.Len(t, listed.Faults, 1)
		var sent, kept any
		require.NoError(t, json.Unmarshal(body, &sent))
		require.NoError(t, json.Unmarshal(listed.Faults[0], &kept))
		assertListed(t, sent, kept)
		assert.Equal(t, added.Body.String(), send(http.MethodGet, "").Body.String())
		require.Equal(t, http.StatusNoContent, send(http.MethodDelete, "").Code)
		again := send(http.MethodPost, string(listed.Faults[0]))
		assert.Equal(t, added.Body.String(), again.Body.String())
	})
}

// assertListed asserts that a listed fault has each value that was sent. A delay may have another
// spelling, and a zero may be left out.
func assertListed(t *testing.T, sent, listed any) {
	t.Helper()
	switch sent := sent.(type) {
	case map[string]any:
		others, _ := listed.(map[string]any)
		for name, value := range sent {
			assertListed(t, value, others[name])
		}
	case []any:
		others, _ := listed.([]any)
		require.Len(t, others, len(sent))
		for i, value := range sent {
			assertListed(t, value, others[i])
		}
	case string:
		other, _ := listed.(string)
		delay, err := time.ParseDuration(sent)
		if same, otherErr := time.ParseDuration(cmp.Or(other, "0")); err == nil && otherErr == nil {
			assert.Equal(t, delay, same)
			return
		}
		assert.Equal(t, sent, other)
	default:
		if listed != nil || sent != 0.0 {
			assert.Equal(t, sent, listed)
		}
	}
}

// FuzzStates imports any state. If the sandbox accepts it, the export must equal the import. If
// not, the error must be one line.
func FuzzStates(f *testing.F) {
	s, err := sandbox.Open()
	require.NoError(f, err)
	state, err := s.Export()
	require.NoError(f, err)
	f.Add(state)
	f.Add([]byte(`{"accounts":[{"owner":"` + sandbox.DefaultOwnerID + `","organizations":[{"number":7,"organization":{"id":"` + sandbox.DefaultOwnerID +
		`","name":"Owner"}}],"deleted":["` + unknownID + `"],"outcomes":[{"key":"the-key","at":"2026-01-02T03:04:05Z","status":204,"header":{},"body":""}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := sandbox.Open()
		require.NoError(t, err)
		if err := s.Import(data); err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		exported, err := s.Export()
		require.NoError(t, err)
		require.NoError(t, s.Import(exported))
		again, err := s.Export()
		require.NoError(t, err)
		assert.Equal(t, string(exported), string(again))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, list, strings.NewReader(`{"name": "Acme"}`))
		r.Header = http.Header{"Authorization": {bearer(partner)}, "Content-Type": {"application/json"}, "Idempotency-Key": {"the-key-1"}}
		s.ServeHTTP(httptest.NewRecorder(), r)
	})
}

// FuzzQueries checks that no query of the journal makes the sandbox fail.
func FuzzQueries(f *testing.F) {
	s, err := sandbox.Open()
	require.NoError(f, err)
	f.Add("operation=createOrganization&status=409")
	f.Add("after=1&after=2&%zz")
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, sandbox.RequestsPath, nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		assert.Contains(t, []int{http.StatusOK, http.StatusBadRequest}, w.Code)
		assert.True(t, json.Valid(w.Body.Bytes()))
	})
}
