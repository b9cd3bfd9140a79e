package disguise

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestUnescapeReturnsWhatIsAroundEscapes checks that one escape in a long text is no reason to
// search the whole text again.
func TestUnescapeReturnsWhatIsAroundEscapes(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("no escape ", 1000)
	for name, tt := range map[string]struct {
		decode        func(*output, string)
		escaped, want string
	}{
		"percent": {unescape, "a%2Db", "a-b"},
		"JSON":    {unescape, `a\u002db`, "a-b"},
		"HTML":    {unescape, "a&amp;b", "a&b"},
		"quoted":  {unescapeQuoted, "a=2Db=\r\nc", "a-bc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			decode := func(text string) string {
				var b output
				tt.decode(&b, text)
				return b.String()
			}
			decoded := decode(filler + tt.escaped + filler + tt.escaped)
			assert.Equal(t, 2, strings.Count(decoded, tt.want))
			assert.Less(t, len(decoded), 4*nearEnough)
			assert.Regexp(t, "^(no|escape) ", decoded, "it begins with a whole word")

			dense := strings.Repeat(tt.escaped+strings.Repeat(".", nearEnough/2), 20)
			assert.Equal(t, strings.Repeat(tt.want+strings.Repeat(".", nearEnough/2), 20), decode(dense))
			assert.Empty(t, decode(filler))
		})
	}
	assert.Equal(t, filler+"a-b"+filler, Unescape(filler+"a%2Db"+filler, nil), "it returns the whole text")
}
