package watch_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/watch"
)

// ours is our document in these tests. It is in OpenAPI 3.0. Each test also has the same document
// in 3.1, as a vendor may write it. The test changes one thing in one of the two.
const ours = `openapi: 3.0.3
info: {title: Books, version: "2"}
servers: [{url: https://books.example}]
security: [{key: []}]
paths:
  /v1/books:
    parameters: [{name: X-Version, in: header, schema: {type: string}}]
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 0, exclusiveMinimum: true, maximum: 9}}]
      responses:
        "200":
          description: All books.
          headers: {X-Total: {schema: {type: integer}}}
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}}
        "404": {description: None.}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
      responses: {"200": {description: Done.}}
  /v1/books/{id}:
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: Gone.}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  schemas:
    Book:
      type: object
      required: [title]
      properties:
        title: {type: string}
        author: {type: string, nullable: true}
        kind: {type: string, enum: [new, old]}
        more: {type: object, additionalProperties: true}
        sequel: {$ref: "#/components/schemas/Book"}
`

const published = `openapi: 3.1.0
info: {title: All, version: "1"}
servers: [{url: "https://{region}.books.example/{stage}", variables: {region: {default: eu}, stage: {default: v1}}}]
paths:
  /authors/:
    get: {responses: {"200": {description: All authors.}}}
  /books:
    parameters:
      - {name: x-version, in: header, description: The version., schema: {type: string}}
      - {name: Authorization, in: header, required: true, schema: {type: string}}
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, exclusiveMinimum: 0, maximum: 9}}
      responses:
        "200":
          description: The books.
          headers: {x-total: {schema: {type: integer}}}
          content: {application/json; charset=utf-8: {schema: {type: array, items: {$ref: "#/components/schemas/Item"}}}}
        "404": {description: Not there.}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
      responses: {"200": {description: Created.}}
  /books/{book}:
    delete:
      parameters:
        - {name: book, in: path, required: true, schema: {type: string}}
        - {name: Authorization, in: header, required: true, schema: {type: string}}
      responses: {"204": {description: Deleted.}}
components:
  schemas:
    Item:
      allOf:
        - {type: object, required: [title]}
        - properties:
            title: {type: string, description: Its title.}
            author: {anyOf: [{type: string}, {type: "null"}]}
            kind: {type: string, enum: [old, new]}
            more: {type: object, additionalProperties: {description: Anything.}}
            sequel: {$ref: "#/components/schemas/Item"}
`

// definition parses a text after replacing strings in it. The strings are given in pairs.
func definition(t *testing.T, name, text string, replaced ...string) *watch.Definition {
	t.Helper()
	for i := 0; i+1 < len(replaced); i += 2 {
		require.Contains(t, text, replaced[i])
		text = strings.Replace(text, replaced[i], replaced[i+1], 1)
	}
	c, err := contract.Parse(name, []byte(text))
	require.NoError(t, err)
	d, err := watch.New(c)
	require.NoError(t, err)
	return d
}

// compare returns the differences as strings, one per line.
func compare(t *testing.T, ours, published *watch.Definition) []string {
	t.Helper()
	comparison, err := watch.Compare(ours, published)
	require.NoError(t, err)
	lines := []string{}
	for _, d := range comparison.Differences {
		line := string(d.Change) + " " + d.Message()
		if d.Decision != "" {
			line += " (" + d.Decision + ")"
		}
		assert.NotZero(t, d.Published.Line, line)
		assert.NotZero(t, d.Ours.Line, line)
		lines = append(lines, line)
	}
	return lines
}

// Two definitions of the same API have no difference, however they are written. They may differ in
// the version of OpenAPI, the server and the components, and one may have a header parameter for
// the credential.
func TestCompareTheSame(t *testing.T) {
	t.Parallel()
	comparison, err := watch.Compare(definition(t, "ours.yaml", ours), definition(t, "published.yaml", published))
	require.NoError(t, err)
	assert.Empty(t, comparison.Differences)
	assert.Equal(t, 3, comparison.Compared)
	assert.Empty(t, compare(t, definition(t, "ours.yaml", ours), definition(t, "ours.yaml", ours)))
	assert.Empty(t, compare(t, definition(t, "ours.yaml", ours, "    parameters: [{name: X-Version, in: header, schema: {type: string}}]\n", "",
		"paths:\n", "x-versions: {header: X-Version, default: \"2\", versions: [{name: \"2\"}]}\npaths:\n"), definition(t, "published.yaml", published)))
	assert.Empty(t, compare(t, definition(t, "ours.yaml", ours, "enum: [new, old]", "enum: [new]"),
		definition(t, "published.yaml", published, "enum: [old, new]", "const: new")))
	// A schema that consists of a reference to itself says nothing, and the comparison ends.
	const loop = "kind: {anyOf: [{$ref: \"#/components/schemas/Loop\"}, {type: \"null\"}]}"
	assert.NotEmpty(t, compare(t, definition(t, "ours.yaml", ours),
		definition(t, "published.yaml", published, "kind: {type: string, enum: [old, new]}", loop, "    Item:\n", "    Loop: {allOf: [{$ref: \"#/components/schemas/Loop\"}]}\n    Item:\n")))
}

