package document_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// flaws returns the flaws of a document, each as "PLACE WHAT". PLACE is a pointer.
func flaws(d *document.Document) []string {
	var all []string
	for _, f := range d.Flaws() {
		all = append(all, f.Node.Pointer()+": "+f.What)
	}
	return all
}

const head = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\n"

// A $ref is a reference only where OpenAPI allows one. In examples, defaults, enums and extensions
// it is data.
func TestReferencesThatPointToNothing(t *testing.T) {
	t.Parallel()
	for text, wrong := range map[string]bool{
		`components: {schemas: {a: {$ref: "#/no"}}}`:                               true,
		`components: {schemas: {example: {$ref: "#/no"}}}`:                         true,
		`components: {schemas: {a: {properties: {default: {$ref: "#/no"}}}}}`:      true,
		`components: {schemas: {a: {allOf: [{$ref: "#/no"}]}}}`:                    true,
		`components: {examples: {a: {$ref: "#/no"}}}`:                              true,
		`components: {parameters: {a: {$ref: "#/x-a"}}}` + "\nx-a: {$ref: '#/no'}": true,
		`components: {schemas: {a: {example: {$ref: "#/no"}}}}`:                    false,
		`components: {schemas: {a: {default: {b: [{$ref: "#/no"}]}}}}`:             false,
		`components: {schemas: {a: {enum: [{$ref: "#/no"}]}}}`:                     false,
		`components: {examples: {a: {value: {$ref: "#/no"}}}}`:                     false,
		`components: {schemas: {a: {properties: {$ref: {type: string}}}}}`:         false,
		`x-a: {$ref: "#/no"}`: false,
	} {
		d := parse(t, head+"paths: {}\n"+text)
		require.NoError(t, d.Validate(), text)
		if wrong {
			require.Len(t, d.Flaws(), 1, text)
			assert.Contains(t, d.Flaws()[0].What, `the $ref "#/no" points to nothing`, text)
		} else {
			assert.Empty(t, flaws(d), text)
		}
	}
}

// Checking an operation needs the references below the operation, except references that no check
// of a message reads.
func TestReferencesThatAnOperationNeeds(t *testing.T) {
	t.Parallel()
	const rest = "\ncomponents: {parameters: {a: {$ref: '#/no'}}, schemas: {a: {properties: {b: {$ref: '#/components/schemas/c'}}}, c: {items: {$ref: '#/no'}, type: array}}}\n"
	for operation, want := range map[string]string{
		`{responses: {"200": {$ref: "#/no"}}}`: "a.yaml:3:46",
		`{responses: {"200": {description: a, content: {a/b: {schema: {$ref: "#/components/schemas/a"}}}}}}`: "a.yaml:4:131",
		`{parameters: [{$ref: "#/components/parameters/a"}], responses: {"200": {description: a}}}`:          "a.yaml:4:37",
		`{responses: {"200": {description: a, links: {a: {$ref: "#/no"}}}}}`:                                 "",
		`{callbacks: {a: {$ref: "#/no"}}, responses: {"200": {description: a}}}`:                             "",
	} {
		err := parse(t, head+"paths: {/a: {get: "+operation+"}}"+rest).Validate()
		if want == "" {
			require.NoError(t, err, operation)
		} else {
			require.EqualError(t, err, want+`: the $ref "#/no" points to nothing; correct it, or add its target`, operation)
		}
	}
}

// A $ref leads to an object, either directly or through other references.
func TestReferencesLeadToObjects(t *testing.T) {
	t.Parallel()
	const targets = "x-a: {$ref: '#/x-a'}\nx-b: null\nx-c: [{$ref: '#/x-d'}]\nx-d: {type: string}\n"
	for ref, want := range map[string]string{
		"#/x-a":   `the $ref "#/x-a" leads back to itself through other references; let one of them point to an object`,
		"#/x-b":   `the $ref "#/x-b" points to something that is not a schema; correct it`,
		"#/x-c":   `the $ref "#/x-c" points to something that is not a schema; correct it`,
		"#/x-c/0": "",
		"#/x-d":   "",
	} {
		d := parse(t, head+targets+"paths: {}\ncomponents: {schemas: {a: {$ref: '"+ref+"'}}}\n")
		require.NoError(t, d.Validate())
		if want == "" {
			assert.Empty(t, flaws(d), ref)
		} else {
			assert.Contains(t, flaws(d), "/components/schemas/a/$ref: "+want)
		}
	}
}

