package main

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
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

// serveSession runs the command on a free port and calls session with the base URL. Then it sends
// the process a signal to end. It returns the exit code and what the command printed.
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
	url := regexp.MustCompile(`https?://127\.0\.0\.1:\d+`).FindString(printed.String())
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
	trusting := &tls.Config{InsecureSkipVerify: true} // The certificate is the test's own.
	response, err := (&http.Transport{DisableKeepAlives: true, TLSClientConfig: trusting}).RoundTrip(request)
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

// The names and keys of the seed may have quotes and control characters. The output is still safe
// on a terminal, and its command can be copied into a shell.
func TestServeQuotesTheSeed(t *testing.T) {
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	require.NoError(t, os.WriteFile(seed, []byte(`partners: [{key: "it's", owner: {id: 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01, name: "A\nB\t\e[31m"}}]`), 0o600))
	_, stdout, _ := serveSession(t, func(string) {}, "--seed", seed)
	assert.Contains(t, stdout, `partner key    it's  of 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01 ("A\nB\t\x1b[31m")`+"\n")
	assert.Contains(t, stdout, `curl -H 'Authorization: Bearer it'\''s' http://HOST/api/organizations`)
}

// With a state file, the banner shows the names of the organizations in the state. It also says how
// the state differs from the seed.
func TestServeKeepsItsState(t *testing.T) {
	directory := t.TempDir()
	seed := filepath.Join(directory, "seed.yaml")
	require.NoError(t, os.WriteFile(seed, []byte(`partners:
  - key: seed-key
    owner: {id: 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01, name: First, user_keys: [owner-user]}
    children: [{id: 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a02, name: Child, user_keys: [child-user]}]
`), 0o600))
	t.Chdir(directory)
	args := []string{"--seed", seed, "--state", "state.db"}
	var created organizations.Organization
	_, stdout, _ := serveSession(t, func(url string) {
		client := partnerOf(t, url, "seed-key")
		var err error
		created, err = client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
		require.NoError(t, err)
		_, err = client.UpdateOrganization(t.Context(), "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01", organizations.UpdateOrganizationRequest{Name: "Renamed"})
		require.NoError(t, err)
		require.NoError(t, client.DeleteOrganization(t.Context(), "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a02"))
	}, args...)
	assert.NotContains(t, stdout, "the seed differs")
	code, stdout, _ := serveSession(t, func(url string) {
		again, err := partnerOf(t, url, "seed-key").GetOrganization(t.Context(), created.ID)
		require.NoError(t, err)
		assert.Equal(t, created, again)
	}, args...)
	assert.Equal(t, exitHolds, code)
	assert.Equal(t, `base URL       http://HOST
documentation  http://HOST/docs
state          state.db
               the seed differs for partner 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01: the state has 1 more organizations, 1 of the seed were changed, 1 were deleted
partner key    seed-key    of 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01 ("Renamed")
user key       owner-user  of 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01 ("Renamed")
user key       child-user  of 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a02 (deleted)

curl -H 'Authorization: Bearer seed-key' http://HOST/api/organizations
`, stdout)

	_, stdout, _ = serveSession(t, func(string) {}, "--state", "state.db")
	assert.Contains(t, stdout, "the seed has no partner with the owner organization 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01\n")
}

// If a server listens on all addresses, it prints an address at which this machine reaches it, and
// a warning.
func TestServeOnAllAddresses(t *testing.T) {
	for _, test := range []struct {
		args      []string
		warning   string
		offersKey bool
		controls  int
	}{
		{[]string{"--addr", ":0"}, "only this one can control the sandbox, unless you add --control", false, http.StatusForbidden},
		{[]string{"--addr", "0.0.0.0:0", "--control"}, "everybody who reaches the address can read and change everything in the sandbox", true, http.StatusOK},
	} {
		_, _, stderr := serveSession(t, func(url string) {
			status, _ := fetch(t, http.MethodGet, url+"/healthz", "")
			assert.Equal(t, http.StatusOK, status)
			_, page := fetch(t, http.MethodGet, url+"/docs", "")
			assert.Equal(t, test.offersKey, strings.Contains(page, "sandbox-partner-key"))
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+sandbox.FaultsPath, http.NoBody)
			require.NoError(t, err)
			request.Host = "sandbox.example" // Another machine may use this host.
			response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			assert.Equal(t, test.controls, response.StatusCode)
		}, test.args...)
		assert.Contains(t, stderr, "level=WARN")
		assert.Contains(t, stderr, test.warning)
	}
	_, _, stderr := serveSession(t, func(url string) {
		_, page := fetch(t, http.MethodGet, url+"/docs", "")
		assert.Contains(t, page, `data-key="sandbox-partner-key">the partner key of &#34;Example Partner&#34;</button>`)
	})
	assert.NotContains(t, stderr, "WARN")
}

