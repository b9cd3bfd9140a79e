package message_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
)

// Empty parameters are allowed (RFC 9110, section 5.6.6), but not a media type without a type.
func TestMediaTypesMayHaveEmptyParameters(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]string{
		"text/plain;; charset=utf-8":  "text/plain",
		"text/plain; ;charset=utf-8;": "text/plain",
		`text/plain;;a=";;"`:          "text/plain",
		";text/plain":                 "",
	} {
		_, essence := message.FindMediaType(nil, contentType)
		assert.Equal(t, want, essence, contentType)
	}
}
