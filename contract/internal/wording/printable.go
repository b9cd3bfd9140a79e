package wording

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable returns s as one line that is safe to show. It replaces line breaks, escape sequences,
// characters that change the direction of text, other characters without a glyph, and invalid UTF-8
// with the escapes of Go strings. It also escapes characters that would begin a command in the log
// of a CI job. These are "::error::" at the beginning of a line (GitHub), and "##[group]" or
// "##vso[task]" anywhere (GitHub, Azure Pipelines, TeamCity).
func Printable(s string) string {
	if strings.ContainsFunc(s, isUnprintable) || !utf8.ValidString(s) {
		s = escape(s)
	}
	if strings.Contains(s, "##") {
		s = logCommand.ReplaceAllString(s, `#\x23$1`)
	}
	if text := strings.TrimLeftFunc(s, unicode.IsSpace); strings.HasPrefix(text, "::") {
		s = s[:len(s)-len(text)] + `\x3a` + text[1:]
	}
	return s
}

// PrintableLines returns s after calling [Printable] for each of its lines. Only "\n" separates
// lines.
func PrintableLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = Printable(line)
	}
	return strings.Join(lines, "\n")
}

// LogCommand is a regular expression for the beginning of a command that a CI server recognizes
// anywhere in a line.
const LogCommand = `##([A-Za-z]*\[)`

var logCommand = regexp.MustCompile(LogCommand)

func isUnprintable(r rune) bool { return !IsVisible(r) }

// brailleBlank is a symbol that people take for a space.
const brailleBlank = '\u2800'

// IsVisible reports whether people can see a character or the space that it takes. Unicode calls
// some letters and marks graphic that are to be shown as nothing, such as the fillers of Hangul and
// the variation selectors.
func IsVisible(r rune) bool {
	return strconv.IsGraphic(r) && r != brailleBlank && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func escape(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[0])|0x100, 16)[1:])
		case isUnprintable(r):
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}
