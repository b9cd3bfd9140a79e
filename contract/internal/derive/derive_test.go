package derive

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

func load(t *testing.T, file string) *openapi3.T {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(data)
	require.NoError(t, err)
	return doc
}

// elsewhere are the keywords of which kin-openapi says nothing, or something else than OpenAPI: formats that it would have to be told of, and
// null beside an enum that doesn't list it.
var elsewhere = []string{"format", "discriminator", "enum", "property-undeclared"}

// TestKinOpenAPIAgrees: what is said to keep a schema kin-openapi accepts, and what is said to break it, it refuses.
func TestKinOpenAPIAgrees(t *testing.T) {
	for _, file := range []string{"../../../openapi.yaml", "../../testdata/every-keyword.yaml"} {
		doc := load(t, file)
		values := 0
		for name, ref := range sorted(doc.Components.Schemas) {
			for side, option := range map[contract.Side]openapi3.SchemaValidationOption{contract.RequestSide: openapi3.VisitAsRequest(), contract.ResponseSide: openapi3.VisitAsResponse()} {
				d := &deriver{doc: doc, claims: map[string]string{}, broken: map[string]bool{}, samples: map[string]any{}}
				sources := []source{{ref: ref, at: "/components/schemas/" + name}}
				if buildsOnDiscriminator(d.shape(side, sources, nil)) {
					continue
				}
				for _, v := range d.variants(side, sources, nil) {
					found := d.judge(side, sources, v.value)
					if slices.ContainsFunc(found, func(m mismatch) bool { return slices.Contains(elsewhere, m.keyword) }) {
						continue
					}
					values++
					var value any
					require.NoError(t, json.Unmarshal(text(v.value), &value))
					err := ref.Value.VisitJSON(value, option)
					if len(found) == 0 && isStricter(err) {
						continue
					}
					assert.Equal(t, len(found) > 0, err != nil, "%s %s, %s: %s: %v, and kin-openapi: %v", side, v.claim, v.doing, text(v.value), found, err)
				}
			}
		}
		assert.Greater(t, values, 100, file)
	}
}

// buildsOnDiscriminator reports whether a discriminator without alternatives beside it applies, which kin-openapi doesn't follow.
func buildsOnDiscriminator(s *shape) bool {
	return slices.ContainsFunc(s.parts, func(p part) bool { return p.Discriminator != nil && len(p.OneOf)+len(p.AnyOf) == 0 })
}

// isStricter reports whether kin-openapi refuses what OpenAPI 3.0.3 accepts, or can't tell: null where a schema has no type, the name of a
// schema where a discriminator has another for it, a date and time in lower case, a pattern with lookahead.
func isStricter(err error) bool {
	return err != nil && slices.ContainsFunc([]string{"not nullable", "discriminator property", `format "date-time"`, "parsing regexp"}, func(reason string) bool {
		return strings.Contains(err.Error(), reason)
	})
}

// TestFromIsTheSameEachTime: nothing depends on the order of a map.
func TestFromIsTheSameEachTime(t *testing.T) {
	for _, file := range []string{"../../../openapi.yaml", "../../testdata/every-keyword.yaml"} {
		first, again := From(load(t, file)), From(load(t, file))
		require.Len(t, again.Exchanges, len(first.Exchanges))
		for i := range first.Exchanges {
			require.Equal(t, first.Exchanges[i], again.Exchanges[i])
		}
		assert.Equal(t, first.Underivable, again.Underivable)
	}
}

// TestFromNamesWhatCannotBeDerived: a claim that nothing is made of is not passed over in silence.
func TestFromNamesWhatCannotBeDerived(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(`{"openapi": "3.0.3", "info": {"title": "U", "version": "1"}, "x-invariants": [], "paths": {
		"/endless": {"get": {"responses": {"200": {"description": "E.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Endless"}}}}}}},
		"/u": {"get": {"responses": {"200": {"description": "U.", "content": {"application/json": {"schema": {"type": "object", "properties": {
			"never": {"type": "integer", "minimum": 2, "maximum": 1}, "ahead": {"type": "string", "pattern": "^(?=a)"}}}}}}}}}},
		"components": {"schemas": {"Endless": {"type": "object", "required": ["more"], "properties": {"more": {"$ref": "#/components/schemas/Endless"}}}}}}`))
	require.NoError(t, err)
	const properties = "/paths/~1u/get/responses/200/content/application~1json/schema/properties"
	var named []string
	for _, u := range From(doc).Underivable {
		named = append(named, u.Claim)
	}
	assert.Subset(t, named, []string{"/x-invariants", "/paths/~1endless/get", properties + "/never", properties + "/ahead/pattern"})
}
