package change_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
)

// composed is the old document for cases about things that can be written in several ways.
const composed = `openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      operationId: listThings
      security: [{key: []}]
      tags: [Old]
      parameters:
        - {$ref: "#/components/parameters/Page"}
      responses:
        "200":
          description: All.
          headers:
            X-Name: {$ref: "#/components/headers/Name"}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Thing"}
    post:
      operationId: createThing
      security: [{key: []}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [color]
              properties:
                color: {type: string, format: uuid}
      responses:
        "200":
          description: It.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Thing"}
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    delete:
      operationId: deleteThing
      security: []
      responses:
        "204": {description: Gone.}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
  parameters:
    Page: {name: page, in: query, schema: {type: integer}}
  headers:
    Name: {required: true, schema: {type: string}}
  schemas:
    Color:
      type: string
    Thing:
      type: object
      required: [id]
      properties:
        id:
          type: integer
          format: int32
        kind:
          oneOf:
            - {type: string}
            - {type: integer}
        both:
          allOf:
            - {$ref: "#/components/schemas/Color"}
            - description: A small one.
              required: [size]
              properties:
                size: {type: integer, maximum: 3}
`

// A difference for which oasdiff has a rule is reported as one change. A difference that callers
// can't see is not reported.
func TestCompareTellsEachCauseOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		edits []string
		want  []string
	}{
		"format of a type": {
			edits: []string{"format: int32", "format: int64", ", format: uuid", ""},
			want: []string{
				"breaking response-property-type-changed /components/schemas/Thing/properties/id/type new:59 [listThings 200 createThing 200]",
				"compatible request-property-type-generalized /paths/~1things/post/requestBody/content/application~1json/schema/properties/color/type new:29 [createThing]",
			},
		},
		"format of a type that moved": {
			edits: []string{
				"              schema: {$ref: \"#/components/schemas/Thing\"}\n  /things/{id}",
				"              schema: {type: object, required: [id], properties: {id: {type: string}}}\n  /things/{id}",
			},
			want: []string{
				"breaking response-property-type-changed /paths/~1things/post/responses/200/content/application~1json/schema/properties/id/type new:35 [createThing 200]",
				"compatible response-optional-property-removed /components/schemas/Thing/properties/kind old:61 [createThing 200]",
				"compatible response-optional-property-removed /components/schemas/Thing/properties/both old:65 [createThing 200]",
			},
		},
		"required property added": {
			edits: []string{"[color]", "[color, size]", "              properties:\n                color:", "              properties:\n                size: {type: integer}\n                color:"},
			want: []string{
				"breaking new-required-request-property /paths/~1things/post/requestBody/content/application~1json/schema/properties/size new:29 [createThing]",
			},
		},
		"required property added by reference": {
			edits: []string{"[color]", "[color, size]", "              properties:\n                color:", "              properties:\n                size: {$ref: \"#/components/schemas/Color\"}\n                color:"},
			want: []string{
				"breaking new-required-request-property /paths/~1things/post/requestBody/content/application~1json/schema/properties/size new:29 [createThing]",
			},
		},
		"required property removed, and with it the list": {
			edits: []string{"      required: [id]\n", "", "        id:\n          type: integer\n          format: int32\n", ""},
			want:  []string{"breaking response-required-property-removed /components/schemas/Thing/properties/id old:58 [listThings 200 createThing 200]"},
		},
		"all headers removed": {
			edits: []string{"          headers:\n            X-Name: {$ref: \"#/components/headers/Name\"}\n", ""},
			want:  []string{"breaking required-response-header-removed /paths/~1things/get/responses/200/headers/X-Name old:15 [listThings 200]"},
		},
		"all parameters removed": {
			edits: []string{"      parameters:\n        - {$ref: \"#/components/parameters/Page\"}\n", ""},
			want:  []string{"unclear request-parameter-removed /paths/~1things/get/parameters/0 old:10 [listThings]"},
		},
		"types of a oneOf, in two operations": {
			edits: []string{"            - {type: integer}\n", "            - {type: integer}\n            - {type: boolean}\n"},
			want:  []string{"breaking response-property-list-of-types-widened /components/schemas/Thing/properties/kind/oneOf/2 new:65 [listThings 200 createThing 200]"},
		},
		"within an item of allOf": {
			edits: []string{"maximum: 3", "maximum: 2"},
			want:  []string{"compatible response-property-max-decreased /components/schemas/Thing/properties/both/allOf/1/properties/size/maximum new:71 [listThings 200 createThing 200]"},
		},
		"the words of an item of allOf": {
			edits: []string{"A small one.", "One."},
		},
		"an item of allOf removed": {
			edits: []string{"            - {$ref: \"#/components/schemas/Color\"}\n", ""},
			want:  []string{"unclear response-property-all-of-removed /components/schemas/Thing/properties/both/allOf/0/$ref old:67 [listThings 200 createThing 200]"},
		},
		"tags": {
			edits: []string{"[Old]", "[New]"},
		},
		"parameters moved to the operation": {
			edits: []string{
				"    parameters:\n      - {name: id, in: path, required: true, schema: {type: string}}\n", "",
				"      operationId: deleteThing\n", "      operationId: deleteThing\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n",
			},
		},
		"parameters moved to the path": {
			edits: []string{
				"      parameters:\n        - {$ref: \"#/components/parameters/Page\"}\n", "",
				"  /things:\n", "  /things:\n    parameters:\n      - {$ref: \"#/components/parameters/Page\"}\n",
			},
			want: []string{"compatible new-optional-request-parameter /paths/~1things/parameters/0 new:6 [createThing]"},
		},
		"another name for a parameter of the path, and a pattern": {
			edits: []string{"/things/{id}", "/things/{thing}", "{name: id, in: path, required: true, schema: {type: string}}", "{name: thing, in: path, required: true, schema: {type: string, pattern: ^a$}}"},
			want:  []string{"breaking request-parameter-pattern-added /paths/~1things~1{thing}/parameters/0/schema/pattern new:38 [deleteThing]"},
		},
		"no security written in another way": {
			edits: []string{"      security: []\n", ""},
		},
		"security of the document": {
			edits: []string{"    post:\n      operationId: createThing\n      security: [{key: []}]\n", "    post:\n      operationId: createThing\n", "paths:\n", "security: [{key: []}]\npaths:\n"},
		},
		"security from the document": {
			edits: []string{"      security: []\n", "", "paths:\n", "security: [{key: []}]\npaths:\n"},
			want:  []string{"breaking api-security-anonymous-access-removed /security new:3 [deleteThing]"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			text := composed
			for i := 0; i < len(tt.edits); i += 2 {
				require.Equal(t, 1, strings.Count(text, tt.edits[i]), "%q", tt.edits[i])
				text = strings.Replace(text, tt.edits[i], tt.edits[i+1], 1)
			}
			changes, err := change.Compare(parse(t, "old", composed), parse(t, "new", text))
			require.NoError(t, err)
			assert.ElementsMatch(t, tt.want, lines(changes))
		})
	}
}

