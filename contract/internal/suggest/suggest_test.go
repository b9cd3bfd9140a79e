package suggest_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

const pets = `openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 10}}
      responses:
        "200":
          description: The list.
          headers:
            X-Page: {required: true, schema: {type: integer}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pet"}
        "401":
          $ref: "#/components/responses/Failure"
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Pet"}
      responses:
        '200':
          description: The pet.
        '400':
          description: It is wrong.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Error"}
        '404':
          $ref: "#/components/responses/Failure"
  /secrets:
    post:
      parameters:
        - {name: X-Csrf-Token, in: header, required: true, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [password]
              properties:
                password: {type: string, writeOnly: true}
                note: {type: string, maxLength: 3}
      responses:
        "204": {description: Kept.}
  /failing:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {size: {type: integer, maximum: 3}}}
      responses:
        "500": {description: It failed.}
  /headed:
    get:
      responses:
        "204":
          description: None.
          headers:
            X-Page: {required: true, schema: {type: integer}}
        "404":
          description: It is wrong.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Error"}
  /short:
    get:
      responses:
        "200":
          description: A text.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Short"}
  /either:
    get:
      responses:
        "200":
          description: A short text or a long one.
          content:
            application/json:
              schema:
                oneOf:
                  - $ref: "#/components/schemas/Short"
                  - {type: string, minLength: 5}
components:
  schemas:
    Short: {type: string, maxLength: 3}
    Pet:
      type: object
      required: [name, kind]
      properties:
        name:
          type: string
          minLength: 3
        # What it is.
        kind:
          type: string
          enum: [cat, dog]
        age: {type: integer, minimum: 1}
        tags: {type: array, maxItems: 1, items: {type: string}}
        secret_code: {type: string, maxLength: 3}
        pin: {type: string, writeOnly: true}
    Error:
      type: object
      properties: {message: {type: string}}
  responses:
    Failure:
      description: It failed.
      content:
        application/json:
          schema: {$ref: "#/components/schemas/Error"}
`

// exchange returns an exchange. Its response has this JSON body, or no body if the string is empty.
func exchange(method, target string, status int, body string) *contract.Exchange {
	u, err := url.Parse(target)
	if err != nil {
		panic(err)
	}
	x := &contract.Exchange{
		Request:  contract.Request{Method: method, URL: u, Header: http.Header{}},
		Response: &contract.Response{Status: status, Header: http.Header{}, Body: []byte(body)},
	}
	if body != "" {
		x.Response.Header.Set("Content-Type", "application/json")
	}
	if target == "/pets?limit=1" && status == 200 {
		x.Response.Header.Set("X-Page", "1")
	}
	if method == http.MethodPost {
		x.Request.Body = []byte(`{"name": "Tom", "kind": "cat"}`)
		x.Request.Header.Set("Content-Type", "application/json")
	}
	return x
}

func pet(body string) *contract.Exchange { return exchange(http.MethodGet, "/pets?limit=1", 200, body) }

func with(x *contract.Exchange, change func(x *contract.Exchange)) *contract.Exchange {
	change(x)
	return x
}

