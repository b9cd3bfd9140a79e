package contract_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// covered checks the exchanges in a new session. It returns what the last exchange covers, each
// claim as "KIND POINTER ASPECT at PLACE". It fails if Cover returns something that is not a claim
// of the document.
func covered(t *testing.T, c *contract.Contract, exchanges ...*contract.Exchange) []string {
	t.Helper()
	claimed := map[string]bool{}
	for _, claim := range c.Claims() {
		claimed[claim.ID] = true
		assert.False(t, claim.Place.Line == 1 && claim.Place.Column == 1, "%s has no place", claim.ID)
	}
	session := c.Session()
	var all []string
	for _, x := range exchanges {
		findings, claims := session.Cover(x)
		assert.Equal(t, c.Check(x), findings)
		all = nil
		for _, claim := range claims {
			assert.True(t, claimed[claim.Claim], claim.Claim)
			all = append(all, claim.Claim+" at "+claim.At.String())
		}
	}
	slices.Sort(all)
	return all
}

const coverDocument = `openapi: 3.0.3
info: {title: Cover, version: "1"}
security: [{key: []}, {}]
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
    post:
      security: [{key: []}, {pair: []}]
      parameters:
        - {$ref: "#/components/parameters/Page"}
        - {name: X-Need, in: header, required: true, schema: {type: string, maxLength: 3}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string, minLength: 2, maxLength: 4}
                secret: {type: string, writeOnly: true}
          text/plain: {}
      responses:
        "200":
          description: Done.
          headers:
            X-Seen: {schema: {enum: [a, b]}}
          content:
            application/json: {schema: {$ref: "#/components/schemas/Answer"}}
        4XX: {$ref: "#/components/responses/Refusal"}
      x-invariants:
        - {id: same, when: "has(response.body.name)", rule: "response.body.name == request.body.name", message: it is the same}
        - {id: again, when: '"post" in last', rule: "true", message: it is again}
  /open:
    get: {responses: {"204": {description: Nothing.}}, requestBody: {content: {text/plain: {schema: {type: string}}}}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
    pair: {type: http, scheme: basic}
    unused: {type: http, scheme: digest}
  parameters:
    Page: {name: page, in: query, schema: {type: integer, minimum: 1}}
    Unused: {name: unused, in: query, schema: {type: string, minLength: 1}}
  headers:
    Unused: {required: true, schema: {type: string}}
  requestBodies:
    Unused: {content: {application/json: {schema: {$ref: "#/components/schemas/Lost"}}}}
  responses:
    Refusal: {description: Refused., content: {application/json: {schema: {$ref: "#/components/schemas/Answer"}}}}
    Unused: {description: Unused., content: {text/plain: {}}}
  schemas:
    Answer: {type: object, properties: {name: {type: string}}}
    Lost: {type: object, properties: {answer: {$ref: "#/components/schemas/Answer"}, size: {enum: [1]}}}
`

func coverContract(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Parse("cover.yaml", []byte(coverDocument))
	require.NoError(t, err)
	return c
}

// coverPost returns an exchange that agrees with coverDocument, after an edit of it.
func coverPost(edit func(x *contract.Exchange)) *contract.Exchange {
	x := &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodPost, URL: &url.URL{Path: "/a/" + organizationID}, Body: []byte(`{"name": "abc"}`),
			Header: http.Header{"Authorization": {"Bearer abcdefgh"}, "X-Need": {"ab"}, "Content-Type": {"application/json"}},
		},
		Response: &contract.Response{Status: 200, Header: http.Header{"X-Seen": {"b"}, "Content-Type": {"application/json"}}, Body: []byte(`{"name": "abc"}`)},
	}
	if edit != nil {
		edit(x)
	}
	return x
}

