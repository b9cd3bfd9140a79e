package suggest_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

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
		"a media type that looks like one":        {petAs(200, "application/q7ZbTn2WcKx94LsVhR3yMgJd; a=b")},
		"a media type that is a secret":           {authorized(petAs(200, "text/hunter2hunter2"))},
		"a status with such a media type":         {petAs(418, "application/q7ZbTn2WcKx94LsVhR3yMgJd")},
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
	s := suggest.New(c, named("openapi.json"))
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
	s := suggest.New(c, named("openapi.yaml"))
	x := pet(`{"name": "Tom", "kind": "cow"}`)
	var groups contract.Groups
	groups.Add(c.Check(x))
	s.Add(x, c.Check(x))
	_, _, err = s.Suggest(t.Context(), groups.List(), func(yield func(*contract.Exchange, error) bool) { yield(nil, os.ErrClosed) })
	assert.ErrorIs(t, err, os.ErrClosed)
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
			s := suggest.New(c, named("openapi.yaml"))
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
