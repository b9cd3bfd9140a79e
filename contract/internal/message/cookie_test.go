package message

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The cookies of a long header are read once, however many of them are asked for.
func TestCookiesOfALongHeader(t *testing.T) {
	t.Parallel()
	var pairs []string
	for i := range 300 {
		pairs = append(pairs, fmt.Sprintf("c%d=v%d", i, i))
	}
	pairs = append(pairs, "c7=again", `quoted="text"`)
	for name, tt := range map[string]struct {
		lines []string
		read  int
	}{
		"a long line":   {[]string{strings.Join(pairs, "; ")}, 301},
		"several lines": {[]string{"c7=v7; c7=again", "c299=v299", `quoted="text"`}, 3},
		"a short line":  {[]string{`c7=v7; c299=v299; c7=again; quoted="text"`}, 0},
		"no line":       {nil, 0},
	} {
		f := &Fields{Header: http.Header{"Cookie": tt.lines}}
		if tt.lines != nil {
			assert.Equal(t, []string{"v7", "again"}, f.cookiesNamed("c7"), name)
			assert.Equal(t, []string{"v299"}, f.cookiesNamed("c299"), name)
			assert.Equal(t, []string{"text"}, f.cookiesNamed("quoted"), name)
		}
		assert.Nil(t, f.cookiesNamed("none"), name)
		assert.Len(t, f.cookies, tt.read, name)
	}
}
