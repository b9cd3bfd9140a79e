package report_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// FuzzWrite checks that a report in each format is well-formed and has no additional lines,
// whatever a message contains.
func FuzzWrite(f *testing.F) {
	f.Add("/a", "/data/0/name", hostile)
	f.Add(hostile, hostile, "")
	f.Add("\x00", "```\n|", "\u2028]]>")
	s := schema(f)
	c := newContract(f)
	f.Fuzz(func(t *testing.T, path, at, actual string) {
		r := report.New(c)
		finding := mistake(0, 0)
		finding.Operation, finding.At, finding.Actual = "GET "+path, contract.ParseLocation(at), actual
		r.Add(exchange("/a", 200, contract.Live), []contract.Finding{finding})

		value, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, r, output.JSON, report.Style{})))
		require.NoError(t, err)
		require.NoError(t, s.Validate(value))
		var root element
		require.NoError(t, xml.Unmarshal([]byte(write(t, r, output.JUnit, report.Style{})), &root)) //nolint:musttag // The type accepts any element.
		require.NoError(t, validJUnit(root))
		assert.Equal(t, 2, strings.Count(write(t, r, output.GitHub, report.Style{}), "\n"))
		assert.Equal(t, 12, strings.Count(write(t, r, output.Text, report.Style{}), "\n"))
		assert.Equal(t, 19, strings.Count(write(t, r, output.Markdown, report.Style{}), "\n"))
		assert.NotContains(t, strings.ToLower(strings.Replace(write(t, r, output.HTML, report.Style{}), "<script>", "", 1)), "<script")
	})
}
