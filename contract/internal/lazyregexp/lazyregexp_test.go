package lazyregexp_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// TestNeedingFindsWhatNewFinds checks that an expression with needed strings finds the same as one
// without, in capital and small letters and with the two characters that stand for letters of
// ASCII.
func TestNeedingFindsWhatNewFinds(t *testing.T) {
	t.Parallel()
	const expression = `(?i)(cookie|pass):[ \t]*(\S+)`
	plain, needing := regexp.MustCompile(expression), lazyregexp.Needing(expression, "cookie", "pass")
	for _, text := range []string{"", "a", "COOKIE: a", "xpass:b", "pa\u017fs: b", "Coo\u212aie: c", "cooky: a", "pas: a", "cookie"} {
		assert.Equal(t, plain.FindAllStringSubmatchIndex(text, -1), needing.FindAllStringSubmatchIndex(text, -1), text)
		assert.Equal(t, plain.FindStringSubmatchIndex(text), needing.FindStringSubmatchIndex(text), text)
		assert.Equal(t, plain.FindStringIndex(text), needing.FindStringIndex(text), text)
		assert.Equal(t, plain.FindStringSubmatch(text), needing.FindStringSubmatch(text), text)
		assert.Equal(t, plain.FindAllString(text, -1), needing.FindAllString(text, -1), text)
		assert.Equal(t, plain.FindString(text), needing.FindString(text), text)
		assert.Equal(t, plain.MatchString(text), needing.MatchString(text), text)
		assert.Equal(t, plain.MatchString(text), needing.Match([]byte(text)), text)
	}
}

// TestNeedingSkipsOtherTexts checks that a text without a needed string is not searched.
func TestNeedingSkipsOtherTexts(t *testing.T) {
	t.Parallel()
	assert.False(t, lazyregexp.Needing(`a`, "cookie").MatchString("a"))
	assert.True(t, lazyregexp.Needing(`a`, "=").MatchString("a="))
}

// TestLinesAreSearchedAsTheText checks that a long text, of which only some lines are searched, has
// the same matches as if it were searched at once.
func TestLinesAreSearchedAsTheText(t *testing.T) {
	t.Parallel()
	lines := []string{"", "a pass: x", "PASS: yz pass:q", "pas: a", "pass:", " cookie: c\r", "pass: a\tpass: b", "key\npass: d", "p\npass\n: e", "cookie"}
	var text strings.Builder
	for i := range 200 {
		text.WriteString(lines[i*7%len(lines)] + "\n")
	}
	for _, tail := range []string{"", "pass: z", "\u017fpa\u017fs: y\n", "pass: x\n"} {
		for _, expression := range []string{`(?i)(cookie|pass):[ \t]*([^\s:]+)`, `(?im)^[ \t]*(pass|cookie):[ \t]*(\w?)[ \t\r]*$`, `(?i)\bpass:\s*(\w)`, `(?i)[^:]pass:`, `(?i)pass\n: e`, `\A(?i)pass: x`, `(?i)\b(pass): x\z`} {
			all := text.String() + tail
			assert.Equal(t, regexp.MustCompile(expression).FindAllStringSubmatchIndex(all, -1), lazyregexp.Needing(expression, "cookie", "pass").FindAllStringSubmatchIndex(all, -1), expression)
		}
	}
}
