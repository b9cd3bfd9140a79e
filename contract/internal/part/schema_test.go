package part_test

import (
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
)

// schema returns part.schema.json, and fails the test if it is not a valid schema.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("part.schema.json")
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("part.schema.json", document))
	s, err := compiler.Compile("part.schema.json")
	require.NoError(t, err)
	return s
}

// The schema accepts parts, and refuses JSON that is not a part.
func TestPartIsWhatTheSchemaSays(t *testing.T) {
	t.Parallel()
	c, all, s := wrongContract(t), files(t), schema(t)
	mutants, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	texts := map[string]string{}
	for name, p := range map[string]*part.Part{
		"check": checked(t, c, all), "coverage": covered(t, c, all), "mutation": tried(t, c, all[:2], mutants[:6]), "nothing": checked(t, c, nil), "nothing covered": covered(t, c, nil),
	} {
		data, err := p.Bytes()
		require.NoError(t, err)
		texts[name] = string(data)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
		require.NoError(t, err)
		require.NoError(t, s.Validate(value), name)
	}
	for _, change := range [][3]string{
		{"check", `{"part":1`, `{"part":2`},
		{"check", `"severity":"rejected"`, `"severity":"bad"`},
		{"check", `"checked":`, `"checked":-`},
		{"check", `"leftOut":`, `"left":`},
		{"check", `"check":{`, `"mutation":{"mutants":{}},"check":{`},
		{"coverage", `"stale":"old"`, `"stale":"mouldy"`},
		{"mutation", `"state":"killed"`, `"state":"untried"`},
	} {
		bad := strings.Replace(texts[change[0]], change[1], change[2], 1)
		require.NotEqual(t, texts[change[0]], bad, change[1])
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		require.NoError(t, err)
		require.Error(t, s.Validate(value), change[2])
	}
}