// The string after each document is the document's flaw, as "PLACE: WHAT".
func TestFlawsOfTheGrammar(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"3.0.3 components: {parameters: {a: 5}}":                                                                 `/components/parameters/a: "a" must be a Parameter Object, not a number; correct it`,
		"3.0.3 components: {schemas: {a: {properties: []}}}":                                                     `/components/schemas/a/properties: the field properties of a Schema Object must be a mapping, not a list; correct it`,
		"3.0.3 components: {schemas: {a: {allOf: [1]}}}":                                                         `/components/schemas/a/allOf/0: each item of "allOf" must be a Schema Object, not a number; correct it`,
		"3.0.3 components: {schemas: {a: {minLength: -1}}}":                                                      `/components/schemas/a/minLength: the field minLength of a Schema Object must be a whole number that is not negative, not a number; correct it`,
		"3.0.3 components: {schemas: {a: {title: 1}}}":                                                           `/components/schemas/a/title: the field title of a Schema Object must be a string, not a number; put it in quotes`,
		"3.0.3 components: {schemas: {a: {title: }}}":                                                            `/components/schemas/a/title: the field title of a Schema Object must be a string, not empty; give it a value, or remove it`,
		"3.0.3 components: {schemas: {a: {type: [string]}}}":                                                     `/components/schemas/a/type: the field type of a Schema Object must be a string, not a list; correct it`,
		"3.0.3 components: {schemas: {a: {$comment: b}}}":                                                        `/components/schemas/a/$comment: the field $comment of a Schema Object exists since OpenAPI 3.1, and has no effect in 3.0; remove it, or declare openapi: 3.1.0`,
		"3.0.3 components: {schemas: {a: {tpye: b}}}":                                                            `/components/schemas/a/tpye: a Schema Object has no field "tpye"; correct the name, begin it with x-, or remove it`,
		"3.0.3 components: {schemas: {a: {default: [], x-a: 1}}}":                                                ``,
		"3.0.3 webhooks: {}":                                                                                     `/webhooks: the field webhooks of an OpenAPI Object exists since OpenAPI 3.1, and has no effect in 3.0; remove it, or declare openapi: 3.1.0`,
		"3.0.3 components: {responses: {a: {}}}":                                                                 `/components/responses/a: a Response Object must have the field description; add it`,
		"3.0.3 components: {schemas: {a: {$ref: '#/x-s', type: a}}}":                                             `/components/schemas/a/type: the field "type" beside a $ref has no effect in a Schema Object of OpenAPI 3.0; remove it`,
		"3.1.0 components: {schemas: {a: {$ref: '#/x-s', type: a}}}":                                             ``,
		"3.1.0 components: {schemas: {a: {nullable: true}}}":                                                     `/components/schemas/a/nullable: nullable has no meaning in OpenAPI 3.1; add "null" to the type instead, such as type: [string, "null"]`,
		"3.1.0 components: {schemas: {a: {type: [string, null]}}}":                                               `/components/schemas/a/type/1: the type null is a string; write "null", in quotes`,
		"3.1.0 components: {schemas: {a: {type: null}}}":                                                         `/components/schemas/a/type: the type null is a string; write "null", in quotes`,
		"3.1.0 components: {schemas: {a: true, b: {tpye: b}}}":                                                   ``,
		"3.1.0 components: {responses: {a: {description: a}}}":                                                   ``,
		"3.1.0 components: {parameters: {a: {name: a, in: b, i: c}}}":                                            `/components/parameters/a/i: a Parameter Object has no field "i"; correct the name, begin it with x-, or remove it`,
		"3.1.0 components: {pathItems: {a: {query: {}}}}":                                                        `/components/pathItems/a/query: the field query of a Path Item Object exists since OpenAPI 3.2, and has no effect in 3.1; remove it, or declare openapi: 3.2.0`,
		"3.2.0 components: {responses: {a: {}}, pathItems: {a: {query: {}}}, mediaTypes: {a: {itemSchema: {}}}}": ``,
		"3.9.1 components: {}":                                                                                   `/openapi: the document says openapi: 3.9.1, and is read as OpenAPI 3.2; write a version such as 3.2.0`,
		"3.1 components: {}":                                                                                     `/openapi: the document says openapi: 3.1, and is read as OpenAPI 3.1; write a version such as 3.1.0`,
	} {
		version, rest, _ := strings.Cut(text, " ")
		d := parse(t, "openapi: '"+version+"'\ninfo: {title: a, version: '1'}\nx-s: {}\npaths: {}\n"+rest+"\n")
		require.NoError(t, d.Validate(), text)
		if want == "" {
			assert.Empty(t, flaws(d), text)
		} else {
			assert.Equal(t, []string{want}, flaws(d), text)
		}
	}
}

// If a $ref is written where OpenAPI allows none, its target takes its place.
func TestRefsWhereNoneIsAllowed(t *testing.T) {
	t.Parallel()
	d := parse(t, head+`
paths: {$ref: "#/x-paths"}
x-paths: {/a: {get: {parameters: {$ref: "#/x-list"}, responses: {"200": {description: a}}}}}
x-list: [{name: a, in: query, schema: {type: string}}]
`)
	require.NoError(t, d.Validate())
	assert.Equal(t, "a", d.Root().At("paths", "/a", "get", "parameters", "0", "name").Text())
	assert.Len(t, d.Flaws(), 2)
}

// The target of such a $ref must not contain the $ref.
func TestRefsThatWouldHoldThemselves(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"paths: {/a: {get: {responses: {$ref: '#/paths'}}}}": `leads to something that contains the $ref itself`,
		"paths: {/a: {$ref: '#/x-a'}}\nx-a: {get: {responses: {default: {description: a, content: {$ref: '#/x-a/get/responses/default/content'}}}}}": `points to nothing`,
		"paths: {/a: {get: {$ref: '#/x-b'}}}\nx-b: {callbacks: {c: {d: {get: {$ref: '#/x-b'}}}}, responses: {default: {description: a}}}":            `leads to something`,
	} {
		d := parse(t, head+text+"\n")
		assert.Contains(t, strings.Join(flaws(d), "\n"), want, text)
		d.Root().Value() // The call must end.
	}
}
