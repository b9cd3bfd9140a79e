//go:build unix

package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// A hostile server gets the key with the first request. It can't make the command print or record
// the key, act on the terminal, or succeed.
func TestLiveStandsUpToHostileServers(t *testing.T) {
	const head = "X-Polytomic-Version: 2025-09-18\r\nContent-Type: application/json\r\n"
	answer := func(status, header, body string) string {
		return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, header, len(body), body)
	}
	const key = string(sandbox.DefaultPartnerKey)
	for name, response := range map[string]string{
		"a redirect to a file":         answer("302 Found", "Location: file:///etc/passwd\r\n", ""),
		"a redirect to another host":   answer("307 Temporary Redirect", "Location: http://a.example/"+key+"\r\n", ""),
		"a header with a command":      answer("200 OK", head+"X-A: "+key+"\x1b[2J\r\n", ""),
		"a header that says the key":   answer("200 OK", head+"X-A: Bearer "+key+"\r\nX-"+key+": 1\r\n", `{"data": []}`),
		"a name that is the key":       answer("200 OK", head, `{"data": [{"id": "`+key+`", "`+key+`": "\u001b[2J\u009b`+key+`"}]}`),
		"a reason that is the key":     answer("401 "+key+"\x1b[2J\x9b", head, `{"message": "`+key+`\n::error::"}`),
		"a type that is a command":     answer("500 A", "Content-Type: text/\x9b\xc2\x9b"+key+"\r\n", "\x1b[2J"+key),
		"no HTTP":                      key + "\x1b[2J\x9b\r\n\r\n",
		"a version that is not served": answer("200 OK", "X-Polytomic-Version: 9999-01-01"+key+"\r\nContent-Type: application/json\r\n", `{"data": []}`),
		"a body that breaks off":       "HTTP/1.1 200 OK\r\n" + head + "Content-Length: 1000\r\n\r\n{\"data\": [{\"" + key,
		"a body that is not gzip":      answer("200 OK", head+"Content-Encoding: gzip\r\n", "\x1f\x8b"+key),
		"deep lists":                   answer("200 OK", head, `{"data": `+strings.Repeat("[", 100_000)),
		"a header without end":         "HTTP/1.1 200 OK\r\nX-A: " + strings.Repeat(key, 600_000),
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			require.NoError(t, err)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				for {
					connection, err := listener.Accept()
					if err != nil {
						return
					}
					if _, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
						_, _ = connection.Write([]byte(response)) // The client may have gone.
					}
					_ = connection.Close()
				}
			}()
			t.Cleanup(func() {
				_ = listener.Close()
				<-ended
			})
			dir := t.TempDir()
			t.Setenv(keyVariable, key)
			t.Setenv(baseURLVariable, "http://"+listener.Addr().String())
			var stdout, stderr strings.Builder
			assert.NotEqual(t, exitHolds, run([]string{"live", "--out", dir}, &stdout, &stderr))
			shown := stdout.String() + stderr.String()
			requireHarmless(t, shown)
			assert.Less(t, len(shown), 10_000)
			assert.NotContains(t, shown, key)
			files, err := filepath.Glob(filepath.Join(dir, "*"))
			require.NoError(t, err)
			for _, file := range files {
				text, err := os.ReadFile(filepath.Clean(file))
				require.NoError(t, err)
				assert.NotContains(t, string(text), key)
			}
		})
	}
}
