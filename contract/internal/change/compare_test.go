package change_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
)

// base is the old document for all cases.
const base = `openapi: 3.0.3
info: {title: Things, version: "1"}
servers:
  - url: https://a.example
x-invariants:
  - id: echo
    when: response.status == 200
    rule: response.headers["x-name"] == "a"
    message: the name comes back
paths:
  /things:
    get:
      operationId: listThings
      security:
        - key: []
        - other: []
      responses:
        "200":
          description: All.
          headers:
            X-Name: {$ref: "#/components/headers/Name"}
          content:
            application/json:
              schema:
                type: array
                items: {$ref: "#/components/schemas/Thing"}
        "404":
          description: None.
          x-decision: We think so.
    post:
      operationId: createThing
      parameters:
        - name: Token
          in: header
          schema: {type: string, minLength: 2}
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/NewThing"}
      responses:
        "200":
          description: It.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Thing"}
  /things/{id}:
    delete:
      operationId: deleteThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "204": {description: Gone.}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
    other: {type: http, scheme: basic}
  headers:
    Name:
      required: true
      schema:
        type: string
        pattern: ^a+$
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id:
          description: Its number.
          type: integer
        size:
          type: integer
          maximum: 10
    NewThing:
      type: object
      properties:
        color:
          type: string
          enum:
            - red
            - blue
        text:
          type: string
          maxLength: 9
        free:
          type: object
          additionalProperties: true
`

func parse(t *testing.T, name, text string) *change.Document {
	t.Helper()
	d, err := change.Parse(name, []byte(text))
	require.NoError(t, err)
	return d
}

