package change

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// withSchemas returns a document with an operation that returns the component S0.
func withSchemas(t *testing.T, name string, schemas ...string) *Document {
	t.Helper()
	for i, s := range schemas {
		schemas[i] = fmt.Sprintf("S%d: %s", i, s)
	}
	return withSchemasOf(t, "3.0.3", name, schemas)
}

// withSchemasOf returns such a document in a version of OpenAPI. The schemas have their names.
func withSchemasOf(t *testing.T, version, name string, schemas []string) *Document {
	t.Helper()
	d, err := Parse(name, []byte(`{openapi: `+version+`, info: {title: A, version: "1"},
 paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}}}},
 components: {schemas: {`+strings.Join(schemas, ",\n")+`}}}`))
	require.NoError(t, err)
	return d
}

// doubled returns schemas each of which names the next one twice, and a last one of this type.
func doubled(levels int, format, last string) []string {
	var schemas []string
	for i := range levels {
		schemas = append(schemas, strings.ReplaceAll(format, "NEXT", fmt.Sprintf("{$ref: '#/components/schemas/S%d'}", i+1)))
	}
	return append(schemas, "{type: "+last+"}")
}

// The work of a comparison grows with the document, and not with the number of ways through it.
func TestSharedSchemasAreComparedOnce(t *testing.T) {
	t.Parallel()
	work := func(format string, levels int) int {
		c := newComparer(withSchemas(t, "a.yaml", doubled(levels, format, "string")...), withSchemas(t, "b.yaml", doubled(levels, format, "integer")...))
		differences, err := c.differences()
		require.NoError(t, err)
		assert.Len(t, differences, 1)
		return c.work
	}
	for _, format := range []string{
		"{type: object, properties: {a: NEXT, b: NEXT}}",
		"{type: object, properties: {a: NEXT, b: NEXT, c: {$ref: '#/components/schemas/S0'}}}",
	} {
		assert.LessOrEqual(t, work(format, 20), 3*work(format, 10), format)
	}
}

// Schemas that contain each other have the same differences, whichever is compared first.
func TestSchemasThatContainEachOtherDifferInTheSamePlaces(t *testing.T) {
	t.Parallel()
	document := func(kind string) *Document {
		d, err := Parse(kind+".yaml", []byte(`{openapi: 3.0.3, info: {title: A, version: "1"}, paths: {
 /a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}},
 /b: {get: {responses: {"200": {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}}}}},
 components: {schemas: {
 A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, a: {type: `+kind+`}}},
 B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {type: `+kind+`}}}}}}`))
		require.NoError(t, err)
		return d
	}
	found, err := newComparer(document("string"), document("integer")).differences()
	require.NoError(t, err)
	require.Len(t, found, 2)
	for _, l := range found {
		assert.Len(t, l.Operations, 2)
	}
}

func TestTooManyDifferencesAreAnError(t *testing.T) {
	t.Parallel()
	c := newComparer(withSchemas(t, "a.yaml", "{type: string}"), withSchemas(t, "b.yaml", "{type: integer}"))
	c.work = maxWork
	_, err := c.differences()
	require.EqualError(t, err, "b.yaml: it differs from a.yaml in too many places and operations to compare them; compare documents with a part of the operations")
}

// When the work is too much, nothing more is compared.
func TestNothingIsComparedAfterTooMuchWork(t *testing.T) {
	t.Parallel()
	old, revised := withSchemas(t, "a.yaml", "{type: string}"), withSchemas(t, "b.yaml", "{type: integer}")
	c := newComparer(old, revised)
	c.work = maxWork + 1
	assert.Empty(t, c.once(pair{old.root, revised.root}, func() []*difference {
		assert.Fail(t, "it is compared")
		return nil
	}))
}

// The rules report each difference once for each operation, and compare the security requirements
// of the whole document for each operation without its own.
func TestManyOperationsAreMuchWork(t *testing.T) {
	t.Parallel()
	d := withSchemas(t, "a.yaml", "{type: string}")
	require.NoError(t, d.refuseMuchWork([]located{{Change: Change{Operations: make([]Operation, 100_000)}}}))
	require.EqualError(t, d.refuseMuchWork([]located{{Change: Change{Operations: make([]Operation, 200_000)}}}),
		"there are too many differences for the rules: 200001, in all operations together")

	secured, err := Parse("a.yaml", []byte("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {}, security: ["+strings.Repeat("{a: []}, ", 3000)+"]}"))
	require.NoError(t, err)
	require.NoError(t, secured.refuseMuchWork(nil))
	for i := range 500 {
		secured.operations[strconv.Itoa(i)] = operation{}
	}
	require.ErrorContains(t, secured.refuseMuchWork(nil), "most work is security with 3000 items")
}

// Each place that differs takes memory, even if no operation has it.
func TestEachDifferenceTakesSteps(t *testing.T) {
	t.Parallel()
	c := newComparer(withSchemas(t, "a.yaml", "{type: string}"), withSchemas(t, "b.yaml", "{type: integer}"))
	c.work = maxWork - stepsOfDifference
	_, err := c.differences()
	require.ErrorContains(t, err, "in too many places")
}

