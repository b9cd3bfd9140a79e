package derive

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// many returns n fields of a YAML mapping. The template has the verb of their numbers twice.
func many(n int, template string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, template+", ", i)
	}
	return b.String()
}

// An operation doesn't take more work because it is alone in a large document.
func TestOneOperationOfALargeDocument(t *testing.T) {
	t.Parallel()
	o := New(withSchemas(t, "    S0: {type: object, properties: {"+many(2000, "p%d: {type: string}")+"}}")).Find(t.Context(), "POST", "/a", Values{})
	assert.Equal(t, mostSteps, o.share)
	small := New(load(t, "../../testdata/every-keyword.yaml")).Find(t.Context(), "POST", "/strings", Values{})
	assert.Less(t, small.share, mostSteps)
}

// What a loop does with the cases counts as work too. The cases that are left out are counted.
func TestTheWorkOfALoopIsLimited(t *testing.T) {
	t.Parallel()
	o := New(withSchemas(t, "    S0: {type: object, properties: {"+many(100, "p%d: {type: string}")+"}}")).Find(t.Context(), "POST", "/a", Values{})
	read := 0
	for range o.Requests(t.Context()) {
		read++
		o.Spend(o.share / 10)
	}
	assert.Equal(t, 10, read)
	assert.Positive(t, o.Omitted())
}

// The same cases follow after an operation forgot what it had found out.
func TestForget(t *testing.T) {
	t.Parallel()
	o := New(load(t, "../../testdata/every-keyword.yaml")).Find(t.Context(), "POST", "/strings", Values{})
	count := func() (n int) {
		for range o.Requests(t.Context()) {
			n++
		}
		return n
	}
	first := count()
	o.Forget()
	assert.Empty(t, o.samples)
	assert.Empty(t, o.combinedBy)
	assert.Equal(t, first, count())
}

// The properties that belong to the other side of an exchange are collected once for all values,
// and the characters and the number of a value are read once for all schemas.
func TestAnswersAreKept(t *testing.T) {
	t.Parallel()
	doc := withSchemas(t, `
    S0: {type: object, properties: {`+many(200, "p%d: {type: string, readOnly: true}")+`}}
    Text: {allOf: [`+many(50, "{maxLength: %d}")+`{minLength: 300}]}
    Number: {allOf: [`+many(50, "{minimum: %d}")+`{maximum: 1}]}
`)
	d := New(doc).deriver(t.Context(), Values{}, 1)
	schema := func(name string) []source { return []source{doc.Root().At("components", "schemas", name)} }
	var given *excuse
	for range 3 {
		g := newJudging(d, contract.RequestSide)
		p, ok := d.part(schema("S0")[0])
		require.True(t, ok)
		next := g.excuse(nil, p)
		assert.True(t, next.has("p7"))
		assert.True(t, given == nil || given == next, "another value has the same excuse")
		given = next
	}
	assert.Len(t, d.additions, 1)

	text := &spot{value: strings.Repeat("é", 40)}
	assert.Len(t, newJudging(d, contract.RequestSide).mismatches(schema("Text"), text), 41)
	assert.Equal(t, uint64(40), *text.length)
	number := &spot{value: plain(10.0)}
	assert.Len(t, newJudging(d, contract.RequestSide).mismatches(schema("Number"), number), 40)
	assert.Same(t, number.exact, number.number())
}

// The schemas of a property come from all parts, in the order of the parts. A part without the
// property isn't asked.
func TestSchemasOfAProperty(t *testing.T) {
	t.Parallel()
	doc := withSchemas(t, `
    S0:
      allOf:
        - properties: {a: {maxLength: 1}, b: {maxLength: 2}}
        - {patternProperties: {^a: {maxLength: 3}}, additionalProperties: {maxLength: 4}}
        - properties: {a: {maxLength: 5}}
        - {properties: {a: {maxLength: 6}}, patternProperties: {^a: {maxLength: 7}}}
        - {properties: {c: {maxLength: 8}}}
`)
	d := New(doc).deriver(t.Context(), Values{}, 1)
	s := d.combine(contract.RequestSide, []source{doc.Root().At("components", "schemas", "S0")})
	for name, want := range map[string][]string{"a": {"1", "3", "5", "7", "6"}, "b": {"2", "4"}, "c": {"4", "8"}, "d": {"4"}} {
		var got []string
		for _, each := range s.property(name) {
			got = append(got, each.Get("maxLength").Text())
		}
		assert.Equal(t, want, got, name)
	}
	assert.Equal(t, []int{2, 4}, s.further, "only these are asked about each name")
}

// A property that a case adds has a name that propertyNames accepts, except in a case about the
// names. If there is no such name, no property is added.
func TestNamesOfAddedProperties(t *testing.T) {
	t.Parallel()
	for schema, want := range map[string]struct{ added, refused bool }{
		"{type: object}": {true, false},
		"{type: object, minProperties: 2, propertyNames: {pattern: '^[a-c]{3}$'}}":                                 {true, true},
		"{type: object, propertyNames: {maxLength: 3}, additionalProperties: {type: integer}}":                     {true, true},
		"{type: object, propertyNames: {maxLength: 3}, unevaluatedProperties: {type: integer}}":                    {true, true},
		"{type: object, properties: {a: {type: string}}, propertyNames: {enum: [a]}}":                              {false, true},
		"{type: object, properties: {a: {type: string}}, propertyNames: {enum: [a]}, additionalProperties: false}": {false, true},
	} {
		o := New(withSchemas(t, "    S0: "+schema)).Find(t.Context(), "POST", "/a", Values{})
		require.NotNil(t, o.request, schema)
		added, refused := false, false
		for c := range o.Requests(t.Context()) {
			if c.Request.Header.Get(contentType) != "application/json" {
				continue
			}
			if strings.HasSuffix(c.Claim, "/propertyNames") {
				refused = true
				assert.NotEmpty(t, c.Findings, "%s %s", schema, c.Request.Body)
				continue
			}
			object, _ := decodeObject(c.Request.Body)
			for name := range object {
				added = added || name != "a"
			}
			for _, f := range c.Findings {
				assert.NotEqual(t, "propertyNames", f.Rule.Keyword, "%s %s", schema, c.Request.Body)
			}
		}
		assert.Equal(t, want, struct{ added, refused bool }{added, refused}, schema)
	}
}

func TestExpanded(t *testing.T) {
	t.Parallel()
	values := map[string]string{"a": "1{b}", "b": "2"}
	for template, want := range map[string]string{"/x": "/x", "/{a}/{b}": "/1{b}/2", "/{a}{b}.{c}": "/1{b}2.{c}", "/{": "/{", "": ""} {
		assert.Equal(t, want, expanded(template, values), template)
	}
}
