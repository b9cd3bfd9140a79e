package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
)

// shop is a document that uses features of OpenAPI that openapi.yaml doesn't use.
const shop = `openapi: 3.0.3
info: {title: Shop, version: "1"}
servers:
  - url: https://{region}.shop.example/v1
    variables:
      region: {default: eu}
security:
  - key: []
  - query: []
  - cookie: []
  - oauth: []
paths:
  /items/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: lang, in: query, schema: {type: string, enum: [en, de]}}
    get:
      parameters:
        - {name: tags, in: query, schema: {type: array, items: {type: string}, maxItems: 2}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: limit, in: query, required: true, schema: {type: integer, minimum: 1, maximum: 9}}
      responses:
        2XX:
          description: An item.
          content:
            application/vnd.shop+json:
              schema:
                allOf:
                  - {$ref: '#/components/schemas/Named'}
                  - type: object
                    required: [price]
                    properties:
                      price: {type: number, multipleOf: 0.5}
                      since: {type: string, format: date}
                      sizes: {type: array, minItems: 1, uniqueItems: true, items: {type: string}}
                      owner: {type: object, additionalProperties: {$ref: '#/components/schemas/Named'}}
                      closed: {type: object, additionalProperties: false, properties: {a: {type: string}}}
                      free: {type: object}
                      token: {type: string, writeOnly: true}
            text/plain: {}
        default:
          description: Anything else.
    post:
      security: []
      requestBody:
        content:
          application/json:
            schema:
              type: object
              minProperties: 1
              properties:
                name: {type: string, maxLength: 3}
                made: {type: string, readOnly: true}
      responses:
        "201": {description: Made.}
components:
  schemas:
    Named:
      type: object
      properties:
        name: {type: string}
  securitySchemes:
    key: {type: apiKey, in: header, name: x-key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
    oauth: {type: oauth2, flows: {}}
`

// get returns an exchange that requests an item and agrees with the shop document, after an edit.
func get(edit func(x *contract.Exchange)) *contract.Exchange {
	x := &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodGet,
			URL:    &url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/v1/items/7", RawQuery: "limit=3"},
			Header: http.Header{"X-Key": {"k"}},
		},
		Response: &contract.Response{
			Status: http.StatusOK,
			Header: http.Header{"Content-Type": {"application/vnd.shop+json; charset=utf-8"}},
			Body:   []byte(`{"name": "a", "price": 1.5}`),
		},
	}
	edit(x)
	return x
}

func post(body string) *contract.Exchange {
	return &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodPost,
			URL:    &url.URL{Path: "/v1/items/7"},
			Header: http.Header{"Content-Type": {"application/json"}},
			Body:   []byte(body),
		},
		Response: &contract.Response{Status: http.StatusCreated, Header: http.Header{}},
	}
}