func TestServeLogs(t *testing.T) {
	ask := func(url string) { fetch(t, http.MethodGet, url+"/api/organizations", "") }
	_, _, stderr := serveSession(t, ask, "--log-format", "json")
	var line struct {
		Level string `json:"level"`
		Msg   string `json:"msg"`
		Path  string `json:"path"`
	}
	require.NoError(t, json.Unmarshal([]byte(stderr), &line))
	assert.Equal(t, "INFO request /api/organizations", line.Level+" "+line.Msg+" "+line.Path)

	_, stdout, stderr := serveSession(t, ask, "--quiet", "--addr", ":0")
	assert.Contains(t, stdout, "base URL")
	assert.Equal(t, 1, strings.Count(stderr, "\n"), "only the warning")
	assert.Contains(t, stderr, "level=WARN")
}

// dialTLS opens a TLS connection to a URL.
func dialTLS(t *testing.T, url string, config *tls.Config) (*tls.Conn, error) {
	t.Helper()
	conn, err := (&tls.Dialer{Config: config}).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "https://"))
	if err != nil {
		return nil, err
	}
	return conn.(*tls.Conn), nil
}

// HTTPS works with a certificate that the command makes, and with a certificate from files.
func TestServeHTTPS(t *testing.T) {
	t.Chdir(t.TempDir())
	made, err := newCertificate("sandbox.example")
	require.NoError(t, err)
	key, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate[0]}), 0o600))
	require.NoError(t, os.WriteFile("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))

	for _, test := range []struct {
		args     []string
		verified bool
	}{{[]string{"--tls", "self-signed"}, false}, {[]string{"--tls-cert", "cert.pem", "--tls-key", "key.pem"}, true}} {
		var fingerprint string
		_, stdout, _ := serveSession(t, func(url string) {
			assert.Contains(t, url, "https://")
			status, body := fetch(t, http.MethodGet, url+"/api/organizations", "")
			assert.Equal(t, http.StatusUnauthorized, status, body)
			status, _ = fetch(t, http.MethodGet, url+sandbox.FaultsPath, "")
			assert.Equal(t, http.StatusOK, status, "this machine may control the sandbox")

			trusted := x509.NewCertPool()
			trusted.AddCert(must(x509.ParseCertificate(made.Certificate[0])))
			conn, err := dialTLS(t, url, &tls.Config{RootCAs: trusted, ServerName: "sandbox.example", MinVersion: tls.VersionTLS12})
			if !test.verified {
				require.Error(t, err)
				conn, err = dialTLS(t, url, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}) // The test compares the fingerprint of the certificate.
			}
			require.NoError(t, err)
			fingerprint = fmt.Sprintf("%x", sha256.Sum256(conn.ConnectionState().PeerCertificates[0].Raw))
			_, err = io.WriteString(conn, "GET / HTTP/1.1\r\n\r\n")
			require.NoError(t, err)
			answer, err := io.ReadAll(conn)
			require.NoError(t, err)
			assert.Contains(t, string(answer), `"key":"bad_request"`, "a refusal of net/http")
			require.NoError(t, conn.Close())
		}, test.args...)
		assert.Equal(t, !test.verified, strings.Contains(stdout, "certificate    self-signed, SHA-256 "+fingerprint+"\n"))
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// A certificate file is read only as far as certificates go: it may be a link to a device without
// end.
func TestServeReadsLittleOfACertificate(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cert.pem")
	require.NoError(t, os.WriteFile(file, make([]byte, maxPEM+1), 0o600))
	cmd := serveCommand()
	cmd.SetArgs([]string{"--addr", "127.0.0.1:0", "--tls-cert", file, "--tls-key", file})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	require.ErrorContains(t, cmd.Execute(), "it is larger than 4096 KiB; name a certificate and its key, both in PEM")
}
