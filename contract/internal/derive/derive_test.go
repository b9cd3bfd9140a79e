package derive

import (
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

func load(t *testing.T, file string) *document.Document {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return parse(t, string(data))
}

func parse(t *testing.T, text string) *document.Document {
	t.Helper()
	doc, err := document.Parse("d.yaml", []byte(text))
	require.NoError(t, err)
	require.NoError(t, doc.Validate())
	return doc
}

// differing lists keywords that kin-openapi does not check, or checks in another way than OpenAPI
// defines. These are formats that nobody registered, and null beside an enum that doesn't list
// null.
var differing = []string{"format", "enum", "property-undeclared"}

// TestKinOpenAPIAgrees compares the package with kin-openapi. Kin-openapi must accept the values
// that keep a schema according to this package, and refuse those that break it.
func TestKinOpenAPIAgrees(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"../../../openapi.yaml", "../../testdata/every-keyword.yaml"} {
		doc := load(t, file)
		kin, err := openapi3.NewLoader().LoadFromFile(file)
		require.NoError(t, err)
		values := 0
		for name, ref := range sorted(kin.Components.Schemas) {
			for side, option := range map[contract.Side]openapi3.SchemaValidationOption{contract.RequestSide: openapi3.VisitAsRequest(), contract.ResponseSide: openapi3.VisitAsResponse()} {
				d := New(doc).deriver(t.Context(), Values{}, 1)
				sources := []source{doc.Root().At("components", "schemas", name)}
				if buildsOnDiscriminator(d.combine(side, sources)) {
					continue
				}
				for v := range d.variants(side, sources) {
					found := d.judge(side, sources, v.value)
					if slices.ContainsFunc(found, func(m mismatch) bool { return slices.Contains(differing, m.keyword) }) {
						continue
					}
					values++
					var value any
					require.NoError(t, json.Unmarshal(encodeJSON(v.value), &value))
					err := ref.Value.VisitJSON(value, option)
					if len(found) == 0 && isStricter(err) {
						continue
					}
					assert.Equal(t, len(found) > 0, err != nil, "%s %s, %s: %s: %v, and kin-openapi: %v", side, v.claim, v.name, encodeJSON(v.value), found, err)
				}
			}
		}
		assert.Greater(t, values, 100, file)
	}
}

// buildsOnDiscriminator reports whether a discriminator without oneOf and anyOf applies.
// Kin-openapi ignores such a discriminator.
func buildsOnDiscriminator(s *combined) bool {
	return slices.ContainsFunc(s.parts, func(p *part) bool { return p.Discriminator != nil && len(p.OneOf)+len(p.AnyOf) == 0 })
}

// isStricter reports whether kin-openapi refuses something that OpenAPI 3.0.3 accepts, or can't
// check it. Examples are null for a schema without a type, the name of a schema for which a
// discriminator has another name, a date and time in lower case, and a pattern with lookahead.
func isStricter(err error) bool {
	return err != nil && slices.ContainsFunc([]string{"not nullable", "discriminator property", `format "date-time"`, "parsing regexp"}, func(reason string) bool {
		return strings.Contains(err.Error(), reason)
	})
}

// TestExchangesAreTheSameEachTime checks that the exchanges don't depend on the order of a map or
// on documents that were read before.
func TestExchangesAreTheSameEachTime(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"../../../openapi.yaml", "../../testdata/every-keyword.yaml"} {
		doc, same := load(t, file), load(t, file)
		next, stop := iter.Pull(New(same).Exchanges(t.Context()))
		t.Cleanup(stop)
		for x := range New(doc).Exchanges(t.Context()) {
			again, ok := next()
			require.True(t, ok)
			if first, second := describe(x), describe(again); first != second { // This is faster than to assert it each time.
				require.Equal(t, first, second)
			}
		}
		_, more := next()
		require.False(t, more)
	}
	doc := load(t, "../../testdata/every-keyword.yaml")
	first := New(doc).Underivable(t.Context())
	assert.Equal(t, first, New(doc).Underivable(t.Context()))
}

// describe returns everything in an exchange as a string.
func describe(x Exchange) string {
	return fmt.Sprintf("%s %s %s %v\n%s %s %v %q\n%d %v %q", x.Operation.ID, x.Claim, x.Name, x.Findings,
		x.Request.Method, x.Request.URL, x.Request.Header, x.Request.Body, x.Response.Status, x.Response.Header, x.Response.Body)
}

// TestCasesAreMadeWhileTheyAreRead checks that a loop that ends early makes no more cases than it
// has read.
func TestCasesAreMadeWhileTheyAreRead(t *testing.T) {
	t.Parallel()
	doc := load(t, "../../testdata/every-keyword.yaml")
	for o := range New(doc).Operations(t.Context()) {
		if o.request == nil {
			continue
		}
		for range o.Requests(t.Context()) {
			break
		}
		made := len(o.broken)
		for range o.Requests(t.Context()) {
		}
		assert.Zero(t, made, "%s %s", o.Method, o.Path)
		assert.NotEmpty(t, o.broken, "%s %s", o.Method, o.Path)
	}
}

// TestUnderivable checks that Underivable lists the claims of which no case is made.
func TestUnderivable(t *testing.T) {
	t.Parallel()
	doc := parse(t, `{"openapi": "3.0.3", "info": {"title": "U", "version": "1"}, "x-invariants": [], "paths": {
		"/endless": {"get": {"responses": {"200": {"description": "E.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Endless"}}}}}}},
		"/u": {"get": {"responses": {"200": {"description": "U.", "content": {"application/json": {"schema": {"type": "object", "properties": {
			"never": {"type": "integer", "minimum": 2, "maximum": 1}, "ahead": {"type": "string", "pattern": "^(?=a)"}}}}}}}}}},
		"components": {"schemas": {"Endless": {"type": "object", "required": ["more"], "properties": {"more": {"$ref": "#/components/schemas/Endless"}}}}}}`)
	const properties = "/paths/~1u/get/responses/200/content/application~1json/schema/properties"
	var claims []string
	for _, u := range New(doc).Underivable(t.Context()) {
		claims = append(claims, u.Claim)
	}
	assert.Subset(t, claims, []string{"/x-invariants", "/paths/~1endless/get/responses/200", properties + "/never", properties + "/ahead/pattern"})
}
