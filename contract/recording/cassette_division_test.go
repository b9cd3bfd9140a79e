package recording

import (
	"bufio"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// given is what a reader gives for a cassette.
type given struct {
	exchanges []contract.Exchange
	skipped   []Skipped
	failure   string
}

// give reads a cassette with one of the methods of a reader.
func give(text string, read func(*cassetteReader) error) given {
	var all given
	in := &input{Reader: bufio.NewReader(strings.NewReader(text)), name: "a", codings: new(contentcoding.Budget), skipped: func(s Skipped) { all.skipped = append(all.skipped, s) }}
	r := &cassetteReader{in: in, data: []byte(text), piece: 1, yield: func(x *contract.Exchange) bool {
		all.exchanges = append(all.exchanges, *x)
		return true
	}}
	if err := read(r); err != nil {
		all.failure = err.Error()
	}
	return all
}

// A cassette in pieces of one interaction gives what the same cassette gives as a whole.
func TestPiecesOfCassettesGiveWhatTheWholeGives(t *testing.T) {
	t.Parallel()
	const (
		goVCR = "- request: {method: GET, url: https://a.example/, headers: {A: [b]}}\n  response: {code: 200, body: x}\n"
		ruby  = "- request:\n    method: get\n    uri: https://a.example/\n  response:\n    status:\n      code: 200\n    body:\n      string: |\n        - a\n\n        - b\n"
	)
	indented := func(text string) string {
		return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
	}
	head, rubyHead := "version: 2\ninteractions:\n", "---\nhttp_interactions:\n"
	for name, text := range map[string]string{
		"go-vcr":                   head + goVCR + goVCR + goVCR,
		"indented":                 head + indented(goVCR) + indented(goVCR),
		"Ruby":                     rubyHead + ruby + ruby + "recorded_with: VCR 6\n",
		"version after the list":   "interactions:\n" + goVCR + goVCR + "version: 2\n",
		"no version":               "interactions:\n" + goVCR + goVCR,
		"CRLF":                     strings.ReplaceAll(head+goVCR+goVCR, "\n", "\r\n"),
		"comments and blank lines": head + "\n# a\n" + goVCR + "\n#- b\n  # c\n" + goVCR + "# d\n",
		"dash in its own line":     head + "-\n  request: {method: GET, url: https://a.example/}\n  response: {code: 200}\n" + goVCR,
		"quoted over lines":        head + "- request: {method: GET, url: https://a.example/}\n  response: {code: 200, body: \"a\n- b\n\n- c\"}\n" + goVCR,
		"quoted without indent":    head + goVCR + "- request: {method: GET, url: https://a.example/}\n  response: {code: 200, body: 'a\nb: c\n'}\n" + goVCR,
		"flow over lines":          head + "- {request: {method: GET, url: https://a.example/},\n- response: {code: 200}}\n" + goVCR,
		"plain over lines":         head + "- request: {method: GET, url: https://a.example/}\n  response:\n    code: 200\n    body: a\n      - b\n" + goVCR,
		"alias in an interaction":  head + "- request: {method: &m GET, url: https://a.example/, body: *m}\n  response: {code: 200}\n" + goVCR,
		"alias of an interaction":  head + "- request: &r {method: GET, url: https://a.example/}\n  response: {code: 200}\n- request: *r\n  response: {code: 201}\n",
		"alias of the head":        "x: &r {method: GET, url: https://a.example/}\n" + head + "- request: *r\n  response: {code: 201}\n" + goVCR,
		"anchor of the list":       "version: 2\ninteractions: &a\n" + goVCR + goVCR,
		"flow":                     "version: 2\ninteractions: [{request: {method: GET, url: https://a.example/}, response: {code: 200}}]\n",
		"empty":                    head,
		"empty, without a version": "interactions: []\n",
		"an empty list for Ruby":   "http_interactions: []\n",
		"both lists":               head + goVCR + rubyHead[4:] + ruby,
		"a list twice":             head + goVCR + "interactions:\n" + goVCR,
		"two documents":            head + goVCR + "---\n" + goVCR,
		"the end of a document":    head + goVCR + "...\n",
		"no list":                  "version: 2\ninteractions:\n  a: b\n",
		"a wrong version":          "version: 3\ninteractions:\n" + goVCR,
		"a wrong kind":             head + goVCR + "- request: {method: [a]}\n",
		"a wrong value":            head + goVCR + "- request: {method: GET, url: /a}\n" + goVCR,
		"wrong YAML":               head + goVCR + "- [\n",
		"wrong YAML after it":      head + goVCR + "a: [\n",
		"ERB in a value":           rubyHead + ruby + strings.ReplaceAll(ruby, "a.example", "<%= a %>"),
		"ERB around interactions":  rubyHead + "<% 3.times do %>\n" + ruby + "<% end %>\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := give(text, func(r *cassetteReader) error { return r.undivided(nil) })
			pieces := give(text, (*cassetteReader).yaml)
			assert.Equal(t, whole.failure, pieces.failure)
			assert.Equal(t, whole.skipped, pieces.skipped)
			if whole.failure == "" { // Otherwise the pieces before the error are given.
				assert.Equal(t, whole.exchanges, pieces.exchanges)
			}
		})
	}
}