func all(exchanges []*contract.Exchange) iter.Seq2[*contract.Exchange, error] {
	return func(yield func(*contract.Exchange, error) bool) {
		for _, x := range exchanges {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func suggestions(t *testing.T, exchanges []*contract.Exchange) []suggest.Suggestion {
	t.Helper()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s, err := suggest.New(c, named("openapi.yaml"))
	require.NoError(t, err)
	var groups contract.Groups
	for checked, err := range c.CheckAll(all(exchanges)) {
		require.NoError(t, err)
		groups.Add(checked.Findings)
		s.Add(checked.Exchange, checked.Findings)
	}
	found, left, err := s.Suggest(t.Context(), groups.List(), all(exchanges))
	require.NoError(t, err)
	assert.Zero(t, left)
	return found
}

// changes returns the lines that a diff removes and adds.
func changes(diff string) string {
	var lines []string
	for line := range strings.Lines(diff) {
		if (line[0] == '-' || line[0] == '+') && !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "+++") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestWhatIsSuggested(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		exchanges   []*contract.Exchange
		title, diff string
	}{
		"a property": {
			[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cat", "colour": "red"}`), pet(`{"name": "Tom", "kind": "cat", "colour": null}`)},
			"add the property colour (string or null)", "+        colour: {type: string, nullable: true}\n",
		},
		"a property of several types": {
			[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cat", "size": 1}`), pet(`{"name": "Tom", "kind": "cat", "size": 1.5}`), pet(`{"name": "Tom", "kind": "cat", "size": ["a"]}`)},
			"add the property size (array or number)", "+        size: {anyOf: [{type: array, items: {type: string}}, {type: number}]}\n",
		},
		"a status that another operation has": {
			[]*contract.Exchange{exchange("GET", "/pets?limit=1", 404, `{}`)},
			"add the status 404", "+        \"404\":\n+          $ref: \"#/components/responses/Failure\"\n",
		},
		"a status like the nearest one": {
			[]*contract.Exchange{exchange("POST", "/pets", 409, `{}`)},
			"add the status 409", "+        '409':\n+          $ref: \"#/components/responses/Failure\"\n",
		},
		"a status with the schema of the nearest one": {
			[]*contract.Exchange{exchange("POST", "/pets", 402, `{"message": "pay"}`)},
			"add the status 402", "+        '402':\n+          description: Payment Required.\n+          content:\n+            application/json:\n+              schema:\n+                $ref: \"#/components/schemas/Error\"\n",
		},
		"a status with the schema of the nearest one and headers": {
			[]*contract.Exchange{with(exchange("GET", "/headed", 418, `{}`), func(x *contract.Exchange) { x.Response.Header.Set("X-Page", "1") })},
			"add the status 418", "+        \"418\":\n+          description: I'm a teapot.\n+          headers:\n+            X-Page: {required: true, schema: {type: integer}}\n+          content:\n+            application/json:\n+              schema:\n+                $ref: \"#/components/schemas/Error\"\n",
		},
		"statuses, one between others, as they came": {
			[]*contract.Exchange{exchange("POST", "/pets", 202, ""), exchange("POST", "/pets", 201, `{"id": 1}`)},
			"add the statuses 201, 202", "+        '201':\n+          description: Created.\n+          content:\n+            application/json:\n+              schema:\n+                type: object\n+                properties:\n+                  id:\n+                    type: integer\n+        '202':\n+          description: Accepted.\n",
		},
		"null":          {[]*contract.Exchange{pet(`{"name": null, "kind": "cat"}`)}, "allow null", "+          nullable: true\n"},
		"an enum value": {[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cow"}`), pet(`{"name": "Tom", "kind": "ant"}`)}, `add "ant", "cow" to the enum`, "-          enum: [cat, dog]\n+          enum: [cat, dog, ant, cow]\n"},
		"a secret of a response": {
			[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cat", "secret_code": null}`)},
			"allow null", "-        secret_code: {type: string, maxLength: 3}\n+        secret_code: {type: string, nullable: true, maxLength: 3}\n",
		},
		"a null in an enum": {[]*contract.Exchange{pet(`{"name": "Tom", "kind": null}`)}, "allow null", "-          enum: [cat, dog]\n+          nullable: true\n+          enum: [cat, dog, null]\n"},
		"required":          {[]*contract.Exchange{pet(`{"kind": "cat"}`)}, "no longer require the property name", "-      required: [name, kind]\n+      required: [kind]\n"},
		"all of required":   {[]*contract.Exchange{pet(`{"name": "Tom"}`)}, "no longer require the property kind", "-      required: [name, kind]\n+      required: [name]\n"},
		"minLength":         {[]*contract.Exchange{pet(`{"name": "é", "kind": "cat"}`), pet(`{"name": "To", "kind": "cat"}`)}, "lower minLength to 1", "-          minLength: 3\n+          minLength: 1\n"},
		"exact minimum":     {[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cat", "age": -12345678901234567890}`)}, "lower minimum to -12345678901234567890", "-        age: {type: integer, minimum: 1}\n+        age: {type: integer, minimum: -12345678901234567890}\n"},
		"minimum":           {[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cat", "age": 0}`), pet(`{"name": "Tom", "kind": "cat", "age": -12}`)}, "lower minimum to -12", "-        age: {type: integer, minimum: 1}\n+        age: {type: integer, minimum: -12}\n"},
		"maxItems":          {[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cat", "tags": ["a", "b"]}`)}, "raise maxItems to 2", "-        tags: {type: array, maxItems: 1, items: {type: string}}\n+        tags: {type: array, maxItems: 2, items: {type: string}}\n"},
		"a type":            {[]*contract.Exchange{pet(`{"name": "Tom", "kind": "cat", "age": 1.5}`)}, "allow all numbers", "-        age: {type: integer, minimum: 1}\n+        age: {type: number, minimum: 1}\n"},
		"a query parameter": {
			[]*contract.Exchange{with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Request.URL.RawQuery = "limit=1&page=2" })},
			"add the query parameter page (integer)", "+        - {name: page, in: query, schema: {type: integer}}\n",
		},
		"a query parameter, refused for another reason once": {
			[]*contract.Exchange{
				with(exchange("GET", "/pets?limit=1", 401, "{}"), func(x *contract.Exchange) { x.Request.URL.RawQuery = "limit=1&page=2" }),
				with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Request.URL.RawQuery = "limit=1&page=2" }),
			},
			"add the query parameter page (integer)", "+        - {name: page, in: query, schema: {type: integer}}\n",
		},
		"a query parameter that comes several times": {
			[]*contract.Exchange{with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Request.URL.RawQuery = "limit=1&by=a&by=b" })},
			"add the query parameter by (array)", "+        - {name: by, in: query, schema: {type: array, items: {type: string}}}\n",
		},
		"the first parameter": {
			[]*contract.Exchange{with(exchange("POST", "/pets", 200, ""), func(x *contract.Exchange) { x.Request.Header.Set("X-Trace", "a") })},
			"add the header X-Trace (string)", "+      parameters:\n+        - name: X-Trace\n+          in: header\n+          schema:\n+            type: string\n",
		},
		"a header of a response": {
			[]*contract.Exchange{with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Response.Header.Set("X-Total", "12") })},
			"add the header X-Total (integer)", "+            X-Total: {schema: {type: integer}}\n",
		},
		"a parameter that was left out": {
			[]*contract.Exchange{with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Request.URL.RawQuery = "" })},
			"no longer require the query limit", "-        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 10}}\n+        - {name: limit, in: query, schema: {type: integer, maximum: 10}}\n",
		},
		"a parameter's bound": {
			[]*contract.Exchange{with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Request.URL.RawQuery = "limit=20" })},
			"raise maximum to 20", "-        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 10}}\n+        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 20}}\n",
		},
		"a body that was left out": {
			[]*contract.Exchange{with(exchange("POST", "/pets", 200, ""), func(x *contract.Exchange) { x.Request.Body = nil })},
			"no longer require a body", "-        required: true\n",
		},
		"a media type": {
			[]*contract.Exchange{with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "application/hal+json; a=b") })},
			"add the media type application/hal+json", "+            application/hal+json:\n+              schema:\n+                $ref: \"#/components/schemas/Pet\"\n",
		},
		"media types": {
			[]*contract.Exchange{
				with(pet(`Tom`), func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "text/plain") }),
				with(pet(`Tom`), func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "text/html") }),
			},
			"add the media types text/html, text/plain", "+            text/html:\n+              schema:\n+                type: string\n+            text/plain:\n+              schema:\n+                type: string\n",
		},
		"a media type that is not JSON": {
			[]*contract.Exchange{with(pet(`Tom`), func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "text/plain") })},
			"add the media type text/plain", "+            text/plain:\n+              schema:\n+                type: string\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := suggestions(t, test.exchanges)
			require.Len(t, found, 1)
			assert.Equal(t, test.title, found[0].Title)
			assert.Equal(t, test.diff, changes(found[0].Diff))
			edited := applied(t, "openapi.yaml", pets, found[0].Diff)
			c, err := contract.Parse("openapi.yaml", []byte(edited))
			require.NoError(t, err)
			for _, x := range test.exchanges {
				assert.Empty(t, c.Check(x))
			}
		})
	}
}

