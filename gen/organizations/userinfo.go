package organizations

import (
	"strconv"
	"strings"
)

// withoutUser removes the user and the password from each URL in a text, for instance from the URL
// of a proxy. It also recognizes a URL without a scheme. In quotes, what is not a URL because of its
// password may have any characters, and the error may say which of them are wrong.
func withoutUser(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	var b strings.Builder
	removed := ""
	for text != "" {
		if quoted, err := strconv.QuotedPrefix(text); text[0] == '"' && err == nil {
			word := quoted[1 : len(quoted)-1]
			shown := wordWithoutUser(word)
			switch {
			case shown != word:
				removed = word
			case word != "" && strings.Contains(removed, word):
				shown = redacted
			}
			b.WriteString(`"` + shown + `"`)
			text = text[len(quoted):]
			continue
		}
		end := strings.IndexAny(text, " \t\r\n\"'<>")
		if end < 0 {
			end = len(text)
		}
		b.WriteString(wordWithoutUser(text[:end]))
		if text = text[end:]; text != "" && (end == 0 || text[0] != '"') {
			b.WriteString(text[:1])
			text = text[1:]
		}
	}
	return b.String()
}

func wordWithoutUser(word string) string {
	at := strings.LastIndexByte(word, '@')
	if at < 0 || !strings.Contains(word[:at], ":") {
		return word
	}
	if scheme, _, ok := strings.Cut(word[:at], "://"); ok {
		return scheme + "://" + redacted + word[at:]
	}
	return redacted + word[at:]
}