// all returns what the exchange covers if nothing is edited.
func all() []string {
	const op, schema = "/paths/~1a~1{id}/post", "/paths/~1a~1{id}/post/requestBody/content/application~1json/schema"
	return []string{
		"body " + op + "/requestBody present at body",
		"constraint " + op + "/parameters/1/required kept at header X-Need",
		"constraint " + op + "/parameters/1/schema/type kept at header X-Need",
		"constraint " + schema + "/properties/name/type kept at /name",
		"constraint " + schema + "/required/0 kept at body",
		"constraint " + schema + "/type kept at body",
		"constraint /components/schemas/Answer/properties/name/type kept at /name",
		"constraint /components/schemas/Answer/type kept at body",
		"constraint /paths/~1a~1{id}/parameters/0/schema/format kept at path id",
		"constraint /paths/~1a~1{id}/parameters/0/schema/type kept at path id",
		"enum " + op + "/responses/200/headers/X-Seen/schema/enum/1 used at header X-Seen",
		"header " + op + "/responses/200/headers/X-Seen present at header X-Seen",
		"invariant " + op + "/x-invariants/0 held at ",
		"media-type " + op + "/requestBody/content/application~1json used at header Content-Type",
		"media-type " + op + "/responses/200/content/application~1json used at header Content-Type",
		"operation " + op + " used at method",
		"parameter " + op + "/parameters/0 absent at query page",
		"parameter " + op + "/parameters/1 present at header X-Need",
		"parameter /paths/~1a~1{id}/parameters/0 present at path id",
		"property " + schema + "/properties/name present at /name",
		"property " + schema + "/properties/secret absent at body",
		"property /components/schemas/Answer/properties/name present at /name",
		"security " + op + "/security/0 used at header Authorization",
		"status " + op + "/responses/200 used at status",
	}
}