// compareText compares two versions of a text and returns the changes. Where the text has
// [OLD|NEW], the old version has OLD and the new version has NEW.
func compareText(t *testing.T, text string) []string {
	t.Helper()
	sides := regexp.MustCompile(`\[([^][|]*)\|([^][|]*)\]`)
	head := "openapi: 3.0.3\ninfo: {title: Things, version: \"1\"}\n"
	changes, err := change.Compare(parse(t, "old", head+sides.ReplaceAllString(text, "$1")), parse(t, "new", head+sides.ReplaceAllString(text, "$2")))
	require.NoError(t, err)
	return lines(changes)
}

// Each of two unions in two operations has its own place.
func TestCompareTwoUnions(t *testing.T) {
	assert.Equal(t, []string{
		"breaking response-body-list-of-types-widened /paths/~1a/get/responses/200/content/text~1plain/schema/oneOf/1 new:12 [a 200]",
		"compatible request-body-list-of-types-widened /paths/~1b/post/requestBody/content/text~1plain/schema/oneOf/1 new:20 [b]",
	}, compareText(t, `paths:
  /a:
    get:
      operationId: a
      responses:
        "200":
          description: One.
          content:
            text/plain: {schema: {oneOf: [{type: string}
              [|, {type: integer}]
              ]}}
  /b:
    post:
      operationId: b
      requestBody:
        content:
          text/plain: {schema: {oneOf: [{type: string}
            [|, {type: integer}]
            ]}}
      responses: {"204": {description: None.}}
`))
}

