package document_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// A file of YAML 1.2 may say so. Its text and its places stay as they are.
func TestFileSaysItsVersionOfYAML(t *testing.T) {
	t.Parallel()
	for _, head := range []string{
		"%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "%YAML\t1.3 # new\r\n---\r\n", "\ufeff# A comment.\n\n%TAG !e! tag:example.com,2000:\n%YAML 1.2\n---\n",
		"%YAML 1.2\n%TAG !e! tag:example.com,2000:\n---\n", "%TAG !e! tag:example.com,2000:\n---\n",
	} {
		text := head + "a: {b: 1}\n"
		d, err := document.ParseFile("a.yaml", "anything", []byte(text))
		require.NoError(t, err, "%q", head)
		b := d.Root().At("a", "b")
		require.NotNil(t, b, "%q", head)
		before, _, _ := strings.Cut(text, "1}")
		assert.Equal(t, strings.Count(before, "\n")+1, b.ValuePlace().Line, "%q", head)
		assert.Equal(t, text, string(d.Files()[0].Text()))
		value, err := document.ParseValue([]byte(text))
		require.NoError(t, err, "%q", head)
		assert.NotNil(t, value)
	}
	for head, want := range map[string]string{
		"%YAML 2.0\n---\n":            "a.yaml:1:1: found incompatible YAML document; fix the YAML there",
		"%YAML 1.2\n%YAML 1.1\n---\n": "a.yaml:2:1: found duplicate %YAML directive; fix the YAML there",
	} {
		_, err := document.ParseFile("a.yaml", "anything", []byte(head+"a: 1\n"))
		require.EqualError(t, err, want)
	}
}
