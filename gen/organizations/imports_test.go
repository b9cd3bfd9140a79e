package organizations_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/orgcontract/polytomic-organizations"

// list runs go list for the packages in the pattern and all their imports. It returns the sorted
// lines of the output.
func list(t *testing.T, format, pattern string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", format, pattern).Output()
	require.NoError(t, err)
	lines := strings.Fields(string(out))
	slices.Sort(lines)
	lines = slices.Compact(lines)
	require.NotEmpty(t, lines, "go list %s printed nothing", pattern)
	return lines
}

// A program that imports the client links these modules and no others. In particular, it links no
// validator and no test library.
func TestImportersLinkTheseModules(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"github.com/cenkalti/backoff/v5",
		"github.com/go-json-experiment/json",
		module,
		"golang.org/x/net", // It converts host names, with tables from x/text.
		"golang.org/x/text",
	}, list(t, "{{with .Module}}{{.Path}}{{end}}", "."))
}

// The client and the server interface import no other package of this module.
func TestTheClientAndTheServerImportNothingOfTheContract(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string][]string{
		".":         {module + "/gen/organizations"},
		"../server": {module + "/gen/organizations", module + "/gen/server"},
	} {
		assert.Equal(t, want, list(t, `{{with .Module}}{{if eq .Path "`+module+`"}}{{$.ImportPath}}{{end}}{{end}}`, pattern), pattern)
	}
}