func TestCoverOfAnExchange(t *testing.T) {
	const op, schema = "/paths/~1a~1{id}/post", "/paths/~1a~1{id}/post/requestBody/content/application~1json/schema"
	refusal := []string{
		"constraint /components/schemas/Answer/type kept at body", "media-type /components/responses/Refusal/content/application~1json used at header Content-Type",
		"operation " + op + " used at method", "property /components/schemas/Answer/properties/name absent at body", "status " + op + "/responses/4XX used at status",
	}
	refused := func(edit func(x *contract.Exchange)) *contract.Exchange {
		return coverPost(func(x *contract.Exchange) {
			x.Response = &contract.Response{Status: 422, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{}`)}
			edit(x)
		})
	}
	for name, tt := range map[string]struct {
		exchange *contract.Exchange
		// gone lists the claims that the edit removes from all, and added lists the claims that the
		// edit adds.
		gone, added []string
		want        []string
	}{
		"an exchange without mistakes": {exchange: coverPost(nil)},
		"a parameter at its bound": {
			exchange: coverPost(func(x *contract.Exchange) { x.Request.URL.RawQuery = "page=1" }),
			gone:     []string{"parameter " + op + "/parameters/0 absent"},
			added:    []string{"constraint /components/parameters/Page/schema/minimum edge at query page", "constraint /components/parameters/Page/schema/type kept at query page", "parameter " + op + "/parameters/0 present at query page"},
		},
		"a parameter that is wrong":  {exchange: coverPost(func(x *contract.Exchange) { x.Request.URL.RawQuery = "page=0" }), gone: []string{"parameter " + op + "/parameters/0 absent"}},
		"a query that can't be read": {exchange: coverPost(func(x *contract.Exchange) { x.Request.URL.RawQuery = "page=%zz" }), gone: []string{"parameter " + op + "/parameters/0 absent", "operation"}},
		"a header that is missing": {exchange: coverPost(func(x *contract.Exchange) { x.Request.Header.Del("X-Need") }), gone: []string{
			"constraint " + op + "/parameters/1", "parameter " + op + "/parameters/1",
		}},
		"another credential": {
			exchange: coverPost(func(x *contract.Exchange) { x.Request.Header.Set("Authorization", "Basic YTpi") }),
			gone:     []string{"security"}, added: []string{"security " + op + "/security/1 used at header Authorization"},
		},
		"no credential": {exchange: coverPost(func(x *contract.Exchange) { x.Request.Header.Del("Authorization") }), gone: []string{"security"}},
		"a body of another type": {
			exchange: coverPost(func(x *contract.Exchange) {
				x.Request.Header.Set("Content-Type", "text/plain")
				x.Response.Body = []byte(`{}`)
			}),
			gone:  []string{"media-type " + op + "/requestBody", "constraint " + schema, "property " + schema, "invariant", "property /components/schemas/Answer", "constraint /components/schemas/Answer/properties"},
			added: []string{"media-type " + op + "/requestBody/content/text~1plain used at header Content-Type", "property /components/schemas/Answer/properties/name absent at body"},
		},
		"a body that has a name twice": {
			exchange: coverPost(func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "abc", "name": "abc"}`) }),
			gone:     []string{"body", "media-type " + op + "/requestBody", "constraint " + schema, "property " + schema},
		},
		"a body that was not kept": {
			exchange: coverPost(func(x *contract.Exchange) { x.Request.Body, x.Request.BodyOmitted = nil, true }),
			gone:     []string{"body", "media-type " + op + "/requestBody", "constraint " + schema, "property " + schema, "invariant"},
		},
		"a violation of a constraint that another value satisfies": {
			exchange: coverPost(func(x *contract.Exchange) { x.Response.Body = []byte(`{"name": 5}`) }),
			gone:     []string{"constraint /components/schemas/Answer/properties/name", "property /components/schemas/Answer/properties/name", "invariant"},
		},
		"a writeOnly property": {
			exchange: coverPost(func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "abc", "secret": "abcdefgh"}`) }),
			gone:     []string{"property " + schema + "/properties/secret"},
			added: []string{
				"constraint " + schema + "/properties/secret/type kept at /secret", "constraint " + schema + "/properties/secret/writeOnly kept at /secret",
				"property " + schema + "/properties/secret present at /secret",
			},
		},
		"a writeOnly property without a response": {
			exchange: coverPost(func(x *contract.Exchange) {
				x.Request.Body, x.Response = []byte(`{"name": "abc", "secret": "abcdefgh"}`), nil
			}),
			gone: []string{
				"property " + schema + "/properties/secret",
				"status", "header", "enum", "media-type " + op + "/responses", "constraint /components/schemas", "property /components/schemas", "invariant",
			},
			added: []string{"constraint " + schema + "/properties/secret/type kept at /secret", "property " + schema + "/properties/secret present at /secret"},
		},
		"a writeOnly property that comes back": {
			exchange: coverPost(func(x *contract.Exchange) {
				x.Request.Body, x.Response.Body = []byte(`{"name": "abc", "secret": "abcdefgh"}`), []byte(`{"name": "abc", "secret": "abcdefgh"}`)
			}),
			gone:  []string{"property " + schema + "/properties/secret"},
			added: []string{"constraint " + schema + "/properties/secret/type kept at /secret", "property " + schema + "/properties/secret present at /secret"},
		},
		"an undocumented status": {exchange: coverPost(func(x *contract.Exchange) { x.Response.Status = 302 }), gone: []string{
			"status", "operation", "header", "enum", "media-type " + op + "/responses", "constraint /components/schemas", "property /components/schemas", "invariant",
		}},
		"no answer": {exchange: coverPost(func(x *contract.Exchange) { x.Response = nil }), gone: []string{
			"status", "header", "enum", "media-type " + op + "/responses", "constraint /components/schemas", "property /components/schemas", "invariant",
		}},
		"a request that is refused, though it agrees": {exchange: refused(func(*contract.Exchange) {}), want: refusal},
		"a request that is refused for one mistake": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "a"}`) }),
			want:     append([]string{"constraint " + schema + "/properties/name/minLength rejected at /name"}, refusal...),
		},
		"a request that is refused for one of two": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": "a"}`); x.Request.Header.Del("X-Need") }), want: refusal,
		},
		"null": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Body = []byte(`{"name": null}`) }),
			want:     append([]string{"null " + schema + "/properties/name rejected at /name"}, refusal...),
		},
		"a required property": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Body = []byte(`{}`) }),
			want:     append([]string{"constraint " + schema + "/required/0 rejected at body"}, refusal...),
		},
		"a header": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Header.Del("X-Need") }),
			want:     append([]string{"constraint " + op + "/parameters/1/required rejected at header X-Need"}, refusal...),
		},
		"a credential": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Header.Del("Authorization") }),
			want:     append([]string{"security " + op + "/security rejected at header Authorization"}, refusal...),
		},
		"a body": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Body = nil }),
			want:     append([]string{"body " + op + "/requestBody/required rejected at body"}, refusal...),
		},
		"a media type": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Header.Set("Content-Type", "text/html") }),
			want:     append([]string{"media-type " + op + "/requestBody/content rejected at header Content-Type"}, refusal...),
		},
		"JSON": {
			exchange: refused(func(x *contract.Exchange) { x.Request.Body = []byte(`{`) }),
			want:     append([]string{"media-type " + op + "/requestBody/content/application~1json rejected at body"}, refusal...),
		},
		"a request without a path in the document": {exchange: coverPost(func(x *contract.Exchange) { x.Request.URL.Path = "/b" }), want: []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			want := tt.want
			if want == nil {
				want = slices.DeleteFunc(all(), func(w string) bool {
					return slices.ContainsFunc(tt.gone, func(prefix string) bool { return strings.HasPrefix(w, prefix) })
				})
				want = append(want, tt.added...)
			}
			slices.Sort(want)
			got := covered(t, coverContract(t), tt.exchange)
			if len(want)+len(got) > 0 {
				assert.Equal(t, want, got)
			}
		})
	}
}