// A cassette is not in memory as a tree while its exchanges are given.
func TestCassettesAreReadInPieces(t *testing.T) { //nolint:paralleltest // Other tests would change the memory in use.
	const entries = 40_000
	inYAML := "version: 2\ninteractions:\n" + strings.Repeat("- request: {method: GET, url: https://a.example/}\n  response: {code: 200, headers: {}, body: '{}'}\n", entries)
	inJSON := `{"version": 2, "interactions": [{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"code": 200}}` +
		strings.Repeat(`, {"request": {"method": "GET", "url": "https://a.example/"}, "response": {"code": 200}}`, entries) + `]}`
	for name, tt := range map[string]struct {
		text string
		most uint64
	}{"YAML": {inYAML, 60 << 20}, "JSON": {inJSON, 20 << 20}} {
		before := heap()
		for _, err := range Decode("a", strings.NewReader(tt.text)) {
			require.NoError(t, err)
			break
		}
		during := uint64(0)
		for _, err := range Decode("a", strings.NewReader(tt.text)) {
			require.NoError(t, err)
			during = heap()
			break
		}
		assert.Less(t, during, before+tt.most, "%s of %d bytes", name, len(tt.text))
	}
}

// heap returns how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// Long cassettes that can't be read in pieces, and interactions with very many values, are errors.
func TestCassettesOfTooManyValuesAreErrors(t *testing.T) {
	t.Parallel()
	const first = "- request: &r {method: GET, url: https://a.example/}\n  response: {code: 200}\n"
	long := "- request: {method: GET, url: https://a.example/, body: " + strings.Repeat("a", 9<<20) + "}\n  response: {code: 200}\n"
	for name, tt := range map[string]struct{ text, want string }{
		"an alias":           {"version: 2\ninteractions:\n" + first + long + "- request: *r\n", "a:7:12: an alias stands for a value far before it, which only cassettes of up to 8 MiB may have; record it as HAR or JSON lines"},
		"wrong YAML":         {"version: 2\ninteractions:\n" + first + long + "- [", "a:8:1: the file is not a cassette: it is not YAML there: did not find expected node content; record it again or restore it"},
		"flow":               {"version: 2\ninteractions: [" + strings.Repeat(" ", 9<<20) + "]\n", "a: the cassette is not a list in YAML's block style, and it is too large to be read as a whole; record it as HAR or JSON lines, which are read one exchange at a time"},
		"values in YAML":     {"version: 2\ninteractions:\n" + first + "- [" + strings.Repeat("a,", 2_000_001) + "]\n", "a:3:1: an interaction, or a list of interactions in one line, has more than 2000000 values; remove it, or record it again"},
		"values in JSON":     {`{"version": 2, "interactions": [[0` + strings.Repeat(",0", 2_000_001) + `]]}`, "a:1:4000031: an interaction has more than 2000000 values; remove it, or record it again"},
		"values in one line": {"version: 2\ninteractions: [" + strings.Repeat("a,", 2_000_001) + "]\n", "a: the cassette is not a list in YAML's block style, and it is too large to be read as a whole; record it as HAR or JSON lines, which are read one exchange at a time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var last error
			for _, last = range Decode("a", strings.NewReader(tt.text)) {
			}
			require.Error(t, last)
			assert.Equal(t, tt.want, last.Error())
		})
	}
}