// edited returns the base document after edits. Each pair is a text, which must occur once,
// and its replacement.
func edited(t *testing.T, pairs ...string) string {
	t.Helper()
	text := base
	for i := 0; i < len(pairs); i += 2 {
		require.Equal(t, 1, strings.Count(text, pairs[i]), "%q", pairs[i])
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// lines returns changes as "severity id line [operations]". The line is that of the change's place.
func lines(changes []change.Change) []string {
	var shown []string
	for _, c := range changes {
		var operations []string
		for _, o := range c.Operations {
			operations = append(operations, strings.TrimSpace(o.ID+" "+strings.Join(o.Statuses, ",")))
		}
		place := c.Place()
		shown = append(shown, fmt.Sprintf("%s %s %s:%d %v", c.Severity, c.ID(), place.File, place.Line, operations))
	}
	return shown
}

func TestCompare(t *testing.T) {
	for name, tt := range map[string]struct {
		edits []string
		want  []string
	}{
		"nothing": {},
		"description only": {
			edits: []string{"Its number.", "The number of it.", "description: All.", "description: All of them."},
		},
		"a default written out": {
			edits: []string{"          maximum: 10", "          maximum: 10\n          nullable: false"},
		},
		"another version": {
			edits: []string{`version: "1"`, `version: "2"`},
		},
		"path removed": {
			edits: []string{`  /things/{id}:
    delete:
      operationId: deleteThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "204": {description: Gone.}
`, ""},
			want: []string{"breaking api-path-removed-without-deprecation /paths/~1things~1{id}/delete old:47 [deleteThing]"},
		},
		"operation added": {
			edits: []string{"  /things/{id}:\n", "  /things/{id}:\n    get:\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n      responses:\n        \"204\": {description: There.}\n"},
			want:  []string{"compatible endpoint-added /paths/~1things~1{id}/get new:47 []"},
		},
		"status removed": {
			edits: []string{`        "204": {description: Gone.}`, `        "404": {description: None.}`},
			want: []string{
				"breaking response-success-status-removed /paths/~1things~1{id}/delete/responses/204 old:52 [deleteThing 204]",
				"compatible response-non-success-status-added /paths/~1things~1{id}/delete/responses/404 new:52 [deleteThing 404]",
			},
		},
		"status added": {
			edits: []string{`        "204": {description: Gone.}`, "        \"204\": {description: Gone.}\n        \"200\": {description: Gone.}"},
			want:  []string{"compatible response-success-status-added /paths/~1things~1{id}/delete/responses/200 new:53 [deleteThing 200]"},
		},
		"property required in a request": {
			edits: []string{"    NewThing:\n      type: object\n", "    NewThing:\n      type: object\n      required: [color]\n"},
			want:  []string{"breaking request-property-became-required /components/schemas/NewThing/required/0 new:76 [createThing]"},
		},
		"property of a response no longer required, in two operations": {
			edits: []string{"      required: [id]\n", ""},
			want:  []string{"breaking response-property-became-optional /components/schemas/Thing/required/0 old:66 [listThings 200 createThing 200]"},
		},
		"enum value removed": {
			edits: []string{"            - blue\n", ""},
			want:  []string{"breaking request-property-enum-value-removed /components/schemas/NewThing/properties/color/enum/1 old:81 [createThing]"},
		},
		"type changed": {
			edits: []string{"          type: integer\n          maximum: 10", "          type: string"},
			want: []string{
				"breaking response-property-type-changed /components/schemas/Thing/properties/size/type new:72 [listThings 200 createThing 200]",
				"breaking response-property-max-unset /components/schemas/Thing/properties/size/maximum old:73 [listThings 200 createThing 200]",
			},
		},
		"constraint narrowed in a request": {
			edits: []string{"maxLength: 9", "maxLength: 8", "minLength: 2", "minLength: 3"},
			want: []string{
				"breaking request-parameter-min-length-increased /paths/~1things/post/parameters/0/schema/minLength new:35 [createThing]",
				"breaking request-property-max-length-decreased /components/schemas/NewThing/properties/text/maxLength new:84 [createThing]",
			},
		},
		"constraint narrowed in a response": {
			edits: []string{"maximum: 10", "maximum: 9"},
			want:  []string{"compatible response-property-max-decreased /components/schemas/Thing/properties/size/maximum new:73 [listThings 200 createThing 200]"},
		},
		"security alternative dropped": {
			edits: []string{"        - other: []\n", ""},
			want:  []string{"breaking api-security-removed /paths/~1things/get/security old:14 [listThings]"},
		},
		"security scheme changed": {
			edits: []string{"scheme: basic", "scheme: digest"},
			want:  []string{"breaking api-security-component-http-scheme-changed /components/securitySchemes/other new:56 [listThings]"},
		},
		"invariant tightened: no premise": {
			edits: []string{"    when: response.status == 200\n", ""},
			want:  []string{"compatible invariant-changed /x-invariants/0 new:6 [listThings createThing deleteThing]"},
		},
		"invariant changed": {
			edits: []string{`== "a"`, `!= "b"`},
			want:  []string{"unclear invariant-changed /x-invariants/0 new:6 [listThings createThing deleteThing]"},
		},
		"the words of an invariant": {
			edits: []string{"message: the name comes back", "message: the name is returned"},
		},
		"invariant removed, another added": {
			edits: []string{"id: echo", "id: other"},
			want: []string{
				"breaking invariant-removed /x-invariants/0 old:6 [listThings createThing deleteThing]",
				"compatible invariant-added /x-invariants/0 new:6 [listThings createThing deleteThing]",
			},
		},
		"invariant of an operation added": {
			edits: []string{"      operationId: createThing\n", "      operationId: createThing\n      x-invariants:\n        - {id: made, rule: response.status == 200, message: it is made}\n"},
			want:  []string{"compatible invariant-added /paths/~1things/post/x-invariants/0 new:33 [createThing]"},
		},
		"decision removed": {
			edits: []string{"          x-decision: We think so.\n", ""},
			want:  []string{"compatible decision-removed /paths/~1things/get/responses/404/x-decision old:29 [listThings 404]"},
		},
		"decision for another reason": {
			edits: []string{"We think so.", "They said so."},
			want:  []string{"compatible decision-changed /paths/~1things/get/responses/404/x-decision new:29 [listThings 404]"},
		},
		"decision added": {
			edits: []string{"          type: integer\n          maximum: 10", "          type: integer\n          x-decision: Big enough.\n          maximum: 10"},
			want:  []string{"compatible decision-added /components/schemas/Thing/properties/size/x-decision new:73 [listThings 200 createThing 200]"},
		},
		"extension of somebody else": {
			edits: []string{"      operationId: createThing\n", "      operationId: createThing\n      x-pages: {of: 3}\n"},
			want:  []string{"compatible extension-changed /paths/~1things/post/x-pages new:32 [createThing]"},
		},
		"server replaced": {
			edits: []string{"https://a.example", "https://b.example"},
			want: []string{
				"breaking server-removed /servers/0 old:4 [listThings createThing deleteThing]",
				"compatible server-added /servers/0 new:4 [listThings createThing deleteThing]",
			},
		},
		"what oasdiff has no rule for": {
			edits: []string{"^a+$", "^b+$", "additionalProperties: true", "additionalProperties: false"},
			want: []string{
				"unclear unclassified /components/headers/Name/schema/pattern new:62 [listThings 200]",
				"unclear unclassified /components/schemas/NewThing/properties/free/additionalProperties new:87 [createThing]",
			},
		},
		"what oasdiff knows and what it doesn't, at one place": {
			edits: []string{"      required: true\n", "", "^a+$", "^b+$"},
			want: []string{
				"breaking response-header-became-optional /components/headers/Name new:58 [listThings 200]",
				"unclear unclassified /components/headers/Name/schema/pattern new:61 [listThings 200]",
			},
		},
		"a schema that holds itself": {
			edits: []string{
				"        size:\n          type: integer\n          maximum: 10", "        part: {$ref: \"#/components/schemas/Thing\"}\n        size:\n          type: integer\n          maximum: 10",
			},
			want: []string{"compatible response-optional-property-added /components/schemas/Thing/properties/part new:71 [listThings 200 createThing 200]"},
		},
		"a parameter that is a reference": {
			edits: []string{"  /things/{id}:\n    delete:\n      operationId: deleteThing\n      parameters:\n", "  /things/{id}:\n    delete:\n      operationId: deleteThing\n      parameters:\n        - {$ref: \"#/components/parameters/Dry\"}\n", "components:\n", "components:\n  parameters:\n    Dry: {name: dry, in: query, schema: {type: boolean}}\n"},
			want:  []string{"compatible new-optional-request-parameter /paths/~1things~1{id}/delete/parameters/0 new:50 [deleteThing]"},
		},
		"a schema inline that was a component": {
			edits: []string{
				`            schema: {$ref: "#/components/schemas/NewThing"}`,
				"            schema:\n              type: object\n              properties:\n                color: {type: string, enum: [blue, red]}\n                text: {type: string, maxLength: 9}\n                free: {type: object}",
			},
		},
		"another name for a parameter of the path": {
			edits: []string{"/things/{id}:", "/things/{thing}:", "{name: id, in: path", "{name: thing, in: path"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			old, revised := parse(t, "old", base), parse(t, "new", edited(t, tt.edits...))
			changes, err := change.Compare(old, revised)
			require.NoError(t, err)
			assert.Equal(t, tt.want, lines(changes))
			for _, c := range changes {
				assert.NotEmpty(t, c.Message)
				assert.NotContains(t, c.Message, "\n")
			}
		})
	}
}

// If a request and a response have the same schema, a change of the schema affects all exchanges of
// the operation.
func TestCompareRequestAndResponse(t *testing.T) {
	both := edited(t, "#/components/schemas/NewThing", "#/components/schemas/Thing")
	old, revised := parse(t, "old", both), parse(t, "new", strings.Replace(both, "          maximum: 10", "          maximum: 10\n          x-decision: Enough.", 1))
	changes, err := change.Compare(old, revised)
	require.NoError(t, err)
	assert.Equal(t, []string{"compatible decision-added /components/schemas/Thing/properties/size/x-decision new:74 [listThings 200 createThing]"}, lines(changes))
}

func TestAnArrayOfItselfIsRefused(t *testing.T) {
	t.Parallel()
	const head = `openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: A
          content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}
components:
  schemas:
`
	const plain = "    S: {type: string}\n"
	parse := func(name, schemas string) *change.Document {
		d, err := change.Parse(name, []byte(head+schemas))
		require.NoError(t, err)
		return d
	}
	for name, test := range map[string]struct{ schemas, want string }{
		"itself":         {"    S: {type: array, items: {$ref: '#/components/schemas/S'}}\n", "a.yaml:12:5"},
		"through others": {"    S: {type: array, items: {$ref: '#/components/schemas/T'}}\n    T: {type: array, items: {$ref: '#/components/schemas/S'}}\n", "a.yaml:12:5"},
		"in a property":  {"    S: {type: object, properties: {b: {type: array, items: {type: array, items: {$ref: '#/components/schemas/S/properties/b'}}}}}\n", "a.yaml:12:36"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, documents := range [][2]*change.Document{{parse("a.yaml", test.schemas), parse("b.yaml", plain)}, {parse("b.yaml", plain), parse("a.yaml", test.schemas)}} {
				_, err := change.Compare(documents[0], documents[1])
				require.EqualError(t, err, test.want+": the schema is an array of nothing but itself, so the documents can't be compared; allow something else in its items")
			}
			changes, err := change.Compare(parse("a.yaml", test.schemas), parse("b.yaml", test.schemas))
			require.NoError(t, err, "nothing changed")
			assert.Empty(t, changes)
		})
	}
	_, err := change.Compare(parse("a.yaml", "    S: {type: array, items: {type: object, properties: {b: {$ref: '#/components/schemas/S'}}}}\n"), parse("b.yaml", plain))
	require.NoError(t, err, "an array of objects of itself")
}

// TestALongChainOfReferences checks that the rules can read a document whose references lead
// through thousands of other references. If the rules followed each chain again for each reference
// to it, the test would fail at its timeout.
func TestALongChainOfReferences(t *testing.T) {
	t.Parallel()
	document := func(last string) string {
		var text strings.Builder
		text.WriteString(`openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a: {get: {responses: {"200": {description: OK., content: {application/json: {schema: {$ref: '#/components/schemas/s0'}}}}}}}
components:
  schemas:
`)
		for i := range 3_000 {
			fmt.Fprintf(&text, "    s%d: {$ref: '#/components/schemas/s%d'}\n", i, i+1)
		}
		return text.String() + "    s3000: {$ref: '#/components/schemas/end'}\n    end: {type: string, maxLength: " + last + "}\n"
	}
	old := parse(t, "old.yaml", document("5"))
	changes, err := change.Compare(old, parse(t, "new.yaml", document("9")))
	require.NoError(t, err)
	assert.Empty(t, old.Unread())
	require.NotEmpty(t, changes)
	assert.Equal(t, change.Breaking, changes[0].Severity)
}

// The rules judge documents that say that they are YAML 1.2.
func TestCompareDocumentsOfYAML12(t *testing.T) {
	text := "%YAML 1.2\n---\n" + base
	changes, err := change.Compare(parse(t, "old", text), parse(t, "new", "%YAML 1.2\n---\n"+edited(t, "          type: integer\n          maximum: 10", "          type: string")))
	require.NoError(t, err)
	require.NotEmpty(t, changes)
	assert.NotEqual(t, change.RuleUnclassified, changes[0].Rule)
}