func TestWhatIsNotSuggested(t *testing.T) {
	t.Parallel()
	const token = "tok_4f9a8b7c6d5e4f3a"
	authorized := func(x *contract.Exchange) *contract.Exchange {
		return with(x, func(x *contract.Exchange) { x.Request.Header.Set("Authorization", "Bearer hunter2hunter2") })
	}
	for name, exchanges := range map[string][]*contract.Exchange{
		"a property that is write-only elsewhere": {exchange("GET", "/pets?limit=1", 401, `{"pin": "1234"}`)},
		"a property whose name is a secret's":     {pet(`{"name": "Tom", "kind": "cat", "api_key": "a"}`)},
		"a property whose name looks like one":    {pet(`{"name": "Tom", "kind": "cat", "` + token + `": 1}`)},
		"a property that holds a secret":          {authorized(pet(`{"name": "Tom", "kind": "cat", "note": "hunter2hunter2"}`))},
		"an enum value that is a secret":          {authorized(pet(`{"name": "Tom", "kind": "hunter2hunter2"}`))},
		"an enum value that looks like one":       {pet(`{"name": "Tom", "kind": "` + token + `"}`)},
		"too many enum values":                    {pet(`{"name": "Tom", "kind": "1"}`), pet(`{"name": "Tom", "kind": "2"}`), pet(`{"name": "Tom", "kind": "3"}`), pet(`{"name": "Tom", "kind": "4"}`), pet(`{"name": "Tom", "kind": "5"}`), pet(`{"name": "Tom", "kind": "6"}`), pet(`{"name": "Tom", "kind": "7"}`), pet(`{"name": "Tom", "kind": "8"}`), pet(`{"name": "Tom", "kind": "9"}`)},
		"how long a secret is":                    {pet(`{"name": "Tom", "kind": "cat", "secret_code": "12345"}`)},
		"another type":                            {pet(`{"name": 5, "kind": "cat"}`)},
		"a header that names a key":               {with(pet(`{"name": "Tom", "kind": "cat"}`), func(x *contract.Exchange) { x.Request.Header.Set("X-Api-Key", "a") })},
		"another path":                            {exchange("GET", "/dogs", 200, "")},
		"what makes something new appear":         {exchange("GET", "/short", 200, `"abcdef"`), exchange("GET", "/either", 200, `"abcdef"`)},
		"what a server took once and refused once": {
			with(exchange("POST", "/pets", 400, `{}`), func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "Tom", "kind": "cow"}`) }),
			with(exchange("POST", "/pets", 200, ""), func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "Tom", "kind": "cow"}`) }),
		},
		"what a server failed at": {with(exchange("POST", "/failing", 500, ""), func(x *contract.Exchange) { x.Request.Body = []byte(`{"size": 9, "colour": "red"}`) })},
		"what a refused request has besides": {with(exchange("POST", "/pets", 400, `{}`), func(x *contract.Exchange) {
			x.Request.URL.RawQuery = "page=2"
			x.Request.Body = []byte(`{"name": "T", "kind": "cat", "nome": "Tom"}`)
		})},
		"a token that a request need not have":    {with(exchange("POST", "/secrets", 204, ""), func(x *contract.Exchange) { x.Request.Body = []byte(`{"password": "hunter2hunter2"}`) })},
		"a password that a request need not have": {with(exchange("POST", "/secrets", 204, ""), func(x *contract.Exchange) { x.Request.Header.Set("X-Csrf-Token", "a"); x.Request.Body = []byte(`{}`) })},
		"a password that may be null": {with(exchange("POST", "/secrets", 204, ""), func(x *contract.Exchange) {
			x.Request.Header.Set("X-Csrf-Token", "a")
			x.Request.Body = []byte(`{"password": null}`)
		})},
		"what a server refused": {with(exchange("POST", "/pets", 400, `{}`), func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "T", "kind": "cow"}`) })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, suggestions(t, exchanges))
		})
	}
}

func TestWithoutWhatMakesSomethingNewAppearItIsSuggested(t *testing.T) {
	t.Parallel()
	found := suggestions(t, []*contract.Exchange{exchange("GET", "/short", 200, `"abcdef"`), exchange("GET", "/either", 200, `"abcdefg"`)})
	require.Len(t, found, 1)
	assert.Equal(t, "raise maxLength to 6", found[0].Title)
}

func TestOneEditIsSuggestedToAllThatItEnds(t *testing.T) {
	t.Parallel()
	posted := with(exchange("POST", "/pets", 200, ""), func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "Tom", "kind": "cow"}`) })
	found := suggestions(t, []*contract.Exchange{pet(`{"name": "Tom", "kind": "ant"}`), posted})
	require.Len(t, found, 2)
	assert.Equal(t, found[0].Diff, found[1].Diff)
	assert.Equal(t, []string{"response.enum", "request.enum"}, []string{found[0].Cause.Rule.String(), found[1].Cause.Rule.String()})
}