// An invariant that refers to an earlier exchange is covered by the second exchange of a session.
func TestCoverOfASession(t *testing.T) {
	c, err := contract.Parse("cover.yaml", []byte(strings.Replace(coverDocument, "    post:\n", "    post:\n      operationId: post\n", 1)))
	require.NoError(t, err)
	const again = "invariant /paths/~1a~1{id}/post/x-invariants/1 held at "
	assert.NotContains(t, covered(t, c, coverPost(nil)), again)
	assert.Contains(t, covered(t, c, coverPost(nil), coverPost(nil)), again)
}

func TestUnreachableClaims(t *testing.T) {
	var unreachable []string
	for _, claim := range coverContract(t).Claims() {
		if claim.Unreachable {
			unreachable = append(unreachable, claim.ID)
		}
	}
	assert.Equal(t, []string{
		"security /components/securitySchemes/unused used",
		"parameter /components/parameters/Unused present", "parameter /components/parameters/Unused absent",
		"constraint /components/parameters/Unused/schema/type kept", "constraint /components/parameters/Unused/schema/minLength edge",
		"header /components/headers/Unused present", "constraint /components/headers/Unused/required kept", "constraint /components/headers/Unused/schema/type kept",
		"body /components/requestBodies/Unused present", "body /components/requestBodies/Unused absent", "media-type /components/requestBodies/Unused/content/application~1json used",
		"media-type /components/responses/Unused/content/text~1plain used",
		"constraint /components/schemas/Lost/type kept", "property /components/schemas/Lost/properties/answer present", "property /components/schemas/Lost/properties/answer absent",
		"property /components/schemas/Lost/properties/size present", "property /components/schemas/Lost/properties/size absent", "enum /components/schemas/Lost/properties/size/enum/0 used",
	}, unreachable)
}

// FuzzCover checks exchanges with any bodies and any query. Such an exchange must cover only claims
// of the document, each once, and no claim at a place that has a violation. Cover and Check must
// return the same findings.
func FuzzCover(f *testing.F) {
	c, err := contract.Parse("cover.yaml", []byte(coverDocument))
	require.NoError(f, err)
	claims := map[string]contract.Claim{}
	for _, claim := range c.Claims() {
		claims[claim.ID] = claim
	}
	f.Add(`{"name": "ab", "secret": "abcdefgh"}`, `{"name": "ab"}`, "page=1", 200)
	f.Add(`{"name": null}`, `{}`, "", 422)
	f.Add(`[`, `5`, "page=%zz", 302)
	f.Add(`{"name": "ab", "name": "ab"}`, `{"name": "ab", "name": 5}`, "page=0&page=1", 100)
	f.Add(`{"name": "abcde"}`, `{"name": 5}`, "page=a", 100)
	f.Add(`{"name": "abc"}`, `{"name": "abc"}`, "page=1&a=%zz", 100)
	f.Fuzz(func(t *testing.T, sent, received, query string, status int) {
		x := coverPost(func(x *contract.Exchange) {
			x.Request.Body, x.Response.Body, x.Request.URL.RawQuery = []byte(sent), []byte(received), query
			x.Response.Status = 100 + (status%500+500)%500
		})
		findings, covered := c.Session().Cover(x)
		assert.Equal(t, c.Check(x), findings)
		seen := map[string]bool{}
		for _, each := range covered {
			claim, ok := claims[each.Claim]
			assert.True(t, ok && !seen[each.Claim] && !claim.Unreachable, each.Claim)
			seen[each.Claim] = true
			for _, finding := range findings {
				assert.False(t, finding.Severity == contract.Violation && finding.Document.Pointer == claim.Place.Pointer, each.Claim)
			}
		}
	})
}
