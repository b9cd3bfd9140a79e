package migration_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/migration"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// The names in a document may contain any characters. No report of a migration may move a cursor,
// give a CI job a command, or have HTML or a link of the document.
func TestNoReportActsOnWhoShowsIt(t *testing.T) {
	t.Parallel()
	const attack = "::error::x\r\n::stop-commands::x\x1b[2J\u202e\u3164\u115f\ufe0f\u2800\u2028|`<img src=x>](a) ```"
	quoted := strconv.QuoteToASCII(attack)
	const head = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"
	files := fstest.MapFS{
		"openapi.yaml": {Data: fmt.Appendf(nil, head+`x-versions: {header: X-Version, versions: [{name: %[1]s}, {name: old, overlay: old.yaml}]}
paths:
  /a:
    get:
      operationId: %[1]s
      parameters: [{name: %[1]s, in: query, required: true, schema: {type: string, enum: [%[1]s]}}]
      responses: {"200": {description: A, content: {application/json: {schema: {type: object, required: [%[1]s], properties: {%[1]s: {type: string}}}}}}}
`, quoted)},
		"old.yaml": {Data: fmt.Appendf(nil, `overlay: 1.0.0
info: {title: %[1]s, version: "1"}
actions:
  - {target: "$.paths['/a'].get.parameters", remove: true}
  - {target: $.paths, update: {%[2]s: {get: {responses: {"204": {description: A}}}}}}
`, quoted, strconv.QuoteToASCII("/"+attack))},
	}
	c, err := contract.ParseFS(files, "openapi.yaml")
	require.NoError(t, err)
	r, err := migration.New(c, "old", attack)
	require.NoError(t, err)
	r.Recorded()
	r.Add(&contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}, Header: http.Header{"X-Version": {"old"}}},
		Response: &contract.Response{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("{}")},
		Source:   contract.Source{File: attack + ".har", Page: attack},
	})
	for _, format := range migration.Formats() {
		var b strings.Builder
		require.NoError(t, r.Write(format, &b, output.Style{}))
		assert.Contains(t, b.String(), "requests", format)
		for line := range strings.SplitSeq(b.String(), "\n") {
			unprintable := strings.IndexFunc(line, func(c rune) bool { return !wording.IsVisible(c) })
			assert.Equal(t, -1, unprintable, "%s: %q", format, line)
			assert.False(t, strings.HasPrefix(strings.TrimSpace(line), "::"), "%s: %q", format, line)
			if format == output.Markdown {
				plain := strings.NewReplacer(`\\`, "", "\\`", "", `\<`, "", `\]`, "", `\|`, "").Replace(line)
				assert.NotContains(t, plain, "`", "%q", line)
				assert.NotContains(t, plain, "<", "%q", line)
				if strings.Contains(line, "img") {
					assert.NotContains(t, plain, "](", "%q", line)
				}
				if strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "|---") {
					assert.Equal(t, 5, strings.Count(plain, "|"), "%q", line)
				}
			}
		}
	}
}
