package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// actionRunner acts as the program that runs actions in a job. It reads the steps of the action
// from action.yml, runs their commands with bash, and passes outputs from step to step.
type actionRunner struct {
	// dir is the working directory of the job.
	dir string
	// inputs, github and env are the values that the job gives the action, in addition to the
	// defaults.
	inputs, github, env map[string]string
	// tools has shell scripts that replace commands, by the names of the commands.
	tools map[string]string
}

// actionRun is the result of running an action.
type actionRun struct {
	code         int
	log, summary string
	// steps has the outputs of the steps, as "STEP.OUTPUT".
	steps map[string]string
	// outputs has the outputs of the action.
	outputs map[string]string
	// uploaded has the inputs of the step that uploads an artifact. It is nil if the step was
	// skipped.
	uploaded map[string]string
}

// actionFile has the fields of action.yml that a runner reads.
type actionFile struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []actionStep }
}

type actionStep struct {
	ID, If, Shell, Run, Uses string
	Env, With                map[string]string
}

// theAction is the directory of the action.
const theAction = "../../../.github/actions/check"

func readAction(t *testing.T) actionFile {
	t.Helper()
	text, err := os.ReadFile(theAction + "/action.yml")
	require.NoError(t, err)
	var file actionFile
	require.NoError(t, yaml.Unmarshal(text, &file))
	return file
}

// run runs the steps. Like the real runner, it skips steps after a failed step, except steps that
// always run.
func (r actionRunner) run(t *testing.T) *actionRun {
	t.Helper()
	file := readAction(t)
	values := map[string]string{}
	for name, input := range file.Inputs {
		values["inputs."+name] = input.Default
	}
	for name, value := range r.inputs {
		require.Contains(t, file.Inputs, name)
		values["inputs."+name] = value
	}
	for name, value := range r.github {
		values["github."+name] = value
	}
	done := &actionRun{steps: values, outputs: map[string]string{}}
	for _, step := range file.Runs.Steps {
		always := strings.Contains(step.If, "always()")
		switch {
		case done.code != 0 && !always:
		case step.Uses != "":
			if holds(t, step.If, values) {
				done.uploaded = evaluated(step.With, values)
			}
		default:
			require.Equal(t, "bash", step.Shell)
			r.runStep(t, step, done)
		}
	}
	for name, output := range file.Outputs {
		done.outputs[name] = evaluate(output.Value, values)
	}
	return done
}

// runStep runs the commands of a step. It gives them a file for outputs and a file for the summary.
func (r actionRunner) runStep(t *testing.T, step actionStep, done *actionRun) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash, which the action's steps are written for, is not installed")
	}
	action, err := filepath.Abs(theAction)
	require.NoError(t, err)
	files, tools := t.TempDir(), t.TempDir()
	for name, script := range r.tools {
		require.NoError(t, os.WriteFile(filepath.Join(tools, name), []byte(script), 0o700))
	}
	output, summary := filepath.Join(files, "output"), filepath.Join(files, "summary.md")
	env := map[string]string{
		"PATH": tools + string(os.PathListSeparator) + os.Getenv("PATH"), "GITHUB_ACTION_PATH": action, "RUNNER_TEMP": t.TempDir(),
		"RUNNER_OS": "Linux", "RUNNER_ARCH": "X64", "GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": output,
	}
	maps.Copy(env, r.env)
	maps.Copy(env, evaluated(step.Env, done.steps))
	command := exec.CommandContext(t.Context(), bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
	command.Dir, command.Env = r.dir, os.Environ()
	for name, value := range env {
		command.Env = append(command.Env, name+"="+value)
	}
	log, _ := command.CombinedOutput() // The exit code is checked below.
	done.code = command.ProcessState.ExitCode()
	done.log += string(log)
	if text, err := os.ReadFile(summary); err == nil {
		done.summary += string(text)
	}
	text, err := os.ReadFile(output)
	if err != nil {
		return
	}
	for line := range strings.Lines(string(text)) {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		require.True(t, found, line)
		done.steps["steps."+step.ID+".outputs."+name] = value
	}
}

var expression = regexp.MustCompile(`\$\{\{ *([a-z._-]+) *\}\}`)

// evaluate replaces the expressions in a text with their values. If a value is not set, the
// expression becomes an empty string.
func evaluate(text string, values map[string]string) string {
	return expression.ReplaceAllStringFunc(text, func(s string) string {
		return values[expression.FindStringSubmatch(s)[1]]
	})
}

func evaluated(texts, values map[string]string) map[string]string {
	all := map[string]string{}
	for name, text := range texts {
		all[name] = evaluate(text, values)
	}
	return all
}

// holds evaluates a condition of the action. Such a condition consists of comparisons with the
// empty string, which must all be true.
func holds(t *testing.T, condition string, values map[string]string) bool {
	t.Helper()
	for term := range strings.SplitSeq(condition, " && ") {
		name, isComparison := strings.CutSuffix(term, " != ''")
		require.True(t, isComparison || term == "always()", term)
		if isComparison && values[name] == "" {
			return false
		}
	}
	return true
}
