package main

import (
	"io"
	"os"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
)

// On a terminal, init shows what it found. It writes what the user answers.
func TestInitAsks(t *testing.T) {
	program, screen := terminal(t)
	t.Chdir(t.TempDir())
	for _, name := range []string{"a.yaml", "b.yaml"} {
		require.NoError(t, os.WriteFile(name, []byte("openapi: 3.1.0\n"), 0o600))
	}
	require.NoError(t, os.WriteFile("a.har", []byte(`{"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/", "headers": []}, "response": {"status": 200, "headers": [], "content": {}}}]}}`), 0o600))
	done := make(chan error, 1)
	go func() {
		cmd := initCommand()
		cmd.SetArgs(nil)
		cmd.SetIn(program)
		cmd.SetOut(program)
		done <- cmd.Execute()
	}()
	for _, exchange := range []struct{ question, answer string }{
		{"OpenAPI documents here: a.yaml, b.yaml\r\nOpenAPI document [a.yaml]: ", "b.yaml"},
		{"Recordings, separated by commas [a.har]: ", ""},
		{"Fail on what the document doesn't mention too? y or n [n]: ", "yes"},
	} {
		assert.Contains(t, readUntil(t, screen, "]: "), exchange.question)
		_, err := io.WriteString(screen, exchange.answer+"\n")
		require.NoError(t, err)
	}
	assert.Contains(t, readUntil(t, screen, "run orgcontract check\r\n"), "wrote .orgcontract.yaml with the document b.yaml and the recordings a.har; ")
	require.NoError(t, <-done)
	s, err := settings.Read(settings.File)
	require.NoError(t, err)
	assert.Equal(t, []string{"b.yaml"}, s.Get(settings.Spec))
	assert.Equal(t, []string{"a.har"}, s.Get(settings.Recordings))
	assert.Equal(t, []string{"true"}, s.Get("strict"))
}

// Each key of the configuration file, except one, is a flag of its command.
func TestKeysOfTheConfigurationAreFlags(t *testing.T) {
	t.Parallel()
	flags := map[string]bool{settings.Recordings: true}
	checkCommand().Flags().VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
	for _, key := range settings.Keys() {
		assert.True(t, flags[key], key)
	}
}

// The log of a job may have what init says, and the query of a URL may be a key.
func TestInitShowsNoQuery(t *testing.T) {
	t.Parallel()
	for _, recordings := range [][]string{nil, {"a.har"}} {
		said := summary(settings.New{Spec: "https://a.test/b.yaml?key=s3cr3t", Recordings: recordings})
		assert.Contains(t, said, "with the document https://a.test/b.yaml?...")
		assert.NotContains(t, said, "s3cr3t")
	}
}
