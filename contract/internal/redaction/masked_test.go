package redaction

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestPartsBesideAMask checks that the parts of a known secret beside a mask are replaced.
func TestPartsBesideAMask(t *testing.T) {
	t.Parallel()
	s := secretSet{key: []byte("key"), known: map[string]replacement{}}
	with := s.add("velvet-river", true)
	for text, want := range map[string]string{
		"you sent velv****iver":        "you sent " + with[:4] + "****" + with[len(with)-4:],
		"you sent velvet-r***":         "you sent " + with[:8] + "***",
		"xvelvet-r•••":                 "x" + with[:8] + "•••",
		"...-river":                    "..." + with[len(with)-6:],
		"velv…":                        with[:4] + "…",
		"velvet-river":                 with,
		"vel****, velvet, ****er, *r*": "vel****, velvet, ****er, *r*",
		"velvet ****":                  "velvet ****",
	} {
		assert.Equal(t, want, splice(text, s.matches(text, false)), text)
	}
	for range maxAlike * 2 { // Secrets that begin alike don't make the search longer.
		s.add("velvet"+strings.Repeat("x", s.count), true)
	}
	assert.Len(t, s.partial.starts["velv"], maxAlike)
}
