//go:build probe

package probe_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// slow is the defect that only a timeout shows.
const slow = "newest-slow"

// uuids matches the identifiers that the bookshop creates.
var uuids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// TestAllDefects finds each defect of the bookshop. It compares the smallest request that shows the
// defect with a file, which UPDATE=1 writes. It also runs the curl commands and the Go test of each
// finding. The test takes half a minute, so it runs only in make probe.
func TestAllDefects(t *testing.T) {
	const file = "testdata/defects.txt"
	_, err := exec.LookPath("curl")
	require.NoError(t, err)
	c, err := contract.Parse("bookshop.yaml", bookshop.Document())
	require.NoError(t, err)
	defects := bookshop.Defects()
	rows := make([]string, len(defects))
	t.Run("defects", func(t *testing.T) {
		for i, d := range defects {
			t.Run(d.Name, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(bookshop.New(d.Name))
				defer server.Close()
				timeout := probe.Timeout(time.Minute)
				if d.Name == slow {
					timeout = probe.Timeout(300 * time.Millisecond)
				}
				p, err := probe.New(c, server.URL, probe.Header("Authorization", "Bearer "+bookshop.Token), probe.OtherHeader("Authorization", "Bearer "+bookshop.OtherToken), timeout)
				require.NoError(t, err)
				defer func() { assert.NoError(t, p.Close()) }()
				r, err := p.Run(t.Context())
				require.NoError(t, err)
				rows[i] = row(&d, failureOf(t, r, d.Name))
				for i := range r.Failures {
					showsAgain(t, c, server.URL, &r.Failures[i], timeout)
					if last := r.Failures[i].Steps[len(r.Failures[i].Steps)-1].Exchange; last.Response != nil {
						runCurl(t, p.Curl(&r.Failures[i]), last.Response.Status)
					}
				}
			})
		}
	})
	got := strings.Join(rows, "\n")
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "look at the difference, then run the test with UPDATE=1")
}

// showsAgain checks that the requests of a finding show the defect again.
func showsAgain(t *testing.T, c *contract.Contract, address string, f *probe.Failure, timeout probe.Option) {
	t.Helper()
	var requests []probe.Sent
	for i := range f.Steps {
		requests = append(requests, again(&f.Steps[i]))
	}
	recorded := &recorder{T: t}
	probe.Replay(recorded, c, address, f.Finding.Operation, f.Finding.Rule.String(), requests, timeout)
	assert.NotEmpty(t, recorded.errors, "%s %s at %s: %s\n%v", f.Finding.Rule, f.Finding.Operation, f.Finding.At, f.Finding.Message(), requests)
}

// runCurl runs the curl commands of a finding, and checks the status of the last response.
func runCurl(t *testing.T, commands string, status int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", commands)
	cmd.Env = append(os.Environ(), "AUTHORIZATION=Bearer "+bookshop.Token, "OTHER_AUTHORIZATION=Bearer "+bookshop.OtherToken)
	out, err := cmd.Output()
	require.NoError(t, err, commands)
	answers := statusLines.FindAllSubmatch(out, -1)
	require.NotEmpty(t, answers, commands)
	assert.Equal(t, strconv.Itoa(status), string(answers[len(answers)-1][1]), "%s\n%s", commands, out)
}

// row returns a line with the defect, the rule that shows it, and the requests.
func row(d *bookshop.Defect, f *probe.Failure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n  %s at %s\n", d.Name, d.What, f.Finding.Rule, f.Finding.At)
	for _, s := range f.Steps {
		r := s.Exchange.Request
		fmt.Fprintf(&b, "  %s %s %s\n", r.Method, r.URL.RequestURI(), r.Body)
	}
	return uuids.ReplaceAllString(b.String(), "UUID")
}

var statusLines = regexp.MustCompile(`(?m)^HTTP/1.1 ([0-9]{3})`)
