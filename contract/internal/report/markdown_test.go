package report_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

func TestMarkdown(t *testing.T) {
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, contract.Live), from(contract.Live, mistake(0, 5)))
	assert.Equal(t, `## Contract fails

1 exchange (1 live), 1 violation, 0 rejected, 0 drift, 1 cause

checked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)

### Findings

| severity | rule | operation | in the message | in the document | what was found | where |
|---|---|---|---|---|---|---|
| violation | response.type | GET /a 200 | /data/5/name | small.yaml:7:9 | expected a string, got the number 5 | 1 finding in 1 exchange: 1 live; first in a.har\#0 |

### Seen

| operation | requests | 200 | 4XX |
|---|---|---|---|
| GET /a | L1 | L1 | -\* |

Who answered: D documented, S sandbox, L live, T test. - in the document but not seen; ! seen but not in the document; \* in the document by decision (x-decision), because the API's own documentation doesn't list it.
`, write(t, r, output.Markdown, report.Style{}))
}

// Each row has the right number of columns, and each text is on its own line, whatever a message
// contains.
func TestMarkdownKeepsItsTables(t *testing.T) {
	shown := write(t, everything(t), output.Markdown, report.Style{})
	for line := range strings.Lines(shown) {
		if strings.HasPrefix(line, "| violation") || strings.HasPrefix(line, "| drift") || strings.HasPrefix(line, "| rejected") {
			assert.Equal(t, 8, strings.Count(line, "|")-strings.Count(line, `\|`), line)
		}
	}
	assert.Contains(t, shown, `\<script\>alert(1)\</script\>`)
	assert.Contains(t, shown, `\*\*b\*\*`)
	assert.Contains(t, shown, "\n````diff\n--- small.yaml\n", "the fence is longer than any in the diff")
}
