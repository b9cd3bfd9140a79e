package report_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

func TestGitHub(t *testing.T) {
	shown := write(t, everything(t), output.GitHub, report.Style{})
	// Each line must be one command, and each property must stay one property, whatever a message
	// contains.
	command := regexp.MustCompile(`^::(error|warning|notice) (?:file=([^,:]+),)?(?:line=(\d+),col=(\d+),)?title=([^,:]+)::(.+)$`)
	var commands []string
	for line := range strings.Lines(shown) {
		parts := command.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		require.NotNil(t, parts, line)
		commands = append(commands, strings.Join(parts[1:5], " "))
		assert.NotContains(t, parts[5]+parts[6], "\r")
	}
	assert.Equal(t, []string{
		"error small.yaml 4 3", "error small.yaml 4 3", "error small.yaml 4 3", "notice small.yaml 4 3", "warning small.yaml 4 3", "notice small.yaml 7 9",
		"error known.yaml 4 3", "notice small.yaml 9 2", "error   ",
	}, commands)
	assert.NotContains(t, shown, "x %0A", "a % of a message is escaped")
	assert.Contains(t, shown, "::error title=contract fails::5 exchanges (1 documented, 2 sandbox, 1 live, 1 unstated), 3 violations, 1 rejected, 2 drift, 5 causes; ")
}

func TestGitHubShowsAFinding(t *testing.T) {
	r := report.New(newContract(t))
	f := mistake(7, 0)
	f.Document.File = "a,b:c.yaml"
	r.Add(exchange("/a", 200, contract.Sandbox), from(contract.Sandbox, f))
	assert.Equal(t, "::error file=a%2Cb%3Ac.yaml,line=7,col=9,title=violation%3A response.type%2C GET /a 200::"+
		"expected a string, got the number 0%0AGET /a 200%0Aat /data/0/name%0Aa,b:c.yaml:7:9%0A1 finding in 1 exchange: 1 sandbox; first in a.har#7\n"+
		"::error title=contract fails::1 exchange (1 sandbox), 1 violation, 0 rejected, 0 drift, 1 cause%0Achecked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)\n",
		write(t, r, output.GitHub, report.Style{}))
}