func TestSeveralNamesUnderRequired(t *testing.T) {
	t.Parallel()
	found := suggestions(t, []*contract.Exchange{pet(`{}`)})
	require.Len(t, found, 2)
	assert.Equal(t, "no longer require the property name", found[0].Title)
	assert.Equal(t, "no longer require the property kind", found[1].Title)
}

func TestAViolationMayBecomeARejection(t *testing.T) {
	t.Parallel()
	wrong := with(exchange("POST", "/pets", 422, `{}`), func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": 5, "kind": "cat"}`) })
	found := suggestions(t, []*contract.Exchange{wrong})
	require.Len(t, found, 1)
	assert.Equal(t, "add the status 422", found[0].Title)
}

func TestWhatAServerRefusedWithAStatusThatIsNotDocumented(t *testing.T) {
	t.Parallel()
	found := suggestions(t, []*contract.Exchange{with(exchange("POST", "/secrets", 422, ""), func(x *contract.Exchange) {
		x.Request.Header.Set("X-Csrf-Token", "a")
		x.Request.Body = []byte(`{"password": "hunter2hunter2", "note": "too long"}`)
	})})
	require.Len(t, found, 1)
	assert.Equal(t, "add the status 422", found[0].Title)
}

// A value that is a number or null in JSON is not a string in the suggestion.
func TestNumbersAndNullInJSON(t *testing.T) {
	t.Parallel()
	const document = `{"openapi":"3.0.3","info":{"title":"Pets","version":"1"},"paths":{"/pets":{"get":{"responses":{"200":{"description":"A pet.",` +
		`"content":{"application/json":{"schema":{"type":"object","properties":{"age":{"type":"integer","maximum":10},"size":{"type":"integer","enum":[1,2]}}}}}}}}}}}`
	c, err := contract.Parse("openapi.json", []byte(document))
	require.NoError(t, err)
	s, err := suggest.New(c, named("openapi.json"))
	require.NoError(t, err)
	x := exchange("GET", "/pets", 200, `{"age": 20, "size": 3, "colour": null}`)
	var groups contract.Groups
	groups.Add(c.Check(x))
	s.Add(x, c.Check(x))
	found, _, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
	require.NoError(t, err)
	var diffs strings.Builder
	for _, f := range found {
		diffs.WriteString(f.Diff)
	}
	require.Len(t, found, 3)
	assert.Contains(t, diffs.String(), `"maximum":20}`)
	assert.Contains(t, diffs.String(), `"enum":[1,2,3]`)
	assert.Contains(t, diffs.String(), `"colour":{"nullable":true,"enum":[null]}`)
}

func TestAnErrorOfTheExchanges(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s, err := suggest.New(c, named("openapi.yaml"))
	require.NoError(t, err)
	x := pet(`{"name": "Tom", "kind": "cow"}`)
	var groups contract.Groups
	groups.Add(c.Check(x))
	s.Add(x, c.Check(x))
	_, _, err = s.Suggest(t.Context(), groups.List(), func(yield func(*contract.Exchange, error) bool) { yield(nil, os.ErrClosed) })
	assert.ErrorIs(t, err, os.ErrClosed)
}

func TestMoreCausesThanThereIsRoomFor(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s, err := suggest.New(c, named("openapi.yaml"))
	require.NoError(t, err)
	var body strings.Builder
	for i := range 40 {
		fmt.Fprintf(&body, `, "p%d": 1`, i)
	}
	x := pet(`{"name": "Tom", "kind": "cat"` + body.String() + "}")
	var groups contract.Groups
	groups.Add(c.Check(x))
	s.Add(x, c.Check(x))
	found, left, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
	require.NoError(t, err)
	assert.Len(t, found, 32)
	assert.Equal(t, 8, left)
}

// manyNames returns an exchange with many query parameters or properties that the document doesn't
// declare.
func manyNames(query, properties int) *contract.Exchange {
	var parameters, body strings.Builder
	for i := range query {
		fmt.Fprintf(&parameters, "&p%d=1", i)
	}
	for i := range properties {
		fmt.Fprintf(&body, `, "p%d": 1`, i)
	}
	x := pet(`{"name": "Tom", "kind": "cat"` + body.String() + "}")
	x.Request.URL.RawQuery += parameters.String()
	return x
}

// An exchange may have so many findings that not all are listed. An edit that removes some of them
// still holds.
func TestOneExchangeWithMoreFindingsThanAreListed(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s, err := suggest.New(c, named("openapi.yaml"))
	require.NoError(t, err)
	x := manyNames(0, 3000)
	findings := c.Check(x)
	require.Len(t, findings, 1001)
	var groups contract.Groups
	groups.Add(findings)
	s.Add(x, findings)
	found, left, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
	require.NoError(t, err)
	require.Len(t, found, 32)
	assert.Equal(t, len(groups.List())-33, left, "no edit ends the findings that are not listed")
}

// Suggest doesn't try an edit if trying it takes too long, even if it is the only edit.
func TestExchangesThatAreTooMuchWork(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	long := make([]byte, 1<<20)
	for name, tt := range map[string]struct {
		change   func(x *contract.Exchange)
		findings int
	}{
		"responses": {func(x *contract.Exchange) { x.Response.Body = long }, 0},
		"requests":  {func(x *contract.Exchange) { x.Request.Body = long }, 0},
		"queries":   {func(x *contract.Exchange) { x.Request.URL = &url.URL{Path: x.Request.URL.Path, RawQuery: string(long)} }, 0},
		"findings":  {func(*contract.Exchange) {}, 250},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := suggest.New(c, named("openapi.yaml"))
			require.NoError(t, err)
			x := pet(`{"name": "Tom", "kind": "cow"}`)
			findings := c.Check(x)
			var groups contract.Groups
			groups.Add(findings)
			s.Add(x, findings)
			tt.change(x)
			for range 200 {
				s.Add(x, slices.Repeat(findings[:1], tt.findings))
			}
			found, left, err := s.Suggest(t.Context(), groups.List(), func(func(*contract.Exchange, error) bool) {
				assert.Fail(t, "there is nothing to try")
			})
			require.NoError(t, err)
			assert.Empty(t, found)
			assert.Equal(t, 1, left)
		})
	}
}

