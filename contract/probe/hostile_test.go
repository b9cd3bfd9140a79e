package probe

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// A hostile document or server chooses methods and the names of properties and headers. In the
// commands for a shell, they are text.
func TestNamesInCommandsAreText(t *testing.T) {
	t.Parallel()
	p := &Probe{target: &target{base: &url.URL{Scheme: "http", Host: "127.0.0.1:8080"}}}
	line := p.curl(&contract.Request{Method: "GET`id`$x&'", URL: &url.URL{Path: "/a"}}, nil)
	assert.Contains(t, line, `-X 'GET`+"`id`"+`$x&'\''' `)
	assert.Contains(t, p.curl(&contract.Request{Method: "POST", URL: &url.URL{Path: "/a"}}, nil), "-X POST ")
	for name, c := range map[string]Capture{
		"property": {Pointer: "/data/x'$(id)'\n1e id\n~1.*"},
		"header":   {Header: "x'$(id)'\n1e id\n/.*"},
	} {
		assert.Contains(t, c.filter(), "x...id...1e.id....", name)
		assert.NotContains(t, c.filter(), "$(", name)
		assert.NotContains(t, c.filter(), "\n", name)
	}
	assert.Equal(t, ` | grep -o '"id": *[^,}]*' | head -n 1 | sed 's/^"id": *//; s/"//g'`, Capture{Pointer: "/data/id"}.filter())
}

// A long path doesn't become a file name that no file system allows, and two long paths have two
// names.
func TestFileNamesAreShort(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, last := range []string{"a", "b"} {
		f := &Failure{Finding: contract.Finding{Operation: "GET /../../" + strings.Repeat("é", 500) + last, Rule: contract.ParseRule("response.type")}}
		assert.LessOrEqual(t, len(f.FileName()), 255)
		assert.NotContains(t, f.FileName(), "/")
		names[f.FileName()] = true
	}
	assert.Len(t, names, 2)
}

// The names and values of a document and a server are text in a generated test. They neither act on
// a terminal nor end the comment.
func TestGeneratedTestsShowNoCommand(t *testing.T) {
	t.Parallel()
	const attack = "\x1b[2J\u202e\u3164\u115f\ufe0f\u2800\nfunc init() {}\r\n##[group]\x00"
	p := &Probe{target: &target{base: &url.URL{Scheme: "http", Host: "127.0.0.1:8080"}}}
	x := &contract.Exchange{Request: contract.Request{Method: "GET", URL: &url.URL{Path: "/" + attack}, Header: http.Header{"A": {attack}}, Body: []byte(attack)}}
	f := &Failure{
		Finding: contract.Finding{Operation: "GET /" + attack, Rule: contract.Rule{Keyword: attack}, Expected: attack, Actual: attack},
		Steps:   []Step{{Exchange: x}},
	}
	source, err := p.GoTest(f, attack+".yaml", "http://a.example/"+attack)
	require.NoError(t, err)
	for line := range strings.SplitSeq(string(source), "\n") {
		assert.Equal(t, -1, strings.IndexFunc(line, func(c rune) bool { return c != '\t' && !wording.IsVisible(c) }), "%q", line)
		assert.NotRegexp(t, `^func init`, line)
	}
}