func TestComparePublished(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		old, revised string
		want         []string
	}{
		"an operation below":   {"  /books/{book}:\n", "  /books/{book}/pages:\n    get: {responses: {\"200\": {description: All.}}}\n  /books/{book}:\n", []string{"added GET /books/{book}/pages"}},
		"a method":             {"    delete:", "    get: {responses: {\"200\": {description: One.}}}\n    delete:", []string{"added GET /books/{book}"}},
		"another path":         {"  /authors/:", "  /booksellers:\n    get: {responses: {\"200\": {description: All.}}}\n  /authors/:", []string{}},
		"no operation":         {"    delete:", "    patch:", []string{"added PATCH /books/{book}", "removed DELETE /v1/books/{id}"}},
		"a deprecation":        {"    delete:\n", "    delete:\n      deprecated: true\n", []string{"changed deprecated of DELETE /v1/books/{id}: published yes, ours no"}},
		"a query parameter":    {"{name: limit,", "{name: after, in: query, schema: {type: string}}\n        - {name: limit,", []string{"added query parameter `after` of GET /v1/books"}},
		"another parameter":    {"{name: limit,", "{name: size,", []string{"added query parameter `size` of GET /v1/books", "removed query parameter `limit` of GET /v1/books"}},
		"a required parameter": {"{name: limit, in: query,", "{name: limit, in: query, required: true,", []string{"changed required of query parameter `limit` of GET /v1/books: published yes, ours no"}},
		"another bound": {"maximum: 9", "maximum: 10", []string{
			"changed maximum of query parameter `limit` of GET /v1/books: published 10, ours 9",
		}},
		"no credential":      {"- {name: Authorization, in: header, required: true, schema: {type: string}}\n    get:", "- {name: X-Other, in: header, schema: {type: string}}\n    get:", []string{"added header parameter `X-Other` of GET /v1/books", "added header parameter `X-Other` of POST /v1/books", "removed credential in header `Authorization` by bearer of GET /v1/books, and 1 more"}},
		"an optional one":    {"Authorization, in: header, required: true, schema: {type: string}}\n      responses", "Authorization, in: header, schema: {type: string}}\n      responses", []string{"changed need for a credential of DELETE /v1/books/{id}: published no, ours yes"}},
		"no body":            {"      requestBody: {content: {application/json: {schema: {$ref: \"#/components/schemas/Item\"}}}}\n", "", []string{"removed request body of POST /v1/books"}},
		"a required body":    {"requestBody: {", "requestBody: {required: true, ", []string{"changed required of the request body of POST /v1/books: published yes, ours no"}},
		"another media type": {"requestBody: {content: {application/json", "requestBody: {content: {application/cbor", []string{"added media type `application/cbor` of the request body of POST /v1/books", "removed media type `application/json` of the request body of POST /v1/books"}},
		"a status":           {"\"404\": {description: Not there.}", "\"404\": {description: Not there.}\n        \"429\": {description: Wait.}", []string{"added status 429 of GET /v1/books"}},
		"no status":          {"        \"404\": {description: Not there.}\n", "", []string{"removed status 404 of GET /v1/books"}},
		"a header":           {"headers: {x-total: ", "headers: {x-next: {schema: {type: string}}, x-total: ", []string{"added header `x-next` of the 200 of GET /v1/books"}},
		"another header":     {"x-total: {schema: {type: integer", "x-total: {schema: {type: string", []string{"changed type of header `X-Total` of the 200 of GET /v1/books: published string, ours integer"}},
		"a property":         {"title: {type: string, d", "isbn: {type: string}\n            title: {type: string, d", []string{"added property `isbn` of `[]` of the 200 of GET /v1/books, and 1 more"}},
		"no property":        {"            kind: {type: string, enum: [old, new]}\n", "", []string{"removed property `kind` of `[]` of the 200 of GET /v1/books, and 1 more"}},
		"an optional property": {"type: object, required: [title]", "type: object", []string{
			"changed required of `[].title` of the 200 of GET /v1/books, and 1 more: published no, ours yes",
		}},
		"another type":       {"author: {anyOf: [{type: string}, {type: \"null\"}]}", "author: {type: [integer]}", []string{"changed type of `[].author` of the 200 of GET /v1/books, and 1 more: published integer, ours null or string"}},
		"a value of an enum": {"enum: [old, new]", "enum: [old, new, used]", []string{"changed enum of `[].kind` of the 200 of GET /v1/books, and 1 more: published [\"new\", \"old\", \"used\"], ours [\"new\", \"old\"]"}},
		"a closed object":    {"additionalProperties: {description: Anything.}", "additionalProperties: false", []string{"changed additionalProperties of `[].more` of the 200 of GET /v1/books, and 1 more: published no value, ours any value"}},
		"a format":           {"title: {type: string, d", "title: {type: string, format: uuid, d", []string{"changed format of `[].title` of the 200 of GET /v1/books, and 1 more: published \"uuid\", ours none"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.ElementsMatch(t, tt.want, compare(t, definition(t, "ours.yaml", ours), definition(t, "published.yaml", published, tt.old, tt.revised)))
		})
	}
}

