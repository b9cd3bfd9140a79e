package suggest_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

func TestMoreCausesThanThereIsRoomFor(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s := suggest.New(c, named("openapi.yaml"))
	var body strings.Builder
	for i := range 40 {
		fmt.Fprintf(&body, `, "p%d": 1`, i)
	}
	x := pet(`{"name": "Tom", "kind": "cat"` + body.String() + "}")
	var groups contract.Groups
	groups.Add(c.Check(x))
	s.Add(x, c.Check(x))
	found, left, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
	require.NoError(t, err)
	assert.Len(t, found, 32)
	assert.Equal(t, 8, left)
}

// Edits are not tried at a path whose exchanges take too long to check.
func TestCostlyInvariants(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	x := pet(`{"name": "Tom", "kind": "cat", "colour": "red"}`)
	unchecked := contract.Finding{Rule: contract.Rule{Keyword: "costly"}, Severity: contract.Drift}
	operation, found := c.Find(x.Request.Method, x.Request.URL)
	require.True(t, found)
	for name, tt := range map[string]struct {
		findings    []contract.Finding
		steps       int
		found, left int
	}{
		"cheap":     {nil, 100, 1, 0},
		"costly":    {nil, 1 << 30, 0, 1},
		"unchecked": {[]contract.Finding{unchecked}, 100, 0, 1},
	} {
		s := suggest.New(c, named("openapi.yaml"))
		var groups contract.Groups
		groups.Add(c.Check(x))
		s.AddChecked(contract.Checked{Exchange: x, Findings: slices.Concat(c.Check(x), tt.findings), Operation: &operation, Steps: tt.steps})
		found, left, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
		require.NoError(t, err)
		assert.Len(t, found, tt.found, name)
		assert.Equal(t, tt.left, left, name)
	}
}

// An edit with very many parts is not tried, because each part takes as long as the whole file.
func TestMorePartsThanAnEditMayHave(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	for name, code := range map[string]func(i int) int{"statuses": func(i int) int { return 420 + i }, "media types": func(int) int { return 200 }} {
		s := suggest.New(c, named("openapi.yaml"))
		var groups contract.Groups
		var exchanges []*contract.Exchange
		for i := range 33 {
			x := petAs(code(i), fmt.Sprintf("text/a%d", i))
			exchanges = append(exchanges, x)
			groups.Add(c.Check(x))
			s.Add(x, c.Check(x))
		}
		found, left, err := s.Suggest(t.Context(), groups.List(), all(exchanges))
		require.NoError(t, err)
		assert.Empty(t, found, name)
		assert.Equal(t, 1, left, name)
	}
}

// manyNames returns an exchange with many query parameters or properties that the document doesn't
// declare.
func manyNames(query, properties int) *contract.Exchange {
	var parameters, body strings.Builder
	for i := range query {
		fmt.Fprintf(&parameters, "&p%d=1", i)
	}
	for i := range properties {
		fmt.Fprintf(&body, `, "p%d": 1`, i)
	}
	x := pet(`{"name": "Tom", "kind": "cat"` + body.String() + "}")
	x.Request.URL.RawQuery += parameters.String()
	return x
}

// An exchange may have so many findings that not all are listed. An edit that removes some of them
// still holds.
func TestOneExchangeWithMoreFindingsThanAreListed(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s := suggest.New(c, named("openapi.yaml"))
	x := manyNames(0, 3000)
	findings := c.Check(x)
	require.Len(t, findings, 1001)
	var groups contract.Groups
	groups.Add(findings)
	s.Add(x, findings)
	found, left, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
	require.NoError(t, err)
	require.Len(t, found, 32)
	assert.Equal(t, len(groups.List())-33, left, "no edit ends the findings that are not listed")
}

// Suggest doesn't try an edit if trying it takes too long, even if it is the only edit.
func TestExchangesThatAreTooMuchWork(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	long := make([]byte, 1<<20)
	for name, tt := range map[string]struct {
		change   func(x *contract.Exchange)
		findings int
	}{
		"responses": {func(x *contract.Exchange) { x.Response.Body = long }, 0},
		"requests":  {func(x *contract.Exchange) { x.Request.Body = long }, 0},
		"queries":   {func(x *contract.Exchange) { x.Request.URL = &url.URL{Path: x.Request.URL.Path, RawQuery: string(long)} }, 0},
		"findings":  {func(*contract.Exchange) {}, 250},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := suggest.New(c, named("openapi.yaml"))
			x := pet(`{"name": "Tom", "kind": "cow"}`)
			findings := c.Check(x)
			var groups contract.Groups
			groups.Add(findings)
			s.Add(x, findings)
			tt.change(x)
			for range 200 {
				s.Add(x, slices.Repeat(findings[:1], tt.findings))
			}
			found, left, err := s.Suggest(t.Context(), groups.List(), func(func(*contract.Exchange, error) bool) {
				assert.Fail(t, "there is nothing to try")
			})
			require.NoError(t, err)
			assert.Empty(t, found)
			assert.Equal(t, 1, left)
		})
	}
}

// Add reads the messages of an exchange once, and not once for each finding.
func TestAddReadsAnExchangeOnce(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	for name, x := range map[string]*contract.Exchange{"query parameters": manyNames(1000, 0), "properties": manyNames(0, 1000)} {
		findings := c.Check(x)
		s := suggest.New(c, named("openapi.yaml"))
		allocations := testing.AllocsPerRun(1, func() { s.Add(x, findings) })
		assert.Less(t, allocations, float64(50*len(findings)), name)
	}
}

// interruptedAt is a context that ends after a number of calls of its Err method.
type interruptedAt struct {
	context.Context

	asked *atomic.Int64
}

func (c interruptedAt) Err() error {
	if c.asked.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func TestSuggestStopsWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s := suggest.New(c, named("openapi.yaml"))
	x := manyNames(0, 10)
	findings := c.Check(x)
	var groups contract.Groups
	groups.Add(findings)
	s.Add(x, findings)
	for _, asked := range []int64{0, 1, 5, 20, 40} {
		var left atomic.Int64
		left.Store(asked)
		read := 0
		_, _, err := s.Suggest(interruptedAt{t.Context(), &left}, groups.List(), func(yield func(*contract.Exchange, error) bool) {
			for range 1000 {
				if read++; !yield(x, nil) {
					return
				}
			}
		})
		require.ErrorIs(t, err, context.Canceled)
		if asked < 10 {
			assert.Zero(t, read, "it ended before there was an edit to try")
		}
		assert.Less(t, read, 100)
	}
}
