package mutation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

// exchange returns a request with its answer. Bodies are JSON.
func exchange(method, target, sent string, status int, answer string) contract.Exchange {
	u, err := url.Parse(target)
	if err != nil {
		panic(err)
	}
	x := contract.Exchange{
		Request:  contract.Request{Method: method, URL: u, Header: http.Header{}, Body: []byte(sent)},
		Response: &contract.Response{Status: status, Header: http.Header{}, Body: []byte(answer)},
	}
	if sent != "" {
		x.Request.Header.Set("Content-Type", "application/json")
	}
	if answer != "" {
		x.Response.Header.Set("Content-Type", "application/json")
	}
	return x
}

// values returns JSON values of each type. Many of them are at the bounds that the documents of
// these tests set.
func values(t *testing.T) []string {
	t.Helper()
	scalars := []any{
		nil, true, false, 0, 1, 1.5, -3, 1e30, "", "a", "ab", "abc", "true", "1", "null", "2025-09-18", "248df4b7-aa70-47b8-a036-33ac447e668d", "é",
	}
	var all []string
	add := func(value any) {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		all = append(all, string(text))
	}
	for _, value := range scalars {
		add(value)
		add([]any{value})
		add([]any{value, value})
		add(map[string]any{"a": value})
		add(map[string]any{"a": value, "b": "x", "c": nil})
		add(map[string]any{"b": value})
	}
	add([]any{})
	add(map[string]any{})
	return all
}

// everything returns exchanges of the operations of these documents, with every value in each
// place: in request and response bodies, in the path, in the query and in headers. It returns the
// exchanges twice: first all in one session, and then each in its own session.
func everything(t *testing.T) []contract.Exchange {
	t.Helper()
	var all, alone []contract.Exchange
	for _, value := range values(t) {
		body := exchange("POST", "http://a.example/a", value, 200, value)
		text := strings.Trim(value, `"`)
		path := exchange("GET", "http://a.example/b/"+url.PathEscape(text)+"?q="+url.QueryEscape(text), "", 200, value)
		path.Request.Header["H"] = []string{text}
		path.Response.Header["H"] = []string{text}
		twice := exchange("GET", "http://a.example/b/x?q=1&q="+url.QueryEscape(text), "", 404, value)
		twice.Request.Header["H"] = []string{text, text}
		refused := exchange("POST", "http://a.example/a", value, 422, "")
		for _, x := range []contract.Exchange{body, path, twice, refused} {
			x.Source = contract.Source{File: "one.har", Entry: len(all)}
			all = append(all, x)
			x.Source = contract.Source{File: fmt.Sprintf("%d.har", len(all))}
			alone = append(alone, x)
		}
	}
	return append(all, alone...)
}

const ofTexts = head + `paths:
  /b/{p}:
    get:
      parameters:
        - {name: p, in: path, required: true, schema: {type: string, nullable: true, format: password, minLength: 2}}
        - {name: q, in: query, schema: {type: array, items: {type: string, maxLength: 2}}}
        - {name: H, in: header, schema: {type: string, pattern: ^a}}
        - {name: r, in: query, schema: {type: array, items: {type: string, nullable: true}}}
      responses:
        "200": {description: A, headers: {H: {schema: {type: integer}}}}
`

const ofSides = head + `paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Sent"}}}}
      responses:
        "200": {description: A, content: {application/json: {schema: {$ref: "#/components/schemas/Answered"}}}}
      x-invariants: [{id: secret, rule: "!mentions(response, request.secrets)", message: m}]
components:
  schemas:
    Sent: {type: object, properties: {a: {type: string, writeOnly: true}, b: {type: string, writeOnly: true}}}
    Answered: {type: object, properties: {a: {type: string, readOnly: true}, c: {type: string, writeOnly: true}}}
    Nowhere: {type: object, properties: {a: {type: string, writeOnly: true}}}
    Unused: {type: string, minLength: 1}
`

const ofNothing = head + `paths:
  /a:
    post:
      security: [{key: []}, {}]
      parameters: [{name: Accept, in: header, schema: {type: string}}]
      responses: {"200": {description: A, headers: {Content-Type: {schema: {type: string}}}}}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
`

const ofPremises = head + `paths:
  /a:
    post:
      operationId: post
      responses: {"200": {description: A}, "422": {description: B}}
      x-invariants:
        - {id: first, when: '"post" in last && last.post.request.body == request.body', rule: response.status < 300, message: m}
        - {id: second, when: 'has(request.body.a) && size(request.body.a) > 1', rule: response.status < 300, message: m}
        - {id: third, when: 'has(request.body.a) && (response.status == 422 || size(request.body.a) > 1)', rule: response.status < 300, message: m}
`

