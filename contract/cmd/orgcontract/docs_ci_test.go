package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// The examples in contract/docs/ci.md for CI systems do what the page says. The page's other
// command lines are run by a script.
func TestCIPageShowsExamplesThatRun(t *testing.T) {
	text, err := os.ReadFile("../../docs/ci.md")
	require.NoError(t, err)
	dockerfile, err := os.ReadFile("../../../.ci/Dockerfile")
	require.NoError(t, err)
	require.Contains(t, string(dockerfile), `ENTRYPOINT ["orgcontract"]`)
	action := readAction(t)
	job := newBooksJob(t, map[string]string{"recordings/a.jsonl": bookExchange("{}")}, nil)
	t.Chdir(job.dir)
	require.NoError(t, os.Mkdir("reports", 0o700))

	var commands []string
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		var example any
		require.NoError(t, yaml.Unmarshal([]byte(block[1]), &example))
		walk(example, func(m map[string]any) {
			if uses, _ := m["uses"].(string); strings.Contains(uses, "/.github/actions/check@") {
				for name := range m["with"].(map[string]any) {
					assert.Contains(t, action.Inputs, name)
				}
			}
			if m["id"] == "orgcontract-check" {
				var args []string
				for _, arg := range m["args"].([]any) {
					args = append(args, arg.(string))
				}
				commands = append(commands, "orgcontract check "+strings.Join(args, " "))
			}
		})
	}
	commands = append(commands, regexp.MustCompile(`(?m)- (?:run: )?(orgcontract check .*)`).FindAllString(string(text), -1)...)
	for _, docker := range regexp.MustCompile(`(?m)^docker run .* ghcr\.io/orgcontract/orgcontract:VERSION (.*)`).FindAllStringSubmatch(string(text), -1) {
		commands = append(commands, "orgcontract "+docker[1])
	}
	require.Len(t, commands, 4)
	for _, line := range commands {
		_, args, _ := strings.Cut(line, "orgcontract ")
		var stdout, stderr strings.Builder
		assert.Equal(t, exitHolds, run(strings.Fields(args), &stdout, &stderr), "%s: %s", line, &stderr)
	}
	for _, file := range []string{"contract.xml", "contract.html", "reports/contract.xml", "reports/contract.html"} {
		assert.FileExists(t, file)
	}
	assert.True(t, slices.ContainsFunc(commands, func(line string) bool { return strings.Contains(line, "--report junit=") }))

	// The tables list all inputs and outputs of the action.
	for name := range action.Inputs {
		assert.Contains(t, string(text), "`"+name+"`")
	}
	for name := range action.Outputs {
		assert.Contains(t, string(text), "`"+name+"`")
	}
}

// walk calls visit for each mapping in a YAML value.
func walk(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		visit(value)
		for _, child := range value {
			walk(child, visit)
		}
	case []any:
		for _, child := range value {
			walk(child, visit)
		}
	}
}

// The forms for issues ask for the version, and for a recording without secrets.
func TestIssueFormsAskForVersionAndRecording(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"wrong-result.yml", "proposal.yml"} {
		text, err := os.ReadFile("../../../.github/ISSUE_TEMPLATE/" + name)
		require.NoError(t, err)
		var form struct {
			Body []struct {
				ID         string
				Attributes struct{ Description string }
			}
		}
		require.NoError(t, yaml.Unmarshal(text, &form))
		asked := map[string]string{}
		for _, field := range form.Body {
			asked[field.ID] = field.Attributes.Description
		}
		assert.Contains(t, asked["version"], "`orgcontract --version`", name)
		assert.Contains(t, asked["recording"], "Replace keys, tokens, cookies and personal data first", name)
	}
}