// JSON cassettes may have escapes that YAML doesn't know, and the version after the interactions.
// Errors have the places in the file.
func TestCassettesInJSON(t *testing.T) {
	t.Parallel()
	const request = `{"method": "GET", "url": "https://a.example/", "headers": {"A": ["b", null]}, "body": "\ud83d\ude00\/\u2028"}`
	all := give("{\"interactions\": [\n{\"request\": "+request+", \"response\": {\"code\": 200}}],\n\"version\": 2}", (*cassetteReader).json)
	require.Empty(t, all.failure)
	require.Len(t, all.exchanges, 1)
	assert.Equal(t, "\U0001F600/\u2028", string(all.exchanges[0].Request.Body))
	for text, want := range map[string]string{
		`{"version": 3, "interactions": [{}]}`:                                        "a: the cassette's version is 3; versions 1 and 2 can be read; record it with go-vcr v4",
		`{"interactions": []}`:                                                        "a: the cassette's version is none; versions 1 and 2 can be read; record it with go-vcr v4",
		`{"version": "2", "interactions": [{}]}`:                                      "a:1:13: the file is not a cassette: at /version it has a JSON string; record it again",
		`{"interactions": {}}`:                                                        "a:1:18: the file is not a cassette: at /interactions it has a JSON object; record it again",
		`{"interactions": [{"request": {"uri": "a"}`:                                  "a:1:43: the file is truncated: its JSON ends in the middle; record it again or restore it",
		"{\"version\": 2, \"interactions\": [\n {\"request\": {\"method\": [1]}}]}":   "a:2:25: the file is not a cassette: it has a value there of a kind that cassettes don't have; record it again",
		"{\"version\": 2, \"interactions\": [\n {\"request\": {\"method\": \"A\"}}]}": "a#0: at 2:2 /interactions/0/request/url: it is not an absolute URL; record the entry again",
	} {
		assert.Equal(t, want, give(text, (*cassetteReader).json).failure)
	}
}

// Values of variables can't make a small Postman collection fill the memory.
func TestPostmanVariablesAreBounded(t *testing.T) {
	t.Parallel()
	value := strings.Repeat("a", 1<<20)
	collection := func(raw, form string) string {
		return fmt.Sprintf(`{"item": [{"response": [{"originalRequest": {"method": "POST", "url": "a.example", "body": {"mode": %q, "raw": %q, "urlencoded": [%s]}}, "code": 200}]}], "variable": [{"key": "a", "value": %q}]}`,
			map[bool]string{true: "raw", false: "urlencoded"}[form == ""], raw, form, value)
	}
	const want = "a#0: at /item/0/response/0: its variables make it longer than 16 MiB; shorten their values"
	field := `{"key": "k", "value": "{{a}}"}`
	for name, text := range map[string]string{
		"one value":      collection(strings.Repeat("{{a}}", 17), ""),
		"several values": collection("", field+strings.Repeat(", "+field, 16)),
	} {
		require.EqualError(t, firstError(text), want, name)
	}
	variables := `{"item": [], "variable": [{}` + strings.Repeat(", {}", 10_000) + `]}`
	require.EqualError(t, firstError(variables), "a: the Postman collection has more than 10000 variables; export its folders one by one")
}

// firstError returns the first error of reading a text, or nil.
func firstError(text string) error {
	for _, err := range Decode("a", strings.NewReader(text)) {
		if err != nil {
			return err
		}
	}
	return nil
}