// No exchange kills a mutant that a rule calls equivalent. For each mutant that is almost
// equivalent, there is an exchange that kills it.
func TestRules(t *testing.T) {
	t.Parallel()
	all := everything(t)
	for name, tt := range map[string]struct {
		document string
		// want lists the equivalent mutants, each with its rule and its ID.
		want []string
	}{
		"other kinds": {
			ofSchema("\n  type: integer\n  minLength: 2\n  pattern: ^a\n  minItems: 1\n  required: [a]\n  minProperties: 1\n  uniqueItems: true\n  format: int32\n  minimum: 1"),
			[]string{
				"other-kind drop-required /components/schemas/S/required/0 a", "other-kind narrow /components/schemas/S/minItems", "other-kind narrow /components/schemas/S/minLength",
				"other-kind narrow /components/schemas/S/minProperties", "other-kind pattern /components/schemas/S/pattern a", "other-kind pattern /components/schemas/S/pattern any",
				"other-kind widen /components/schemas/S/minItems", "other-kind widen /components/schemas/S/minLength", "other-kind widen /components/schemas/S/minProperties",
				"other-kind widen /components/schemas/S/uniqueItems",
			},
		},
		"other kinds of a text": {
			ofSchema("\n  type: string\n  minimum: 1\n  exclusiveMaximum: true\n  maximum: 9\n  multipleOf: 2\n  minLength: 2"),
			[]string{
				"other-kind narrow /components/schemas/S/exclusiveMinimum", "other-kind narrow /components/schemas/S/maximum", "other-kind narrow /components/schemas/S/minimum",
				"other-kind narrow /components/schemas/S/multipleOf", "other-kind widen /components/schemas/S/exclusiveMaximum", "other-kind widen /components/schemas/S/maximum",
				"other-kind widen /components/schemas/S/minimum", "other-kind widen /components/schemas/S/multipleOf",
			},
		},
		"free formats": {
			ofSchema("\n  type: string\n  format: password"),
			[]string{"free-format format /components/schemas/S/format any", "free-format format /components/schemas/S/format binary"},
		},
		"not checked": {
			ofSchema("\n  type: string\n  format: colour\n  pattern: \"^(?<=\""),
			[]string{"unchecked format /components/schemas/S/format any", "unchecked pattern /components/schemas/S/pattern any"},
		},
		"texts": {
			ofTexts,
			[]string{
				"free-format format /paths/~1b~1{p}/get/parameters/0/schema/format any", "free-format format /paths/~1b~1{p}/get/parameters/0/schema/format binary",
				"text-is-not-null nullable /paths/~1b~1{p}/get/parameters/0/schema/nullable", "text-is-not-null nullable /paths/~1b~1{p}/get/parameters/1/schema/items/nullable",
				"text-is-not-null nullable /paths/~1b~1{p}/get/parameters/1/schema/nullable", "text-is-not-null nullable /paths/~1b~1{p}/get/parameters/2/schema/nullable",
				"text-is-not-null nullable /paths/~1b~1{p}/get/parameters/3/schema/items/nullable", "text-is-not-null nullable /paths/~1b~1{p}/get/parameters/3/schema/nullable",
				"text-is-not-null nullable /paths/~1b~1{p}/get/responses/200/headers/H/schema/nullable",
				"untyped-text type /paths/~1b~1{p}/get/parameters/3/schema/items/type any",
			},
		},
		"sides": {
			ofSides,
			[]string{
				"other-side drop-side /components/schemas/Answered/properties/a/readOnly", "other-side drop-side /components/schemas/Nowhere/properties/a/writeOnly",
				"other-side drop-side /components/schemas/Sent/properties/a/writeOnly",
				"same-operations add-required /components/schemas/Nowhere/required a", "same-operations close /components/schemas/Nowhere/additionalProperties",
				"same-operations drop-property /components/schemas/Nowhere/properties/a", "same-operations narrow /components/schemas/Unused/minLength",
				"same-operations nullable /components/schemas/Nowhere/nullable",
				"same-operations nullable /components/schemas/Nowhere/properties/a/nullable", "same-operations nullable /components/schemas/Unused/nullable",
				"same-operations open /components/schemas/Nowhere/additionalProperties", "same-operations type /components/schemas/Nowhere/properties/a/type any", "same-operations type /components/schemas/Nowhere/properties/a/type integer",
				"same-operations type /components/schemas/Nowhere/type any", "same-operations type /components/schemas/Nowhere/type string",
				"same-operations type /components/schemas/Unused/type any", "same-operations type /components/schemas/Unused/type integer",
				"same-operations widen /components/schemas/Unused/minLength",
			},
		},
		"what no verdict depends on": {
			ofNothing,
			[]string{
				"same-operations credential /components/securitySchemes/key/scheme basic", "same-operations drop-header /paths/~1a/post/responses/200/headers/Content-Type",
				"same-operations drop-parameter /paths/~1a/post/parameters/0", "same-operations drop-security /paths/~1a/post/security all",
				"same-operations drop-security /paths/~1a/post/security/0", "same-operations mandatory /paths/~1a/post/parameters/0/required",
				"same-operations mandatory /paths/~1a/post/responses/200/headers/Content-Type/required",
				"same-operations type /paths/~1a/post/parameters/0/schema/type any", "same-operations type /paths/~1a/post/parameters/0/schema/type integer",
				"same-operations type /paths/~1a/post/responses/200/headers/Content-Type/schema/type any",
				"same-operations type /paths/~1a/post/responses/200/headers/Content-Type/schema/type integer",
				"text-is-not-null nullable /paths/~1a/post/parameters/0/schema/nullable",
				"text-is-not-null nullable /paths/~1a/post/responses/200/headers/Content-Type/schema/nullable",
			},
		},
		"premises": {
			ofPremises,
			[]string{
				`implied-premise widen-invariant /paths/~1a/post/x-invariants/0/when without "post" in last`,
				"implied-premise widen-invariant /paths/~1a/post/x-invariants/1/when without has(request.body.a)",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mutants, err := mutation.Mutants(t.Context(), parsed(t, "a.yaml", []byte(tt.document)))
			require.NoError(t, err)
			runner, err := mutation.NewRunner(t.Context(), parsed(t, "a.yaml", []byte(tt.document)), all)
			require.NoError(t, err)
			var got []string
			for _, o := range runner.Run(context.Background(), mutants, nil).Outcomes {
				if o.State == mutation.Equivalent {
					got = append(got, string(o.Equivalent)+" "+o.ID)
				} else {
					assert.Empty(t, o.Equivalent, "%s is %s by %s", o.ID, o.State, o.By)
				}
			}
			slices.Sort(got)
			assert.Equal(t, tt.want, got)
		})
	}
}

