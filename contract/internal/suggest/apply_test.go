package suggest_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// applying returns a suggester, its suggestions for exchanges, and the exchanges.
func applying(t *testing.T, c *contract.Contract, exchanges ...*contract.Exchange) (*suggest.Suggester, []suggest.Suggestion) {
	t.Helper()
	s := suggest.New(c, func(file string) string { return file })
	var groups contract.Groups
	for _, x := range exchanges {
		groups.Add(c.Check(x))
		s.Add(x, c.Check(x))
	}
	found, _, err := s.Suggest(t.Context(), groups.List(), all(exchanges))
	require.NoError(t, err)
	return s, found
}

func parsed(t *testing.T, document string) *contract.Contract {
	t.Helper()
	c, err := contract.Parse("openapi.yaml", []byte(document))
	require.NoError(t, err)
	return c
}

func TestApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema string
		bodies []string
	}{
		"several edits of one schema": {
			"type: object\nrequired: [a, b, c]\nproperties:\n  d: {type: string, maxLength: 2}",
			[]string{`{"b": 1, "d": "abc", "e": 1}`, `{"a": 1, "f": true, "d": null}`, `{"a": 1, "b": 1}`},
		},
		"all names under required": {"type: object\nrequired:\n  - a\n  - b", []string{`{}`}},
		"the first two properties": {"type: object\nadditionalProperties: false", []string{`{"a": 1, "b": 2}`}},
		"an enum with null":        {"type: string\nenum: [a]", []string{`null`, `"b"`}},
		"a type and a bound":       {"type: [string, object]\nmaxLength: 2\nmaxProperties: 0", []string{`"abc"`, `5`, `{"a": 1}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := parsed(t, laterWith(test.schema))
			var exchanges []*contract.Exchange
			for _, body := range test.bodies {
				exchanges = append(exchanges, exchange("GET", "/pets", 200, body))
			}
			s, found := applying(t, c, exchanges...)
			require.NotEmpty(t, found)
			applied, err := s.Apply(t.Context(), found, all(exchanges))
			require.NoError(t, err)
			assert.Empty(t, applied.Rejected)
			assert.Equal(t, found, applied.Applied)
			require.Len(t, applied.Files, 1)
			edited := parsed(t, string(applied.Files[""]))
			for _, x := range exchanges {
				assert.Empty(t, edited.Check(x), string(x.Response.Body))
			}
		})
	}
}

// Each of two edits may hold alone, although they don't hold together. Apply then rejects the later
// edit.
func TestApplyRejectsWhatDoesNotHoldTogether(t *testing.T) {
	t.Parallel()
	const operation = "  /%[1]s: {get: {responses: {\"200\": {description: A., content: {application/json: {schema: {$ref: \"#/components/schemas/%[1]s\"}}}}}}}\n"
	var document strings.Builder
	document.WriteString("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n")
	for _, name := range []string{"short", "long", "either", "other"} {
		fmt.Fprintf(&document, operation, name)
	}
	c := parsed(t, document.String()+`components:
  schemas:
    short: {type: string, maxLength: 3}
    long: {type: string, minLength: 8}
    other: {type: string, maxLength: 3}
    either:
      oneOf:
        - {type: string}
        - allOf: [{$ref: "#/components/schemas/short"}, {$ref: "#/components/schemas/long"}]
`)
	exchanges := []*contract.Exchange{
		exchange("GET", "/short", 200, `"abcdef"`), exchange("GET", "/long", 200, `"abcdef"`),
		exchange("GET", "/either", 200, `"abcdef"`), exchange("GET", "/other", 200, `"abcd"`),
	}
	s, found := applying(t, c, exchanges...)
	require.Len(t, found, 3)
	for name, given := range map[string][]suggest.Suggestion{"in one order": found, "in the other": {found[2], found[1], found[0]}} {
		applied, err := s.Apply(t.Context(), append(slices.Clone(given), suggest.Suggestion{Title: "of somebody else"}), all(exchanges))
		require.NoError(t, err)
		require.Len(t, applied.Applied, 2, name)
		require.Len(t, applied.Rejected, 2, name)
		assert.Equal(t, "of somebody else", applied.Rejected[1].Title)
		edited := parsed(t, string(applied.Files[""]))
		assert.Empty(t, edited.Check(exchanges[2]), name)
		assert.Empty(t, edited.Check(exchanges[3]), name)
		assert.NotEmpty(t, slices.Concat(edited.Check(exchanges[0]), edited.Check(exchanges[1])), name)
	}
}

func TestApplyInSeveralFiles(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"openapi.yaml": {Data: []byte(`openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200": {description: A pet., content: {application/json: {schema: {$ref: pet.yaml}}}}
`)},
		"pet.yaml": {Data: []byte("type: object\nproperties: {name: {type: string}}\n")},
	}
	c, err := contract.ParseFS(files, "openapi.yaml")
	require.NoError(t, err)
	exchanges := []*contract.Exchange{pet(`{"age": 1, "name": null}`), exchange("GET", "/pets", 404, "")}
	exchanges[0].Request.URL.RawQuery = ""
	exchanges[0].Response.Header.Del("X-Page")
	s, found := applying(t, c, exchanges...)
	require.Len(t, found, 3)
	applied, err := s.Apply(t.Context(), found, all(exchanges))
	require.NoError(t, err)
	assert.Empty(t, applied.Rejected)
	require.Len(t, applied.Files, 2)
	edited, err := c.WithFiles(applied.Files)
	require.NoError(t, err)
	for _, x := range exchanges {
		assert.Empty(t, edited.Check(x))
	}
	assert.Contains(t, string(applied.Files["pet.yaml"]), "age: {type: integer}")
	assert.Contains(t, string(applied.Files[""]), "\"404\":")
}

func TestApplyNothing(t *testing.T) {
	t.Parallel()
	s, _ := applying(t, parsed(t, pets))
	applied, err := s.Apply(t.Context(), nil, all(nil))
	require.NoError(t, err)
	assert.Empty(t, applied.Files)
}

func TestErrorsOfApply(t *testing.T) {
	t.Parallel()
	x := pet(`{"name": null, "kind": "cow"}`)
	s, found := applying(t, parsed(t, pets), x)
	require.Len(t, found, 2)
	_, err := s.Apply(t.Context(), found, func(yield func(*contract.Exchange, error) bool) { yield(nil, os.ErrClosed) })
	require.ErrorIs(t, err, os.ErrClosed)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Apply(ctx, found, all([]*contract.Exchange{x}))
	require.ErrorIs(t, err, context.Canceled)
}
