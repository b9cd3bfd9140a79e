package lazyregexp

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestNeededStrings(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string][]string{
		`a.*bcd`:                   {"bcd"},
		`(?i)(Cookie|pass):\s*\S+`: {"cookie:", "pass:"},
		`x?(?:ab|cd)e`:             {"abe", "cde", "xabe", "xcde"},
		`(?:key)+[=:]`:             {"key"},
		`has[lm]o\d`:               {"haslo", "hasmo"},
		`\d(?:\w|ab)\d`:            nil,
		`(?:ab){0,2}`:              nil,
		`(?:ab){1,2}\d`:            {"ab"},
		`a|\d`:                     nil,
		`^token`:                   nil,
		`(^token)=`:                nil,
		`(?m)^token`:               {"token"},
		`[^a]b`:                    {"b"},
		`(`:                        nil,
	} {
		assert.Equal(t, want, neededBy(expression), expression)
	}
}

// TestNewFindsWhatItsExpressionMatches checks that no text is skipped in which the expression
// matches.
func TestNewFindsWhatItsExpressionMatches(t *testing.T) {
	t.Parallel()
	expressions := []string{
		`(?i)\b(?:pass(?:word)?|pin|otp)(?:'s)?[ \t]*[:=]\s*(\S+)`, `(?i)(?:has[łl]o|пароль|ωδικ|straße) \S`, `a?b?c`, `(?:ab|c)+d`, `(?i)k[ae]y`, `(?m)^a$`,
		`[^\x00-\x7f]b`, `(?s).b`, `a{2,3}`, `(ab*)?c`, `x|`, `\bse`, `é`, `(?i)É|k`,
	}
	pieces := []string{
		"a", "b", "c", "d", "k", "K", "\u212a", "\u017f", "pin", "PASS", "word", "'s", ":", "=", " ", "\n", "ha", "s", "\u0142", "\u0141", "o ", "ПАРОЛЬ ", "Ωδικ", "stra", "ße", "ẞe",
		"é", "É", "\xff", "ey",
	}
	rapid.Check(t, func(t *rapid.T) {
		expression := rapid.SampledFrom(expressions).Draw(t, "expression")
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 10).Draw(t, "pieces"), "")
		if want, got := regexp.MustCompile(expression).FindAllStringSubmatchIndex(text, -1), New(expression).FindAllStringSubmatchIndex(text, -1); !assert.ObjectsAreEqual(want, got) {
			t.Fatalf("%q in %q: want %v, got %v", expression, text, want, got)
		}
	})
}
