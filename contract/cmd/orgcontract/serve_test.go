package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// serveSession runs the command on a free port, calls session with the base URL, and then signals the
// process to end. It returns the exit code and what the command printed.
func serveSession(t *testing.T, session func(url string), args ...string) (code int, stdout, stderr string) {
	t.Helper()
	needSignals(t)
	out, outEnd := io.Pipe()
	var log strings.Builder
	codes := make(chan int, 1)
	go func() {
		codes <- run(append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), outEnd, &log)
		_ = outEnd.Close()
	}()
	var printed strings.Builder
	lines := bufio.NewScanner(out)
	for !strings.HasPrefix(lines.Text(), "curl") && lines.Scan() {
		printed.WriteString(lines.Text() + "\n")
	}
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(printed.String())
	require.NotEmpty(t, url, printed.String())
	session(url)
	signalSelf(t, syscall.SIGTERM)
	code = <-codes
	return code, strings.ReplaceAll(printed.String(), url, "http://HOST"), log.String()
}

// fetch returns the status and the body of an answer.
func fetch(t *testing.T, method, url, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	require.NoError(t, err)
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, string(data)
}

func partnerOf(t *testing.T, url, key string) *organizations.Client {
	t.Helper()
	client, err := organizations.New(organizations.PartnerKey(key), organizations.WithBaseURL(url), organizations.WithTransport(&http.Transport{DisableKeepAlives: true}))
	require.NoError(t, err)
	return client
}

func TestServePrintsTheURLAndTheKeys(t *testing.T) {
	code, stdout, stderr := serveSession(t, func(url string) {
		all, err := partnerOf(t, url, "sandbox-partner-key").ListOrganizations(t.Context())
		require.NoError(t, err)
		assert.Equal(t, sandbox.DefaultOwnerID, all[0].ID)
		for path, want := range map[string]string{"/healthz": `{"status":"ok"}`, "/docs": "<title>Polytomic Organization API", "/api/users": `"key":"not_found"`} {
			_, body := fetch(t, http.MethodGet, url+path, "")
			assert.Contains(t, body, want, path)
		}
		status, _ := fetch(t, http.MethodPost, url+sandbox.FaultsPath, `{"kind": "status", "status": 503, "times": 1}`)
		assert.Equal(t, http.StatusCreated, status)
		status, _ = fetch(t, http.MethodGet, url+"/api/organizations", "")
		assert.Equal(t, http.StatusServiceUnavailable, status)
	})
	assert.Equal(t, exitHolds, code)
	assert.Equal(t, `base URL       http://HOST
documentation  http://HOST/docs
partner key    sandbox-partner-key  of 0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11 ("Example Partner")
user key       sandbox-user-key     of 248df4b7-aa70-47b8-a036-33ac447e668d ("Example Customer")

curl -H 'Authorization: Bearer sandbox-partner-key' http://HOST/api/organizations
`, stdout)
	assert.Contains(t, stderr, "level=INFO msg=request method=GET path=/api/organizations ")
	assert.NotContains(t, stderr, "sandbox-partner-key", "the log must hold no key")
}

func TestServeTakesKeysFromFlags(t *testing.T) {
	const owner = "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01"
	_, stdout, _ := serveSession(t, func(url string) {
		all, err := partnerOf(t, url, "my-partner-key").ListOrganizations(t.Context())
		require.NoError(t, err)
		assert.Equal(t, owner, all[0].ID)
	}, "--partner-key", "my-partner-key", "--user-key", "my-user", "--owner-id", owner)
	assert.Contains(t, stdout, "curl -H 'Authorization: Bearer my-partner-key'")
	assert.Regexp(t, `user key +my-user +of `, stdout)
}

// The output is safe in a terminal and can be copied into a shell, even if the names and keys of the
// seed hold quotes and control characters.
func TestServeQuotesTheSeed(t *testing.T) {
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	require.NoError(t, os.WriteFile(seed, []byte(`partners: [{key: "it's", owner: {id: 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01, name: "A\nB\t\e[31m"}}]`), 0o600))
	_, stdout, _ := serveSession(t, func(string) {}, "--seed", seed)
	assert.Contains(t, stdout, `partner key    it's  of 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01 ("A\nB\t\x1b[31m")`+"\n")
	assert.Contains(t, stdout, `curl -H 'Authorization: Bearer it'\''s' http://HOST/api/organizations`)
}

func TestServeKeepsItsState(t *testing.T) {
	directory := t.TempDir()
	seed := filepath.Join(directory, "seed.yaml")
	require.NoError(t, os.WriteFile(seed, []byte("partners: [{key: seed-key, owner: {id: 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01, name: First}}]"), 0o600))
	args := []string{"--seed", seed, "--state", filepath.Join(directory, "state.db")}
	var created organizations.Organization
	serveSession(t, func(url string) {
		var err error
		created, err = partnerOf(t, url, "seed-key").CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
		require.NoError(t, err)
	}, args...)
	code, _, _ := serveSession(t, func(url string) {
		again, err := partnerOf(t, url, "seed-key").GetOrganization(t.Context(), created.ID)
		require.NoError(t, err)
		assert.Equal(t, created, again)
	}, args...)
	assert.Equal(t, exitHolds, code)
}
