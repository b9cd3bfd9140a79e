package message_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

const later = `
paths:
  /things:
    $ref: "#/components/pathItems/Things"
    parameters: [{name: trace, in: header, schema: {type: string}}]
    delete: {responses: {"204": {description: Deleted.}}}
  /form:
    get:
      parameters:
        - {name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {properties: {n: {type: integer}}}}}}
      responses: {"200": {$ref: "#/components/responses/Things"}}
  /json:
    get:
      parameters:
        - {name: q, in: querystring, content: {application/json: {schema: {type: object}}}}
        - {name: tags, in: cookie, style: cookie, schema: {type: array, items: {type: string}}}
      responses: {"200": {description: Found.}}
webhooks:
  made: {post: {responses: {"200": {description: Taken.}}}}
components:
  pathItems:
    Things:
      parameters: [{name: trace, in: header, required: true, schema: {type: integer}}, {name: page, in: query, schema: {type: integer}}]
      get: {callbacks: {done: {}}, responses: {"200": {$ref: "#/components/responses/Things"}}}
      delete: {responses: {"200": {description: Overridden.}}}
      query: {requestBody: {content: {application/json: {}}}, responses: {"200": {description: Found.}}}
      additionalOperations: {Copy: {responses: {"200": {description: Copied.}}}}
  responses:
    Things:
      description: Found.
      content:
        application/jsonl: {$ref: "#/components/mediaTypes/Things"}
        application/geo+json-seq: {itemSchema: {type: object}}
        text/event-stream: {itemSchema: {type: object}, schema: {maxItems: 9}}
        multipart/mixed: {itemSchema: {type: object}}
  mediaTypes:
    Things: {itemSchema: {type: object, required: [id]}}
`

func compile(t *testing.T, version string) *message.API {
	t.Helper()
	doc, err := document.Parse("later.yaml", []byte("openapi: "+version+later))
	require.NoError(t, err)
	api, err := message.Compile(doc, schema.AssertFormats)
	require.NoError(t, err)
	return api
}

func decode(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonvalue.Decode([]byte(text), nil)
	require.NoError(t, err)
	return value
}

func TestMethodsOfLaterVersions(t *testing.T) {
	t.Parallel()
	methods := func(api *message.API) (all []string) {
		for _, o := range api.Operations {
			all = append(all, o.Method+" "+o.Template)
		}
		return all
	}
	assert.Equal(t, []string{"GET /form", "GET /json", "DELETE /things", "GET /things"}, methods(compile(t, "3.1.0")))
	api := compile(t, "3.2.0")
	assert.Equal(t, []string{"GET /form", "GET /json", "Copy /things", "DELETE /things", "GET /things", "QUERY /things"}, methods(api))

	route, _ := api.Find("DELETE", &url.URL{Path: "/things"})
	assert.Equal(t, []string{"204"}, route.Operation.Statuses(), "the fields beside a reference come first")
	var names []string
	for _, p := range route.Operation.Parameters() {
		names = append(names, p.Name)
		assert.False(t, p.Required, p.Name)
	}
	assert.Equal(t, []string{"trace", "page"}, names)
}

func TestUncheckedPartsOfLaterVersions(t *testing.T) {
	t.Parallel()
	var notes []string
	for _, note := range compile(t, "3.2.0").Whole().Unchecked {
		notes = append(notes, note.What)
	}
	assert.ElementsMatch(t, []string{
		`the requests of the webhook "made" are not checked`, `the requests of the callback "done" are not checked`,
		"the itemSchema of bodies of the type multipart/mixed is not checked",
	}, notes)
}

func TestValueOfTheWholeQuery(t *testing.T) {
	t.Parallel()
	api := compile(t, "3.2.0")
	for target, want := range map[string]string{
		"/form?n=1&m=a%20b&m=+":  `{"n":1,"m":["a b"," "]}`,
		"/form":                  "",
		"/json?%7B%22a%22:+1%7D": `"{\"a\":+1}"`,
		"/json?%7B%22a%22:1%7D":  `{"a":1}`,
	} {
		u, err := url.Parse(target)
		require.NoError(t, err)
		var x message.Exchange
		api.Read(&x, http.MethodGet, u, message.Message{}, 0, message.Message{})
		fields, _ := x.RequestFields()
		value, found := x.Operation.Parameters()[0].Value(&fields)
		assert.Equal(t, want != "", found, target)
		if found {
			assert.True(t, jsonvalue.Equal(decode(t, want), value), "%s: %v", target, value)
		}
		assert.True(t, x.Operation.DeclaresQuery("anything"), target)
	}
}

func TestCookiesThatAreNotEscaped(t *testing.T) {
	t.Parallel()
	var x message.Exchange
	compile(t, "3.2.0").Read(&x, http.MethodGet, &url.URL{Path: "/json"}, message.Message{Header: http.Header{"Cookie": {"tags=a%20b; tags=c"}}}, 0, message.Message{})
	fields, _ := x.RequestFields()
	value, found := x.Operation.Parameters()[1].Value(&fields)
	assert.True(t, found)
	assert.Equal(t, jsonvalue.Array{"a%20b", "c"}, value)
}

func TestItemsOfASequence(t *testing.T) {
	t.Parallel()
	response, _ := compile(t, "3.2.0").Operations[0].Response(http.StatusOK)
	for _, tt := range []struct{ contentType, body, want string }{
		{"application/jsonl", "{\"id\":1}\n\n {\"id\":2}\r\n", `[{"id":1},{"id":2}]`},
		{"application/jsonl; charset=utf-8", "", `[]`},
		{"application/jsonl", "{\"id\":1}\n{", ""},
		{"application/geo+json-seq", "\x1e{\"a\":\n1}\n\x1e[]\n", `[{"a":1},[]]`},
		{
			"text/event-stream", "\ufeff: hello\n\nevent: a\ndata: 1\ndata:2\nid\nretry: 5\n\ndata: {}\r\nretry: x\r\n\r\nother: 1\n\n",
			`[{"event":"a","data":"1\n2","id":"","retry":5},{"data":"{}"}]`,
		},
	} {
		declared, essence := message.FindMediaType(response.Content, tt.contentType)
		require.NotNil(t, declared, tt.contentType)
		assert.True(t, declared.Reads(essence), tt.contentType)
		value, err := declared.Value(essence, &message.Body{Text: []byte(tt.body)})
		if tt.want == "" {
			require.Error(t, err, tt.body)
			continue
		}
		require.NoError(t, err, tt.body)
		assert.True(t, jsonvalue.Equal(decode(t, tt.want), value), "%s: %v", tt.body, value)
	}
}
