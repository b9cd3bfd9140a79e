package output_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

func TestShortDiff(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("abcdefghij", 50)
	about := "abcdefghijabcdefghijabcdefghijabcdefghij"
	for name, tt := range map[string]struct{ given, want string }{
		"nothing":     {"", ""},
		"short lines": {"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"},
		"one line": {
			"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-" + long + `"cat"` + long + "\n\\ No newline at end of file\n+" + long + `"cat","cow"` + long + "\n\\ No newline at end of file\n",
			"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-..." + about[5:] + `"cat"` + about + "...\n+..." + about[5:] + `"cat","cow"` + about + "...\n",
		},
		"a long line beside": {"@@ -1,2 +1,2 @@\n " + long + "\n-b\n+c\n", "@@ -1,2 +1,2 @@\n " + long[:200] + "...\n-b\n+c\n"},
		"only added":         {"@@ -1,0 +1,1 @@\n+" + long + "\n", "@@ -1,0 +1,1 @@\n+" + long[:200] + "...\n"},
		"at the beginning":   {"@@ -1 +1 @@\n-x" + long + "\n+y" + long + "\n", "@@ -1 +1 @@\n-x" + about + "...\n+y" + about + "...\n"},
		"at the end":         {"@@ -1 +1 @@\n-" + long + "x\n+" + long + "y\n", "@@ -1 +1 @@\n-..." + about + "x\n+..." + about + "y\n"},
		"between letters":    {"@@ -1 +1 @@\n-" + strings.Repeat("é", 200) + "x\n+" + strings.Repeat("é", 200) + "y\n", "@@ -1 +1 @@\n-..." + strings.Repeat("é", 20) + "x\n+..." + strings.Repeat("é", 20) + "y\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, output.ShortDiff(tt.given))
		})
	}
}
