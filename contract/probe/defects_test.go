//go:build probe

package probe_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// uuids are the identifiers that the bookshop makes.
var uuids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// TestAllDefects finds each defect of the bookshop, and compares the smallest request that shows it
// with a file. UPDATE=1 writes the file. It takes half a minute, so make probe runs it.
func TestAllDefects(t *testing.T) {
	const file = "testdata/defects.txt"
	defects := bookshop.Defects()
	rows := make([]string, len(defects))
	var mu sync.Mutex
	t.Run("defects", func(t *testing.T) {
		for i, d := range defects {
			t.Run(d.Name, func(t *testing.T) {
				t.Parallel()
				r := probed(t, d.Name)
				f, ok := find(r, &d)
				require.True(t, ok, "%s: it was not found in %d requests\n%s", d.What, r.Requests, shown(r))
				mu.Lock()
				defer mu.Unlock()
				rows[i] = row(&d, f)
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

// find returns the first failure that shows a defect.
func find(r *probe.Result, d *bookshop.Defect) (*probe.Failure, bool) {
	i := slices.IndexFunc(r.Failures, func(f probe.Failure) bool {
		return slices.Contains(d.Rules, f.Finding.Rule.String()) && slices.Contains(d.Operations, f.Finding.Operation)
	})
	if i < 0 {
		return nil, false
	}
	return &r.Failures[i], true
}

// row returns a defect, the rule that shows it and the requests.
func row(d *bookshop.Defect, f *probe.Failure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n  %s at %s\n", d.Name, d.What, f.Finding.Rule, f.Finding.At)
	for _, s := range f.Steps {
		r := s.Exchange.Request
		fmt.Fprintf(&b, "  %s %s %s\n", r.Method, r.URL.RequestURI(), r.Body)
	}
	return uuids.ReplaceAllString(b.String(), "UUID")
}

// The commands of a finding get the answer that the finding is about.
func TestCurl(t *testing.T) {
	_, err := exec.LookPath("curl")
	require.NoError(t, err)
	c, err := contract.Parse("bookshop.yaml", bookshop.Document())
	require.NoError(t, err)
	for _, d := range bookshop.Defects() {
		if d.Name == "newest-slow" || d.Name == "tags-empty" { // There is no answer.
			continue
		}
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(bookshop.New(d.Name))
			defer server.Close()
			p, err := probe.New(c, server.URL, probe.Header("Authorization", "Bearer "+bookshop.Token), probe.OtherHeader("Authorization", "Bearer "+bookshop.OtherToken))
			require.NoError(t, err)
			defer func() { assert.NoError(t, p.Close()) }()
			r, err := p.Run(t.Context())
			require.NoError(t, err)
			f, ok := find(r, &d)
			require.True(t, ok)
			commands := p.Curl(f)
			cmd := exec.CommandContext(t.Context(), "sh", "-c", commands)
			cmd.Env = append(os.Environ(), "AUTHORIZATION=Bearer "+bookshop.Token, "OTHER_AUTHORIZATION=Bearer "+bookshop.OtherToken)
			out, err := cmd.Output()
			require.NoError(t, err, commands)
			answers := statusLines.FindAllSubmatch(out, -1)
			require.NotEmpty(t, answers, commands)
			last := f.Steps[len(f.Steps)-1].Exchange.Response.Status
			assert.Equal(t, strconv.Itoa(last), string(answers[len(answers)-1][1]), "%s\n%s", commands, out)
		})
	}
}

var statusLines = regexp.MustCompile(`(?m)^HTTP/1.1 ([0-9]{3})`)
