package docs_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	root   = "../../"
	readme = "README.md"
	docs   = "contract/docs/"
)

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	return string(text)
}

// pages returns the names of the pages in this directory, after the names of other pages.
func pages(t *testing.T, others ...string) []string {
	t.Helper()
	names, err := filepath.Glob("*.md")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		others = append(others, docs+name)
	}
	return others
}

// prose returns a page without its blocks of code.
func prose(text string) string {
	return regexp.MustCompile("(?sm)^```.*?^```$").ReplaceAllString(text, "")
}

var notInAnchors = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)

// anchors returns the names with which links refer to the headings of a page. It includes headings
// of this level and of lower levels.
func anchors(text, level string) []string {
	var names []string
	for _, heading := range regexp.MustCompile(`(?m)^`+level+`#* (.*)$`).FindAllStringSubmatch(prose(text), -1) {
		names = append(names, strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(heading[1]), ""), " ", "-"))
	}
	return names
}

func TestREADMEIsShort(t *testing.T) {
	t.Parallel()
	assert.LessOrEqual(t, strings.Count(read(t, readme), "\n"), 150)
}

// Each link to a file of this repository, and to a heading in a file, leads to something that
// exists.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, name := range pages(t, readme, "CONTRIBUTING.md", "SECURITY.md", "contract/README.md") {
		for _, found := range link.FindAllStringSubmatch(prose(read(t, name)), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(found[1], "#")
			target := name
			if file != "" {
				target = filepath.Join(filepath.Dir(name), file)
			}
			_, err := os.Stat(filepath.Join(root, target))
			if assert.NoError(t, err, "%s links to it", name) && anchor != "" {
				assert.Contains(t, anchors(read(t, target), "#"), anchor, "%s links to it in %s", name, target)
			}
		}
	}
}

// Each page begins with a list of its sections, and the list of pages names each page.
func TestPagesHaveTablesOfContents(t *testing.T) {
	t.Parallel()
	list := read(t, docs+readme)
	for _, name := range pages(t) {
		if name == docs+readme {
			continue
		}
		assert.Contains(t, list, "]("+filepath.Base(name)+")")
		text := prose(read(t, name))
		top, _, _ := strings.Cut(text, "\n## ")
		for _, anchor := range anchors(text, "##") {
			assert.Contains(t, top, "](#"+anchor+")", name)
		}
	}
}

// Each target of make that a page names is in the Makefile.
func TestPagesNameTargetsOfMake(t *testing.T) {
	t.Parallel()
	makefile := read(t, "Makefile")
	for _, name := range pages(t, readme, "CONTRIBUTING.md") {
		for _, found := range regexp.MustCompile("(?m)(?:^|`)make ([a-z-]+)").FindAllStringSubmatch(read(t, name), -1) {
			assert.Regexp(t, "(?m)^"+found[1]+":", makefile, name)
		}
	}
}

// squeezed returns Go code without the indentation of its lines.
func squeezed(code string) string { return regexp.MustCompile(`(?m)^\s+`).ReplaceAllString(code, "") }

// The Go code on each page is also in a test, so it compiles and does what the page says.
func TestTheCodeOfThePagesIsTested(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	var tests strings.Builder
	for _, name := range names {
		tests.WriteString(squeezed(read(t, docs+name)))
	}
	blocks := 0
	for _, name := range pages(t) {
		for _, block := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(read(t, name), -1) {
			assert.Contains(t, tests.String(), squeezed(block[1]), "no test has this code of %s:\n%s", name, block[1])
			blocks++
		}
	}
	assert.Greater(t, blocks, 5)
}

// The test shows that the exchanges of a client's tests are recordings, as coverage.md says.
func TestKeepTheExchangesOfATest(t *testing.T) {
	directory := t.TempDir()
	t.Run("a test", func(t *testing.T) {
		t.Setenv("EVIDENCE", directory)
		c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
		require.NoError(t, err)
		report := recording.KeepTest(t, c, os.Getenv("EVIDENCE"), contract.FailTest(t))
		client := &http.Client{Transport: &contract.Transport{Contract: c, Report: report}}
		s := sandbox.New(t)
		partner, err := organizations.New(organizations.PartnerKey(string(sandbox.DefaultPartnerKey)), organizations.WithBaseURL(s.URL), organizations.WithHTTPClient(client))
		require.NoError(t, err)
		_, err = partner.ListOrganizations(t.Context())
		require.NoError(t, err)
	})
	kept, err := recording.Load(directory)
	require.NoError(t, err)
	assert.Len(t, kept, 1)
}