func TestCheck(t *testing.T) {
	c, err := contract.Parse("shop.yaml", []byte(shop))
	require.NoError(t, err)

	queried := func(query string) *contract.Exchange {
		return get(func(x *contract.Exchange) { x.Request.URL.RawQuery = query })
	}
	answered := func(body string) *contract.Exchange {
		return get(func(x *contract.Exchange) { x.Response.Body = []byte(body) })
	}
	for name, tt := range map[string]struct {
		exchange *contract.Exchange
		want     []string
	}{
		"agrees":                       {get(func(*contract.Exchange) {}), nil},
		"any host":                     {get(func(x *contract.Exchange) { x.Request.URL.Host = "eu.shop.example" }), nil},
		"escaped path":                 {get(func(x *contract.Exchange) { x.Request.URL.RawPath = "/v1/items/%37" }), nil},
		"path without the base path":   {get(func(x *contract.Exchange) { x.Request.URL.Path = "/items/7" }), []string{`request.path path: expected a path of the document; /items/{id} is served under /v1, got "/items/7"`}},
		"path under another base path": {get(func(x *contract.Exchange) { x.Request.URL.Path = "/api/v2/items/7" }), []string{`request.path path: expected a path of the document; /items/{id} is served under /v1, got "/api/v2/items/7"`}},
		"path parameter":               {get(func(x *contract.Exchange) { x.Request.URL.Path = "/v1/items/seven" }), []string{"request.type path id: expected an integer, got the string \"seven\""}},
		"unknown method":               {get(func(x *contract.Exchange) { x.Request.Method = "PUT" }), []string{"request.method method: expected GET or POST, got PUT"}},
		"missing query parameter":      {queried(""), []string{"request.query-required query limit: expected the query limit, got none"}},
		"empty query parameter":        {queried("limit="), []string{"request.query-empty query limit: expected a value, got an empty value"}},
		"query parameter of a range":   {queried("limit=0"), []string{"request.minimum query limit: expected at least 1, got the number 0"}},
		"query parameter out of range": {queried("limit=10"), []string{"request.maximum query limit: expected at most 9, got the number 10"}},
		"query parameter of the path":  {queried("limit=1&lang=fr"), []string{`request.enum query lang: expected one of "en", "de", got the string "fr"`}},
		"list in a query":              {queried("limit=1&tags=a&tags=b"), nil},
		"list that is too long":        {queried("limit=1&tags=a&tags=b&tags=c"), []string{"request.maxItems query tags: expected at most 2 items, got an array of 3 items"}},
		"parameter of content":         {queried("limit=1&filter={}"), nil},
		"parameter of broken content":  {queried("limit=1&filter={"), []string{"request.type query filter: expected an object, got the string \"{\""}},
		"repeated scalar":              {queried("limit=1&limit=2"), []string{"request.query-repeated query limit: expected one value, got 2 values"}},
		"undeclared query parameter":   {queried("limit=1&x=1"), []string{"request.query-undeclared query x: expected no query parameter of this name, got one"}},

		"credential in the query": {get(func(x *contract.Exchange) { x.Request.Header = nil; x.Request.URL.RawQuery += "&key=k" }), nil},
		"credential in a cookie":  {get(func(x *contract.Exchange) { x.Request.Header = http.Header{"Cookie": {"session=k"}} }), nil},
		"credential as a token":   {get(func(x *contract.Exchange) { x.Request.Header = http.Header{"Authorization": {"Bearer k"}} }), nil},
		"no credential": {
			get(func(x *contract.Exchange) { x.Request.Header = nil }),
			[]string{"request.security header Authorization: expected a credential (key) or a credential (query) or a credential (cookie) or a credential (oauth), got none"},
		},

		"status of a range":     {get(func(x *contract.Exchange) { x.Response.Status = 299 }), nil},
		"status of the default": {get(func(x *contract.Exchange) { x.Response = &contract.Response{Status: 418} }), nil},
		"no answer to check":    {get(func(x *contract.Exchange) { x.Response = nil }), nil},
		"body of 304": {
			get(func(x *contract.Exchange) { x.Response.Status = 304 }),
			[]string{"response.body-forbidden body: expected no body, because HTTP forbids one here, got 27 bytes"},
		},
		"body of the default": {
			get(func(x *contract.Exchange) { x.Response.Status = 500 }),
			[]string{"response.body-undeclared body: expected no body, got 27 bytes"},
		},
		"other media type": {
			get(func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "image/png") }),
			[]string{`response.media-type header Content-Type: expected application/vnd.shop+json or text/plain, got "image/png"`},
		},
		"media type without a schema": {get(func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "text/plain") }), nil},

		"error in a branch of allOf":  {answered(`{"name": 1, "price": 1}`), []string{"response.type /name: expected a string, got the number 1"}},
		"required in a branch":        {answered(`{}`), []string{"response.required body: expected the property price, got none"}},
		"multiple":                    {answered(`{"price": 0.3}`), []string{"response.multipleOf /price: expected a multiple of 0.5, got the number 0.3"}},
		"date":                        {answered(`{"price": 1, "since": "2025-02-30"}`), []string{`response.format /since: expected a value of the format date, got the string "2025-02-30"`}},
		"empty list":                  {answered(`{"price": 1, "sizes": []}`), []string{"response.minItems /sizes: expected at least 1 item, got an array of 0 items"}},
		"item twice":                  {answered(`{"price": 1, "sizes": ["a", "a"]}`), []string{"response.uniqueItems /sizes: expected no duplicate items, got item 1 again"}},
		"undeclared property":         {answered(`{"price": 1, "x": 1}`), []string{"response.property-undeclared /x: expected no property of this name, got one"}},
		"names that need escaping":    {answered(`{"price": 1, "a/b~c": 1}`), []string{"response.property-undeclared /a~1b~0c: expected no property of this name, got one"}},
		"open object":                 {answered(`{"price": 1, "free": {"x": {"y": 1}}}`), nil},
		"map of objects":              {answered(`{"price": 1, "owner": {"x": {"name": "a"}}}`), nil},
		"undeclared in a map":         {answered(`{"price": 1, "owner": {"x": {"y": 1}}}`), []string{"response.property-undeclared /owner/x/y: expected no property of this name, got one"}},
		"property of a closed object": {answered(`{"price": 1, "closed": {"b": 1}}`), []string{"response.additionalProperties /closed/b: expected no property but a, got another property"}},
		"write-only property":         {answered(`{"price": 1, "token": "t"}`), []string{"response.writeOnly /token: expected no write-only property in a response, got one"}},
		"broken UTF-8":                {answered("{\"price\": 1, \"name\": \"\xff\"}"), []string{"response.utf-8 /name: expected UTF-8, got bytes that are not UTF-8"}},
		"half of a surrogate pair":    {answered(`{"price": 1, "name": "\ud800"}`), []string{"response.utf-8 /name: expected UTF-8, got bytes that are not UTF-8"}},
		"byte order mark":             {answered("\xef\xbb\xbf{\"price\": 1}"), []string{"response.byte-order-mark body: expected JSON without a byte order mark, got a byte order mark"}},
		"top level of another type":   {answered(`[]`), []string{"response.type body: expected an object, got an array of 0 items", "response.type body: expected an object, got an array of 0 items"}},

		"request without security": {post(`{"name": "abc"}`), nil},
		"request body optional":    {post(``), nil},
		"read-only in a request":   {post(`{"made": "x"}`), []string{"request.readOnly /made: expected no read-only property in a request, got one"}},
		"no property":              {post(`{}`), []string{"request.minProperties body: expected at least 1 property, got an object of 0 properties"}},
		"too long":                 {post(`{"name": "` + strings.Repeat("n", 70) + `"}`), []string{`request.maxLength /name: expected at most 3 characters, got the string "` + strings.Repeat("n", 60) + `" and 10 more bytes`}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range c.Check(tt.exchange) {
				got = append(got, fmt.Sprintf("%s %s: %s", f.Rule.String(), f.At.String(), f.Message()))
				assert.Equal(t, "shop.yaml", f.Document.File)
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestStandardHeadersAreNotDrift(t *testing.T) {
	c, err := contract.Parse("shop.yaml", []byte(shop))
	require.NoError(t, err)
	x := get(func(x *contract.Exchange) {
		for _, name := range []string{"User-Agent", "Accept-Encoding", "Sec-Fetch-Mode", ":authority", "If-None-Match"} {
			x.Request.Header[name] = []string{"x"}
		}
		for _, name := range []string{"Date", "Server", "Set-Cookie", "Access-Control-Allow-Origin", "Content-Length"} {
			x.Response.Header[name] = []string{"x"}
		}
	})
	assert.Empty(t, c.Check(x))

	x.Request.Header["Server"], x.Response.Header["Cookie"] = []string{"x"}, []string{"x"}
	var got []string
	for _, f := range c.Check(x) {
		got = append(got, f.Rule.String()+" "+f.At.String())
	}
	assert.Equal(t, []string{"request.header-undeclared header Server", "response.header-undeclared header Cookie"}, got)
}

// The test checks exchanges in several goroutines at the same time, for the race detector.
func TestCheckIsSafeForConcurrentUse(t *testing.T) {
	c := loadContract(t)
	exchanges := loadRecordings(t)
	check := func() (all []contract.Finding) {
		for _, x := range exchanges {
			all = append(all, c.Check(&x)...)
		}
		return all
	}
	want := check()
	done := make(chan []contract.Finding)
	for range 8 {
		go func() { done <- check() }()
	}
	for range 8 {
		assert.Equal(t, want, <-done)
	}
}

func TestCheckChangesNothing(t *testing.T) {
	c, err := contract.Parse("shop.yaml", []byte(shop))
	require.NoError(t, err)
	x, same := get(func(*contract.Exchange) {}), get(func(*contract.Exchange) {})
	c.Check(x)
	assert.Equal(t, same, x)
}

// FuzzCheck checks three promises about any body. A check ends; each finding is one line that names
// a place in the document; and a body that encoding/json can't read has a finding.
func FuzzCheck(f *testing.F) {
	c := loadContract(f)
	places := placesOf(f, polytomic.OpenAPI())
	var list contract.Exchange
	for _, x := range loadRecordings(f) {
		f.Add(x.Request.Body)
		if x.Response != nil {
			f.Add(x.Response.Body)
		}
		if x.Request.Method == http.MethodPost {
			list = x
		}
	}
	for _, body := range []string{`{"data": {}} {}`, `[`, "{\"data\": [{\"name\": \"\xff\"}]}", `{"data": null, "data": []}`, `{"data": [{"id": 5}]}`, ``} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		x := list
		x.Request.Body = body
		x.Response = &contract.Response{Status: 200, Header: list.Response.Header, Body: body}
		first := c.Check(&x)
		assert.Equal(t, first, c.Check(&x))
		assertPlain(t, places, first)
		if !json.Valid(body) {
			assert.True(t, slices.ContainsFunc(first, func(f contract.Finding) bool {
				return f.Side == contract.ResponseSide && f.At.In == contract.InBody && f.Severity == contract.Violation
			}), "%q", body)
		}
	})
}
