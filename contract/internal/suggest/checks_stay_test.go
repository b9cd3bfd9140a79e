package suggest_test

import (
	"compress/gzip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// answerWith returns an answer of GET /pets.
func answerWith(status int, mediaType, body string) *contract.Exchange {
	x := exchange("GET", "/pets", status, body)
	x.Response.Header.Set("Content-Type", mediaType)
	return x
}

// An edit accepts the wrong values of the exchanges. It must not accept a value that is wrong for
// another reason.
func TestNoEditSwitchesACheckOff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema, later string // The schema in OpenAPI 3.0 and in later versions. One may be empty.
		status        int
		mediaType     string
		came, wrong   []string
	}{
		"null":                {schema: "{type: string, maxLength: 3}", later: "{type: string, maxLength: 3}", came: []string{`null`}, wrong: []string{`5`, `"long"`, `{}`, `[]`, `true`}},
		"null in an enum":     {schema: "{type: string, enum: [a]}", later: "{type: string, enum: [a]}", came: []string{`null`}, wrong: []string{`"b"`, `5`}},
		"null and a constant": {later: "{type: string, const: a}", came: []string{`null`}, wrong: []string{`"b"`, `5`}},
		"an enum":             {schema: "{type: string, enum: [a]}", later: "{enum: [a]}", came: []string{`"b"`}, wrong: []string{`"c"`, `5`, `null`}},
		"a constant":          {later: "{const: a}", came: []string{`"b"`}, wrong: []string{`"c"`, `5`, `null`}},
		"a type":              {later: "{type: string, maxLength: 3}", came: []string{`5`}, wrong: []string{`"long"`, `true`, `null`, `{}`, `[]`, `5.5`}},
		"all numbers":         {schema: "{type: integer, maximum: 9}", later: "{type: integer, maximum: 9}", came: []string{`1.5`}, wrong: []string{`10`, `"1"`, `null`}},
		"a bound":             {schema: "{type: string, maxLength: 3, pattern: ^a}", later: "{type: string, maxLength: 3, pattern: ^a}", came: []string{`"abcd"`}, wrong: []string{`"abcde"`, `"xbcd"`, `5`}},
		"an exclusive bound":  {schema: "{type: number, minimum: 3, exclusiveMinimum: true}", later: "{type: number, exclusiveMinimum: 3}", came: []string{`3`}, wrong: []string{`2`, `"a"`}},
		"required":            {schema: "{type: object, required: [a, b], properties: {a: {type: string}}}", later: "{required: [a, b], properties: {a: {type: string}}}", came: []string{`{"b": 1}`}, wrong: []string{`{"a": "x"}`, `{"a": 5, "b": 1}`}},
		"dependentRequired":   {later: "{dependentRequired: {a: [b, c]}}", came: []string{`{"a": 1, "b": 1}`}, wrong: []string{`{"a": 1, "c": 1}`}},
		"propertyNames":       {later: "{propertyNames: {enum: [a]}}", came: []string{`{"b": 1}`}, wrong: []string{`{"c": 1}`}},
		"a property": {
			schema: "{type: object, properties: {a: {type: string}}}", later: "{properties: {a: {type: string}}}",
			came: []string{`{"b": {"c": 1}}`}, wrong: []string{`{"b": {"c": "x"}}`, `{"b": {"d": 1}}`, `{"b": 5}`, `{"c": 1}`, `{"a": 5}`},
		},
		"a property that is null": {
			schema: "{type: object, properties: {a: {type: string}}}", later: "{properties: {a: {type: string}}}",
			came: []string{`{"b": null}`}, wrong: []string{`{"b": 5}`, `{"b": {}}`},
		},
		"a property with an empty list": {
			schema: "{type: object, properties: {a: {type: string}}}", later: "{properties: {a: {type: string}}}",
			came: []string{`{"b": []}`}, wrong: []string{`{"b": [5]}`, `{"b": {}}`},
		},
		"a closed object": {
			schema: "{type: object, properties: {a: {type: string}}, additionalProperties: false}", later: "{properties: {a: {type: string}}, unevaluatedProperties: false}",
			came: []string{`{"b": 1}`}, wrong: []string{`{"b": "x"}`, `{"c": 1}`, `{"a": 1}`},
		},
		"a media type": {
			schema: "{type: object, properties: {a: {type: string}}}", later: "{properties: {a: {type: string}}}",
			mediaType: "application/hal+json", came: []string{`{"a": "x"}`, `{"b": 1}`}, wrong: []string{`{"a": 5}`, `{"c": 1}`, `[]`, `null`, `{`},
		},
		"a status": {
			schema: "{type: object}", later: "{type: object}",
			status: 202, came: []string{`{"a": "x"}`, `{"b": [1]}`}, wrong: []string{`{"a": 5}`, `{"b": ["x"]}`, `[]`, `null`, `{`},
		},
	} {
		for version, schema := range map[string]string{"3.0.3": test.schema, "3.1.0": test.later} {
			if schema == "" {
				continue
			}
			t.Run(name+" in "+version, func(t *testing.T) {
				t.Parallel()
				status, mediaType := max(test.status, 200), test.mediaType
				if mediaType == "" {
					mediaType = "application/json"
				}
				document := strings.Replace(laterWith(schema), "3.1.0", version, 1)
				c, err := contract.Parse("openapi.yaml", []byte(document))
				require.NoError(t, err)
				var exchanges []*contract.Exchange
				for _, body := range test.came {
					exchanges = append(exchanges, answerWith(status, mediaType, body))
				}
				found := suggestionsOf(t, c, exchanges)
				require.NotEmpty(t, found)
				for _, s := range found {
					edited, err := contract.Parse("openapi.yaml", []byte(applied(t, "openapi.yaml", document, s.Diff)))
					require.NoError(t, err)
					for _, body := range test.wrong {
						x := answerWith(status, mediaType, body)
						require.NotEmpty(t, c.Check(x), body)
						assert.NotEmpty(t, edited.Check(x), "%s after: %s", body, s.Title)
					}
				}
			})
		}
	}
}

// If a body can't be read, no schema could check it, so no edit adds a schema.
func TestNoEditAllowsABodyThatNothingIsKnownOf(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(laterWith("type: object")))
	require.NoError(t, err)
	for name, x := range map[string]*contract.Exchange{
		"a media type": answerWith(200, "application/hal+json", `{`),
		"a status":     answerWith(202, "application/json", `{`),
		"a compressed body": with(answerWith(202, "application/json", compressed(t, `{"a": 1}`)), func(x *contract.Exchange) {
			x.Response.Header.Set("Content-Encoding", "gzip")
		}),
		"a status with a body that was not recorded": with(answerWith(202, "application/json", ""), func(x *contract.Exchange) { x.Response.BodyOmitted = true }),
	} {
		assert.Empty(t, suggestionsOf(t, c, []*contract.Exchange{x}), name)
	}
}

func compressed(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

// suggestionsOf returns the suggestions for exchanges.
func suggestionsOf(t *testing.T, c *contract.Contract, exchanges []*contract.Exchange) []suggest.Suggestion {
	t.Helper()
	s := suggest.New(c, named("openapi.yaml"))
	var groups contract.Groups
	for _, x := range exchanges {
		groups.Add(c.Check(x))
		s.Add(x, c.Check(x))
	}
	found, _, err := s.Suggest(t.Context(), groups.List(), all(exchanges))
	require.NoError(t, err)
	return found
}
