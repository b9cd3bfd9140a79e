package suggest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// large returns a document with a number of operations. Each operation has its own schema, and all
// operations share another schema.
func large(operations int) []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: Large, version: '1'}\npaths:\n")
	for i := range operations {
		fmt.Fprintf(&b, `  /things%[1]d:
    get:
      summary: Gets a thing of the kind %[1]d.
      operationId: getThing%[1]d
      parameters:
        - name: limit
          in: query
          description: How many there are at most on one page.
          schema: {type: integer, maximum: 100}
      responses:
        "200":
          description: The thing, with everything that is known about it.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Thing%[1]d"
`, i)
	}
	b.WriteString("components:\n  schemas:\n    Owner: {type: object, required: [id], properties: {id: {type: integer}}}\n")
	for i := range operations {
		fmt.Fprintf(&b, `    Thing%d:
      type: object
      description: A thing of the kind, with what belongs to it.
      required: [id, name]
      properties:
        id: {type: integer}
        name:
          type: string
          description: What it is called.
          minLength: 2
          example: Something
        kind: {type: string, enum: [a, b]}
        owner: {$ref: "#/components/schemas/Owner"}
`, i)
	}
	return []byte(b.String())
}

// answers returns answers of some operations. Each answer contradicts the document.
func answers(operations, step int) []*contract.Exchange {
	var all []*contract.Exchange
	for i := 0; i < operations; i += step {
		all = append(all, &contract.Exchange{
			Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Path: fmt.Sprintf("/things%d", i)}},
			Response: &contract.Response{
				Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
				Body: []byte(`{"id": 1, "name": null, "kind": "c", "colour": "red", "owner": {"id": 1, "note": "x"}}`),
			},
		})
	}
	return all
}

func sequence(all []*contract.Exchange) func(yield func(*contract.Exchange, error) bool) {
	return func(yield func(*contract.Exchange, error) bool) {
		for _, x := range all {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// suggester returns a suggester to which the exchanges were added. It also returns the findings.
func suggester(tb testing.TB, c *contract.Contract, exchanges []*contract.Exchange) (*Suggester, []contract.Group) {
	tb.Helper()
	s := New(c, func(file string) string { return file })
	require.NoError(tb, s.open())
	var groups contract.Groups
	for _, x := range exchanges {
		findings := c.Check(x)
		groups.Add(findings)
		s.Add(x, findings)
	}
	return s, groups.List()
}

// The work of trying an edit depends on the operations that the edit changes. Other operations of
// the document don't matter.
func TestTheWorkDoesNotGrowWithTheDocument(t *testing.T) {
	t.Parallel()
	spent := map[int]budget{}
	for _, operations := range []int{4, 400} {
		c, err := contract.Parse("openapi.yaml", large(operations))
		require.NoError(t, err)
		s, groups := suggester(t, c, answers(4, 2))
		search := s.newSearch()
		for _, about := range s.subjects(groups) {
			search.add(about)
		}
		require.Len(t, search.candidates, 7)
		require.Len(t, search.excerpts, 3, "one for each operation, and one for what they share")
		for _, c := range search.candidates {
			assert.LessOrEqual(t, len(c.contract.Operations()), 2)
			assert.Len(t, c.concerns, len(c.contract.Operations()))
		}
		spent[operations] = search.room
	}
	assert.Equal(t, spent[4], spent[400])
}

// An excerpt that turns out too large for the budget is work too. Otherwise each subject would make
// it again.
func TestExcerptsThatAreTooLargeAreWork(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", large(4))
	require.NoError(t, err)
	s, groups := suggester(t, c, answers(4, 2))
	search := s.newSearch()
	search.room.work = 1000
	for _, about := range s.subjects(groups)[:2] {
		search.add(about)
	}
	assert.Empty(t, search.candidates)
	assert.True(t, search.room.isSpent())
}

// After candidates were tried, their compiled excerpts are released, so that the memory doesn't
// grow with their number.
func TestTriedCandidatesAreReleased(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", large(4))
	require.NoError(t, err)
	exchanges := answers(4, 2)
	s, groups := suggester(t, c, exchanges)
	search := s.newSearch()
	for i, about := range s.subjects(groups) {
		search.add(about)
		if i > 0 {
			require.NoError(t, search.try(t.Context(), sequence(exchanges)))
		}
	}
	require.Len(t, search.candidates, 7)
	assert.Empty(t, search.excerpts)
	held := 0
	for _, c := range search.candidates {
		assert.Nil(t, c.contract)
		if !c.failed.Load() {
			held++
		}
	}
	assert.Equal(t, 7, held, "they hold as if they were tried together")
}

// Violations are tried before drift, even if the drift occurs more often.
func TestViolationsAreTriedFirst(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", large(2))
	require.NoError(t, err)
	often := answers(2, 2)[0]
	often.Response.Body = []byte(`{"id": 1, "name": "Tom", "colour": "red"}`)
	s, groups := suggester(t, c, []*contract.Exchange{often, often, answers(2, 2)[0]})
	var order []string
	for _, about := range s.subjects(groups) {
		order = append(order, about.keyword+" "+about.name)
	}
	assert.Equal(t, []string{"enum ", "nullable ", "property-undeclared colour", "property-undeclared note"}, order)
}

// BenchmarkLarge compares the time for suggestions with the time for the check, for a document with
// 4,000 operations. The suggestions should take at most as long as the check, plus a constant time.
func BenchmarkLarge(b *testing.B) {
	const operations = 4000
	text := large(operations)
	exchanges := answers(operations, 10)
	var check, suggest time.Duration
	for b.Loop() {
		start := time.Now()
		c, err := contract.Parse("openapi.yaml", text)
		require.NoError(b, err)
		var groups contract.Groups
		found := make([][]contract.Finding, len(exchanges))
		for i, x := range exchanges {
			found[i] = c.Check(x)
			groups.Add(found[i])
		}
		c.Warnings()
		c.Unchecked() // The report of a check shows the list, so its time counts.
		check += time.Since(start)
		start = time.Now()
		s := New(c, func(file string) string { return file })
		require.NoError(b, s.open())
		for i, x := range exchanges {
			s.Add(x, found[i])
		}
		suggestions, _, err := s.Suggest(b.Context(), groups.List(), sequence(exchanges))
		require.NoError(b, err)
		require.Len(b, suggestions, 32)
		suggest += time.Since(start)
	}
	b.ReportMetric(float64(suggest)/float64(check), "suggest/check")
	b.ReportMetric(suggest.Seconds()/float64(b.N), "suggest-s/op")
}
