//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// attack is a string with which a file name, a document or a message may try to act on a terminal
// or a CI job.
const attack = "\n::error::x\r\n##[group]y ##vso[task.complete] \x1b[2J\u009b2J\u202e\u3164\u115f\ufe0f\u2800\u2028\u0085\x9b"

// The standard output and the standard error never show a name or a recorded value on which a
// terminal or a CI job could act.
func TestNoStreamShowsACommand(t *testing.T) {
	t.Chdir(t.TempDir())
	value, err := json.Marshal(strings.ToValidUTF8(attack, ""))
	require.NoError(t, err)
	recorded := `{"log": {"version": "1.2", "entries": [{"_provenance": "live", "_source": ` + string(value) + `,
 "request": {"method": "GET", "url": "https://a.example/a", "headers": [{"name": ` + string(value) + `, "value": ` + string(value) + `}]},
 "response": {"status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}], "content": {"text": ` + strconv.Quote(`{"a": `+string(value)+`, `+string(value)+`: 5}`) + `}}}]}}`
	document := `{"openapi": "3.0.3", "info": {"title": "A", "version": ` + string(value) + `}, "paths": {"/a": {"get": {"responses": {"200": {"description": "A",
 "content": {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": "integer", "format": ` + string(value) + `}, ` + string(value) + `: {"type": "string", "enum": [` + string(value) + `]}}}}}}}}}}}`
	hostile := func(name string) string { return name + attack }
	for name, content := range map[string]string{"a.har": recorded, "old.yaml": "{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A}}}}}}", hostile("a.har"): recorded, hostile("api.yaml"): document, hostile("bad.yaml"): "openapi: [" + strings.ToValidUTF8(attack, ""), hostile("floor.json"): "{}"} {
		require.NoError(t, os.WriteFile(filepath.Clean(name), []byte(content), 0o600))
	}
	for name, args := range map[string][]string{
		"a missing recording":            {"check", "--spec", "old.yaml", hostile("missing.har")},
		"a missing document":             {"check", "--spec", hostile("missing.yaml"), "a.har"},
		"a broken document":              {"check", "--spec", hostile("bad.yaml"), "a.har"},
		"a missing baseline":             {"check", "--spec", "old.yaml", "--baseline", hostile("known.yaml"), "a.har"},
		"an unknown flag":                {"check", "--" + attack},
		"an unknown command":             {attack},
		"an unknown kind":                {"check", "--report", attack, "a.har"},
		"a file that can't be written":   {"check", "--report", hostile("json=none/"), "a.har"},
		"findings":                       {"check", "--spec", hostile("api.yaml"), hostile("a.har")},
		"findings, Markdown":             {"check", "--report", "markdown=-", "--spec", hostile("api.yaml"), hostile("a.har")},
		"findings, JSON":                 {"check", "--report", "json=-", "--spec", hostile("api.yaml"), hostile("a.har")},
		"findings, SARIF":                {"check", "--report", "sarif=-", "--spec", hostile("api.yaml"), hostile("a.har")},
		"findings, JUnit":                {"check", "--report", "junit=-", "--spec", hostile("api.yaml"), hostile("a.har")},
		"findings, HTML":                 {"check", "--report", "html=-", "--spec", hostile("api.yaml"), hostile("a.har")},
		"coverage":                       {"coverage", "--spec", hostile("api.yaml"), hostile("a.har")},
		"coverage, JSON":                 {"coverage", "--json", "-", "--spec", hostile("api.yaml"), hostile("a.har")},
		"coverage, HTML":                 {"coverage", "--html", "-", "--spec", hostile("api.yaml"), hostile("a.har")},
		"missing survivors":              {"coverage", "--html", "-", "--spec", "old.yaml", "--survivors", hostile("none.json"), "a.har"},
		"an age":                         {"coverage", "--max-age", attack},
		"mutants":                        {"mutate", "--spec", hostile("api.yaml"), "--equivalent", hostile("a.har")},
		"mutants, JSON":                  {"mutate", "--spec", hostile("api.yaml"), "--json", "-", hostile("a.har")},
		"a floor that is broken":         {"mutate", "--floor", hostile("floor.json"), "a.har"},
		"changes":                        {"diff", "--recordings", hostile("a.har"), "--", hostile("api.yaml"), "old.yaml"},
		"changes, Markdown":              {"diff", "--report", "markdown=-", hostile("api.yaml"), "old.yaml"},
		"changes, JSON":                  {"diff", "--report", "json=-", hostile("api.yaml"), "old.yaml"},
		"a revision that doesn't exist":  {"diff", attack},
		"a changelog that doesn't exist": {"diff", "--changelog", hostile("none.md"), hostile("api.yaml"), hostile("api.yaml")},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := run(args, &stdout, &stderr)
			assert.NotEmpty(t, stdout.String()+stderr.String())
			if code == exitFailed {
				assert.Equal(t, 1, strings.Count(stderr.String(), "\n"), "an error is one line")
			}
			requireHarmless(t, stdout.String()+stderr.String())
		})
	}
}

// The lines that are printed while traffic is recorded show text from the other side, so they must
// be safe too.
func TestRecordingShowsNoCommand(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	log := &recordLog{out: &stdout, err: &stderr}
	log.report([]contract.Finding{{Operation: attack, Expected: attack, Actual: attack, Source: contract.Source{File: attack}}}, nil)
	log.report(nil, errors.New(attack))
	log.complain(errors.New(attack))
	require.Error(t, log.verdict(attack))
	assert.Equal(t, 2, strings.Count(stdout.String(), "\n"))
	assert.Equal(t, 2, strings.Count(stderr.String(), "\n"))
	requireHarmless(t, stdout.String()+stderr.String())
}

func requireHarmless(t *testing.T, shown string) {
	t.Helper()
	for line := range strings.SplitSeq(shown, "\n") {
		line = strings.ReplaceAll(line, "\t", "")
		assert.True(t, utf8.ValidString(line), "%q", line)
		assert.Equal(t, -1, strings.IndexFunc(line, func(c rune) bool { return !wording.IsVisible(c) }), "%q", line)
		assert.False(t, strings.HasPrefix(strings.TrimSpace(line), "::"), line)
		assert.NotContains(t, line, "##[")
		assert.NotContains(t, line, "##vso[")
	}
}
