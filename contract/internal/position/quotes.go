package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// signsInWords are quotes and brackets that end a value, unless they are in the middle of a word.
const signsInWords = "\"'`<>()"

// tag matches a tag of HTML.
var tag = lazyregexp.New(`^</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*|/)?>`)

// wholeWord returns a value in a sentence with what follows a quote or a bracket in the middle of a
// word, as in hush"4711. The quote before the value ends it.
func wholeWord(text string, value Span) Span {
	whole := value
	for whole.Start < whole.End && isInWord(text, whole) {
		end := whole.End + 1
		for end < len(text) && strings.IndexByte(" \t\r\n"+signsInWords, text[end]) < 0 {
			end++
		}
		whole.End = end
	}
	if rest := text[whole.End:]; isExpression(text[whole.Start : len(text)-len(strings.TrimLeft(rest, ")"))]) {
		return value
	}
	return whole
}

// isInWord reports whether the character behind a value is a sign in the middle of a word.
func isInWord(text string, value Span) bool {
	const lettersAndDigits = suspect.Lowers + suspect.Uppers + suspect.Digits
	const pairs = "\"\"''``()<>"
	end := value.End
	switch {
	case end+1 >= len(text) || strings.IndexByte(signsInWords, text[end]) < 0 || strings.IndexByte(lettersAndDigits, text[end+1]) < 0:
		return false
	case strings.IndexByte("=:,([{", text[end-1]) >= 0:
		return false // It is before the value of an attribute or an argument.
	case value.Start > 0 && strings.Contains(pairs, text[value.Start-1:value.Start]+text[end:end+1]):
		return false
	default:
		return !tag.MatchString(text[end:min(len(text), end+MaxCell)])
	}
}

// toClosingQuotes lets values in quotes that end at another quote, or at one behind a backslash,
// reach to the quote that closes them on the same line. If a backslash is before the first quote,
// all of the text is quoted, so that a backslash and a quote close the value.
func toClosingQuotes(text string, values []Span) {
	for i, value := range values {
		if value.Start == 0 || strings.IndexByte(`"'`, text[value.Start-1]) < 0 || value.Start > 1 && text[value.Start-2] == '\\' {
			continue
		}
		quote, rest := text[value.Start-1], text[value.End:]
		if escaped := `\` + string(quote); !strings.HasPrefix(rest, escaped) && !strings.HasPrefix(rest, string(quote)+escaped) && !strings.HasPrefix(rest, string('"'+'\''-quote)) {
			continue
		}
		if end := closingOnLine(rest, quote); end > 0 {
			values[i].End = value.End + end
		}
	}
}

// closingOnLine returns the place of the quote that closes a value on the same line, or -1. A shell
// ends the quotes before a quote in the value, and opens them again behind it.
func closingOnLine(text string, quote byte) int {
	shell := string(quote) + `\` + string(quote) + string(quote)
	for i := 0; i < len(text) && text[i] != '\n'; i++ {
		switch {
		case strings.HasPrefix(text[i:], shell):
			i += len(shell) - 1
		case text[i] == '\\':
			i++
		case text[i] == quote:
			return i
		}
	}
	return -1
}
