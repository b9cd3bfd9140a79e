package suggest_test

import (
	"iter"
	"net/http"
	"net/url"
	"strings"
	"testing"

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

// petAs is an answer with a body of any media type.
func petAs(status int, mediaType string) *contract.Exchange {
	return with(exchange(http.MethodGet, "/pets?limit=1", status, "a"), func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", mediaType) })
}

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
	s := suggest.New(c, named("openapi.yaml"))
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