// Add reads the messages of an exchange once, and not once for each finding.
func TestAddReadsAnExchangeOnce(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	for name, x := range map[string]*contract.Exchange{"query parameters": manyNames(1000, 0), "properties": manyNames(0, 1000)} {
		findings := c.Check(x)
		s, err := suggest.New(c, named("openapi.yaml"))
		require.NoError(t, err)
		allocations := testing.AllocsPerRun(1, func() { s.Add(x, findings) })
		assert.Less(t, allocations, float64(50*len(findings)), name)
	}
}

// interruptedAt is a context that ends after a number of calls of its Err method.
type interruptedAt struct {
	context.Context

	asked *atomic.Int64
}

func (c interruptedAt) Err() error {
	if c.asked.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func TestSuggestStopsWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(t, err)
	s, err := suggest.New(c, named("openapi.yaml"))
	require.NoError(t, err)
	x := manyNames(0, 10)
	findings := c.Check(x)
	var groups contract.Groups
	groups.Add(findings)
	s.Add(x, findings)
	for _, asked := range []int64{0, 1, 5, 20, 40} {
		var left atomic.Int64
		left.Store(asked)
		read := 0
		_, _, err := s.Suggest(interruptedAt{t.Context(), &left}, groups.List(), func(yield func(*contract.Exchange, error) bool) {
			for range 1000 {
				if read++; !yield(x, nil) {
					return
				}
			}
		})
		require.ErrorIs(t, err, context.Canceled)
		if asked < 10 {
			assert.Zero(t, read, "it ended before there was an edit to try")
		}
		assert.Less(t, read, 100)
	}
}

