package edit

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBeginsLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"":                   true,
		" \t":                true,
		"a":                  false,
		"é":                  false,
		"a ":                 false,
		"a\n":                true,
		"a\r\n\t ":           true,
		"a\r":                true,
		"a\u0085 ":           true,
		"a\u2028":            true,
		"a\u2029":            true,
		byteOrderMark:        true,
		byteOrderMark + "  ": true,
		byteOrderMark + " a": false,
	} {
		assert.Equal(t, want, beginsLine([]byte(text+"b"), len(text)), "%q", text)
		if want {
			assert.LessOrEqual(t, lineStart([]byte(text+"b"), len(text)), len(text), "%q", text)
		}
	}
}