// A reference to a component is added at one place and removed at another.
func TestCompareReferencesThatMove(t *testing.T) {
	assert.Equal(t, []string{
		"compatible optional-response-header-removed /paths/~1a/get/responses/204/headers/X-A old:10 [a 204]",
		"compatible response-header-added /paths/~1b/get/responses/204/headers/X-A new:17 [b 204]",
	}, compareText(t, `paths:
  /a:
    get:
      operationId: a
      responses:
        "204":
          description: None.
          headers: {[X-A: {$ref: "#/components/headers/A"}|]}
  /b:
    get:
      operationId: b
      responses:
        "204":
          description: None.
          headers: {[|X-A: {$ref: "#/components/headers/A"}]}
components:
  headers:
    A: {schema: {type: string}}
`))
}

// If references to a component are removed at several places, this is one change, at the place of
// the component.
func TestCompareReferencesThatGo(t *testing.T) {
	assert.Equal(t, []string{"compatible optional-response-header-removed /components/headers/A old:20 [a 204 b 204]"}, compareText(t, `paths:
  /a:
    get:
      operationId: a
      responses:
        "204":
          description: None.
          headers: {[X-A: {$ref: "#/components/headers/A"}|]}
  /b:
    get:
      operationId: b
      responses:
        "204":
          description: None.
          headers: {[X-A: {$ref: "#/components/headers/A"}|]}
components:
  headers:
    A: {schema: {type: string}}
`))
}

// The cases are a parameter of an operation that overrides a parameter of its path, a schema that
// contains itself, and a header that is required within an encoding, for which oasdiff has no rule.
func TestCompareWhatStandsInAnotherPlace(t *testing.T) {
	assert.Equal(t, []string{
		"unclear unclassified /paths/~1a/post/requestBody/content/multipart~1form-data/encoding/x/headers/X-A/required old:12 [a]",
		"unclear unclassified /components/schemas/Tree/not new:19 [a]",
	}, compareText(t, `paths:
  /a:
    parameters: [{name: page, in: query, schema: {type: [string|integer]}}]
    post:
      operationId: a
      parameters: [{name: page, in: query, schema: {type: boolean}}]
      requestBody:
        content:
          multipart/form-data:
            encoding: {x: {headers: {X-A: {schema: {type: string}[, required: true|]}}}}
            schema: {$ref: "#/components/schemas/Tree"}
      responses: {"204": {description: None.}}
components:
  schemas:
    Tree:
      type: object
      [|not: {type: string}]
      properties: {x: {type: string}, left: {$ref: "#/components/schemas/Tree"}}
`))
}

// If no rule is about a change, its message says what was added or removed.
func TestCompareNamesWhatIsUnclassified(t *testing.T) {
	revised := strings.NewReplacer(
		"required: [size]", "required: [size, id]",
		"        id:\n", "        free: {type: object, additionalProperties: {type: string}}\n        id:\n",
		"required: true, schema: {type: string}}\n  schemas", "required: true, schema: {type: string, pattern: ^a$}}\n  schemas",
		"    Color:\n      type: string\n", "    Color:\n      type: string\n      not: {enum: [red]}\n",
	).Replace(composed)
	changes, err := change.Compare(parse(t, "old", composed), parse(t, "new", revised))
	require.NoError(t, err)
	var messages []string
	for _, c := range changes {
		if c.Rule == change.RuleUnclassified {
			messages = append(messages, c.Message)
		}
	}
	assert.Equal(t, []string{"`pattern: ^a$` was added", "`not` was added", "the item `id` of `required` was added"}, messages)
}

func TestCompareSaysWhichPartOfAnInvariantChanged(t *testing.T) {
	for edit, want := range map[string]string{
		"when: response.status == 200":            "the invariant `echo` has another premise: `response.status >= 200 && true`",
		`rule: response.headers["x-name"] == "a"`: "the invariant `echo` has another rule: `response.status >= 200 && true`",
	} {
		key, _, _ := strings.Cut(edit, ":")
		changes, err := change.Compare(parse(t, "old", base), parse(t, "new", edited(t, edit, key+": |-\n      response.status >= 200 &&\n      true")))
		require.NoError(t, err)
		require.Len(t, changes, 1)
		assert.Equal(t, want, changes[0].Message)
	}
}