// Git can apply the diffs of all kinds of documents.
func TestGitAppliesTheDiff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, document string }{
		"Windows":             {"openapi.yaml", strings.ReplaceAll(pets, "\n", "\r\n")},
		"a byte order mark":   {"openapi.yaml", "\ufeff" + pets},
		"no last line break":  {"openapi.yaml", strings.TrimSuffix(pets, "\n")},
		"a directory":         {"./api/open api.yaml", pets},
		"a directory outside": {"../../openapi.yaml", pets},
		"JSON": {"openapi.json", `{"openapi":"3.0.3","info":{"title":"Pets","version":"1"},"paths":{"/pets":{"get":{"parameters":[{"name":"limit","in":"query","schema":{"type":"integer"}}],
"responses":{"200":{"description":"A pet.","headers":{"X-Page":{"schema":{"type":"integer"}}},"content":{"application/json":{"schema":{"type":"object","properties":{"name":{"type":"string"},"kind":{"type":"string"}}}}}}}}}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := contract.Parse(test.file, []byte(test.document))
			require.NoError(t, err)
			s, err := suggest.New(c, named(test.file))
			require.NoError(t, err)
			x := pet(`{"name": "Tom", "kind": "cat", "colour": "red"}`)
			var groups contract.Groups
			groups.Add(c.Check(x))
			s.Add(x, c.Check(x))
			found, _, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
			require.NoError(t, err)
			require.Len(t, found, 1)
			edited := applied(t, strings.TrimLeft(test.file, "./"), test.document, found[0].Diff)
			after, err := contract.Parse(test.file, []byte(edited))
			require.NoError(t, err)
			assert.Empty(t, after.Check(x))
		})
	}
}

// applied returns the document after git applied a diff to it.
func applied(t *testing.T, file, document, diff string) string {
	t.Helper()
	directory := t.TempDir()
	path := filepath.Join(directory, file)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(document), 0o600))
	command := exec.CommandContext(t.Context(), "git", "apply", "--whitespace=nowarn", "-")
	command.Dir, command.Stdin = directory, strings.NewReader(diff)
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s\n%s", output, diff)
	edited, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(edited)
}

// An edit is made in the file of its subject, and its references are relative to this file.
func TestSuggestionsInSeveralFiles(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"api/openapi.yaml": {Data: []byte(`openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /cats:
    get:
      responses:
        "200": {description: A cat., content: {application/json: {schema: {$ref: schemas/pet.yaml}}}}
        "404": {$ref: "#/components/responses/Failure"}
  /dogs: {$ref: paths/dogs.yaml}
components:
  responses:
    Failure: {description: It failed.}
`)},
		"api/paths/dogs.yaml":  {Data: []byte("get:\n  responses:\n    \"200\":\n      description: A dog.\n")},
		"api/schemas/pet.yaml": {Data: []byte("type: object\nproperties:\n  name:\n    type: string\n")},
	}
	c, err := contract.ParseFS(files, "api/openapi.yaml")
	require.NoError(t, err)
	s, err := suggest.New(c, func(file string) string { return file })
	require.NoError(t, err)
	var groups contract.Groups
	exchanges := []*contract.Exchange{
		{Request: contract.Request{Method: "GET", URL: &url.URL{Path: "/dogs"}}, Response: &contract.Response{Status: 404}},
		{Request: contract.Request{Method: "GET", URL: &url.URL{Path: "/cats"}}, Response: &contract.Response{
			Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"name": "Tom", "age": 3}`),
		}},
	}
	for _, x := range exchanges {
		groups.Add(c.Check(x))
		s.Add(x, c.Check(x))
	}
	found, _, err := s.Suggest(t.Context(), groups.List(), all(exchanges))
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Contains(t, found[0].Diff, "+++ b/api/schemas/pet.yaml\n")
	assert.Equal(t, "+  age:\n+    type: integer\n", changes(found[0].Diff))
	assert.Contains(t, found[1].Diff, "+++ b/api/paths/dogs.yaml\n")
	assert.Equal(t, "+    \"404\":\n+      $ref: ../openapi.yaml#/components/responses/Failure\n", changes(found[1].Diff))
}

