package latin1

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "café": "café", "caf\xe9": "café", "caf\xe9 ü": "café ü", "\xff\xfe": "ÿþ", "\ufffd\xe9": "\ufffdé", "\xe2\x82": "â\u0082",
	} {
		assert.Equal(t, want, Text(text), "%q", text)
	}
}