// A decision gives a reason for the object that has it, but not for new things in the object.
func TestCompareDecisions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ours      []string
		published []string
		want      []string
	}{
		"a status of ours":     {[]string{`"404": {description: None.}`, `"404": {description: None., x-decision: Needed.}`}, []string{"        \"404\": {description: Not there.}\n", ""}, []string{"removed status 404 of GET /v1/books (Needed.)"}},
		"an operation of ours": {[]string{"    delete:", "    delete:\n      x-decision: Seen in an SDK."}, []string{"    delete:", "    x-delete:"}, []string{"removed DELETE /v1/books/{id} (Seen in an SDK.)"}},
		"the schema of a parameter": {
			[]string{"{name: id, in: path, required: true, schema: {type: string}}", "{name: id, in: path, required: true, x-decision: Always one., schema: {type: string, format: uuid}}"},
			nil,
			[]string{"changed format of path parameter `id` of DELETE /v1/books/{id}: published none, ours \"uuid\" (Always one.)"},
		},
		"a keyword of a property": {
			[]string{"title: {type: string}", "title: {type: string, minLength: 1, x-decision: Never empty.}"},
			nil,
			[]string{"changed minLength of `[].title` of the 200 of GET /v1/books, and 1 more: published none, ours 1 (Never empty.)"},
		},
		"not another type": {
			[]string{"title: {type: string}", "title: {type: string, x-decision: Never empty.}"},
			[]string{"title: {type: string, d", "title: {type: integer, d"},
			[]string{"changed type of `[].title` of the 200 of GET /v1/books, and 1 more: published integer, ours string"},
		},
		"not a new property": {
			[]string{"    Book:\n", "    Book:\n      x-decision: As the SDK has it.\n"},
			[]string{"title: {type: string, d", "isbn: {type: string}\n            title: {type: string, d"},
			[]string{"added property `isbn` of `[]` of the 200 of GET /v1/books, and 1 more"},
		},
		"not a new status": {
			[]string{"    delete:", "    delete:\n      x-decision: Seen in an SDK."},
			[]string{"\"204\": {description: Deleted.}", "\"204\": {description: Deleted.}, \"409\": {description: In use.}"},
			[]string{"added status 409 of DELETE /v1/books/{id}"},
		},
		"the content of a response": {
			[]string{"\"204\": {description: Gone.}", "\"204\": {description: Gone., x-decision: Nothing in it is read.}"},
			[]string{"\"204\": {description: Deleted.}", "\"204\": {description: Deleted., content: {application/json: {}}}"},
			[]string{"added media type `application/json` of the 204 of DELETE /v1/books/{id} (Nothing in it is read.)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, compare(t, definition(t, "ours.yaml", ours, tt.ours...), definition(t, "published.yaml", published, tt.published...)))
		})
	}
}

// Security schemes are compared if both documents have some.
func TestCompareCredentials(t *testing.T) {
	t.Parallel()
	const was = "security: [{key: []}]"
	const schemes = "securitySchemes: {key: {type: http, scheme: bearer}}"
	for name, tt := range map[string]struct{ security, schemes, want string }{
		"another scheme": {"security: [{key: []}, {old: []}]", "securitySchemes: {key: {type: http, scheme: bearer}, old: {type: http, scheme: basic}}", "added credential in header `Authorization` by basic of GET /v1/books, and 2 more"},
		"another header": {"security: [{key: []}, {old: []}]", "securitySchemes: {key: {type: http, scheme: bearer}, old: {type: apiKey, in: header, name: X-Key}}", "added credential in header `x-key` of GET /v1/books, and 2 more"},
		"none needed":    {"security: [{key: []}, {}]", schemes, "changed need for a credential of GET /v1/books, and 2 more: published no, ours yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, []string{tt.want}, compare(t, definition(t, "ours.yaml", ours), definition(t, "published.yaml", ours, was, tt.security, schemes, tt.schemes)))
		})
	}
}

func TestCompareAnotherAPI(t *testing.T) {
	t.Parallel()
	const other = `openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/x: {get: {responses: {"200": {description: X.}}}}}
`
	_, err := watch.Compare(definition(t, "ours.yaml", ours), definition(t, "other.yaml", other))
	require.EqualError(t, err, "other.yaml: it has none of the operations of ours.yaml; name a definition of the same API")
}
