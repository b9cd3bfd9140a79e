package probe_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// probed probes a bookshop with the defects and returns the result.
func probed(t *testing.T, defects ...string) *probe.Result {
	t.Helper()
	c, err := contract.Parse("bookshop.yaml", bookshop.Document())
	require.NoError(t, err)
	timeout := time.Minute
	if slices.Contains(defects, slow) {
		timeout = 300 * time.Millisecond
	}
	p, err := probe.New(c, bookshop.New(defects...), probe.Header("Authorization", "Bearer "+bookshop.Token),
		probe.OtherHeader("Authorization", "Bearer "+bookshop.OtherToken), probe.Timeout(timeout))
	require.NoError(t, err)
	defer func() { assert.NoError(t, p.Close()) }()
	r, err := p.Run(t.Context())
	require.NoError(t, err)
	return r
}

// slow is the defect that only a timeout shows.
const slow = "newest-slow"

// shown describes the failures in a few words.
func shown(r *probe.Result) string {
	var b strings.Builder
	for _, f := range r.Failures {
		last := f.Steps[len(f.Steps)-1].Exchange
		b.WriteString(f.Finding.Rule.String() + "  " + f.Finding.Operation + "  " + f.Finding.At.String() + "  " + f.Finding.Message() + "\n")
		b.WriteString("    " + last.Request.Method + " " + last.Request.URL.RequestURI() + " " + string(last.Request.Body) + "\n")
	}
	return b.String()
}

// A probe has no finding in a bookshop without defects.
func TestNoDefect(t *testing.T) {
	t.Parallel()
	r := probed(t)
	assert.Empty(t, r.Failures, shown(r))
	assert.Empty(t, r.Left)
	require.Len(t, r.Unreached, 1)
	assert.Equal(t, "any value is an array of one item", r.Unreached[0].Reason)
	t.Log(r.Requests)
}

// A probe finds a defect of each kind. The command make probe tries all defects.
func TestDefects(t *testing.T) {
	t.Parallel()
	for _, d := range bookshop.Defects() {
		if !slices.Contains([]string{"tags-empty", "location-wrong", "link-wrong", "head-length", "author-deleted"}, d.Name) {
			continue
		}
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			r := probed(t, d.Name)
			found := slices.ContainsFunc(r.Failures, func(f probe.Failure) bool {
				return slices.Contains(d.Rules, f.Finding.Rule.String()) && slices.Contains(d.Operations, f.Finding.Operation)
			})
			assert.True(t, found, "%s: it was not found in %d requests\n%s", d.What, r.Requests, shown(r))
		})
	}
}