// kin-openapi takes much memory for each document, so it doesn't read those that are too large for
// the rules.
func TestDocumentsThatAreTooLargeForTheRulesAreNotRead(t *testing.T) {
	t.Parallel()
	small, large := withSchemas(t, "a.yaml", "{enum: [a, b]}"), withSchemas(t, "a.yaml", "{enum: ["+strings.Repeat("a, ", 14_200)+"]}")
	assert.NotNil(t, small.spec)
	assert.NotEmpty(t, small.nodes)
	assert.Nil(t, large.spec)
	assert.Empty(t, large.nodes)
	require.Len(t, large.Unread(), 1)
	assert.Contains(t, large.Unread()[0].What, "it is too large for the rules; most work is enum")
}

// oasdiff gets no document with which it would work for minutes. The differences are found without
// it, and the report says so.
func TestLargeDocumentsAreComparedWithoutTheRules(t *testing.T) {
	t.Parallel()
	list := func(n int, item string) string { return "[" + strings.Repeat(item+", ", n) + "]" }
	for name, tt := range map[string]struct {
		schemas func(last string) []string
		want    string
	}{
		"many branches": {func(last string) []string {
			return []string{"{oneOf: " + list(700, "{}") + "}", "{type: " + last + "}"}
		}, "it is too large for the rules; most work is oneOf with 700 items at a.yaml:3:"},
		"many enums in branches": {func(last string) []string {
			return []string{"{allOf: " + list(200, "{enum: "+list(100, "a")+"}") + "}", "{type: " + last + "}"}
		}, "it is too large for the rules; most work is allOf with 200 items at a.yaml:3:"},
		"many keys": {func(last string) []string {
			var b strings.Builder
			for i := range 29_000 {
				fmt.Fprintf(&b, "p%d: {}, ", i)
			}
			return []string{"{properties: {" + b.String() + "}}", "{type: " + last + "}"}
		}, "it is too large for the rules; most work is properties with 29000 items at a.yaml:3:"},
		"many ways":      {func(last string) []string { return doubled(24, "{allOf: [NEXT, NEXT]}", last) }, "it is too large for the rules; most work is allOf with 2 items at a.yaml:3:"},
		"many ways, not": {func(last string) []string { return doubled(24, "{not: {anyOf: [NEXT, NEXT]}}", last) }, "it is too large for the rules; most work is anyOf with 2 items at a.yaml:3:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, revised := withSchemas(t, "a.yaml", tt.schemas("string")...), withSchemas(t, "b.yaml", tt.schemas("integer")...)
			err := old.refuseMuchWork(nil)
			if strings.HasPrefix(name, "many ways") {
				differences, compared := newComparer(old, revised).differences()
				require.NoError(t, compared)
				err = old.refuseMuchWork(differences)
			}
			require.ErrorContains(t, err, tt.want)
			_, err = Compare(old, revised)
			require.NoError(t, err)
			require.Len(t, old.Unread(), 1)
			assert.Contains(t, old.Unread()[0].What, tt.want)
		})
	}
	values := withSchemas(t, "a.yaml", "{enum: "+list(14_200, "a")+"}")
	require.ErrorContains(t, values.refuseMuchWork(nil), "it is too large for the rules; most work is enum with 14200 items at a.yaml:3:")
	small := withSchemas(t, "a.yaml", "{enum: "+list(2000, "a")+", oneOf: "+list(100, "{}")+"}")
	require.NoError(t, small.refuseMuchWork(nil))
	require.ErrorContains(t, small.refuseMuchWork([]located{{Change: Change{Operations: make([]Operation, 200_000)}}}), "it is too large for the rules")
}

// A document that would take the rules gigabytes of memory is compared without them.
func TestTheRulesDoNotReadHugeDocuments(t *testing.T) {
	t.Parallel()
	small, large := strings.Repeat("\n", 1000), strings.Repeat("\n", maxLines)
	assert.Empty(t, withSchemas(t, "a.yaml", "{type: string, "+small+" description: '"+strings.Repeat(",", 1000)+"'}").Unread())
	for schema, why := range map[string]string{
		"{type: string, description: '" + strings.Repeat(",", maxValues) + "'}": "the whole document: it has more than a million values, for which the rules need gigabytes of memory",
		"{type: string, " + large + "}":                                         "the whole document: it has more than two million lines, for which the rules need much memory",
	} {
		d := withSchemas(t, "a.yaml", schema)
		require.Len(t, d.Unread(), 1)
		assert.Equal(t, why, d.Unread()[0].What)
		differences, err := newComparer(d, withSchemas(t, "b.yaml", "{type: integer}")).differences()
		require.NoError(t, err)
		assert.NotEmpty(t, differences)
	}
}

// Tags don't count as changes, and oasdiff compares each tag of an operation with all others.
func TestTagsAreNotCompared(t *testing.T) {
	t.Parallel()
	tagged := func(name, tags string) *Document {
		d, err := Parse(name, []byte(`{openapi: 3.0.3, info: {title: A, version: "1"}, paths: {/a: {get: {tags: [`+tags+`], responses: {"200": {description: A}}}}}}`))
		require.NoError(t, err)
		return d
	}
	old, revised := tagged("a.yaml", "a, b"), tagged("b.yaml", "c")
	for _, d := range []*Document{old, revised} {
		require.NotNil(t, d.spec)
		assert.Empty(t, d.spec.Spec.Paths.Find("/a").Get.Tags)
	}
	changes, err := Compare(old, revised)
	require.NoError(t, err)
	assert.Empty(t, changes)
}