func TestADocumentThatCannotBeEdited(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", utf16Of(pets))
	require.NoError(t, err)
	_, err = suggest.New(c, named("openapi.yaml"))
	assert.EqualError(t, err, "openapi.yaml: the file is not UTF-8; convert it")
}

// utf16Of returns a text in UTF-16. YAML allows this encoding, but the package can't edit it.
func utf16Of(text string) []byte {
	encoded := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		encoded = binary.LittleEndian.AppendUint16(encoded, unit)
	}
	return encoded
}

// named returns a function that gives every file this name in diffs.
func named(name string) func(file string) string {
	return func(string) string { return name }
}

func BenchmarkSuggest(b *testing.B) {
	c, err := contract.Parse("openapi.yaml", []byte(pets))
	require.NoError(b, err)
	exchanges := slices.Repeat([]*contract.Exchange{pet(`{"name": "Tom", "kind": "cow", "colour": "red"}`)}, 1000)
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			for _, err := range c.CheckAll(all(exchanges)) {
				require.NoError(b, err)
			}
		}
	})
	b.Run("suggest", func(b *testing.B) {
		for b.Loop() {
			s, err := suggest.New(c, named("openapi.yaml"))
			require.NoError(b, err)
			var groups contract.Groups
			for checked, err := range c.CheckAll(all(exchanges)) {
				require.NoError(b, err)
				groups.Add(checked.Findings)
				s.Add(checked.Exchange, checked.Findings)
			}
			_, _, err = s.Suggest(b.Context(), groups.List(), all(exchanges))
			require.NoError(b, err)
		}
	})
}