// Even an unused property marks its name as secret, so removing the property can change a verdict.
func TestASecretThatNothingLeadsToCounts(t *testing.T) {
	t.Parallel()
	const document = head + `paths:
  /a:
    post:
      responses: {"200": {description: A}}
      x-invariants: [{id: secret, rule: "!mentions(response, request.secrets)", message: m}]
components:
  schemas:
    Nowhere: {properties: {a: {writeOnly: true}}}
    Deep: {properties: {b: {properties: {c: {$ref: "#/components/schemas/Marked"}}}}}
    Marked: {writeOnly: true}
  securitySchemes:
    unused: {type: apiKey, in: header, name: X-Key}
`
	mutants, err := mutation.Mutants(t.Context(), parsed(t, "a.yaml", []byte(document)))
	require.NoError(t, err)
	keyed := exchange("POST", "http://a.example/a", "", 200, "")
	keyed.Request.Header.Set("X-Key", "hunter4hunter4")
	for state, exchanges := range map[mutation.State][]contract.Exchange{
		mutation.Killed: {
			exchange("POST", "http://a.example/a", `{"a": "hunter2hunter2"}`, 200, `"hunter2hunter2"`),
			exchange("POST", "http://a.example/a", `{"c": "hunter3hunter3"}`, 200, `"hunter3hunter3"`), keyed,
		},
		mutation.Survived: {exchange("POST", "http://a.example/a", `{"a": "hunter2hunter2", "c": "hunter3hunter3"}`, 200, "")},
	} {
		runner, err := mutation.NewRunner(t.Context(), parsed(t, "a.yaml", []byte(document)), exchanges)
		require.NoError(t, err)
		found := 0
		for _, m := range mutants {
			if m.Kind == mutation.DropProperty || m.Kind == mutation.DropSide || m.Kind == mutation.Credential {
				assert.Equal(t, state, runner.Try(m).State, m.ID)
				found++
			}
		}
		assert.Equal(t, 6, found)
	}
}

func TestEachRuleIsExplained(t *testing.T) {
	t.Parallel()
	for _, rule := range slices.Sorted(maps.Keys(mutation.Rules())) {
		assert.NotEmpty(t, mutation.Rules()[rule])
	}
	assert.Len(t, mutation.Rules(), 12)
}
