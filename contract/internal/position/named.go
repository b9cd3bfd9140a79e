package position

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// Named returns the values in a text whose names say that they are secrets. It searches pairs
// of a name and a value, statements, and commands. If loose is set, nothing is known about the
// text, and Named also searches it as XML, lines, parts of a form, tables and sentences.
func Named(text string, name Naming, loose bool, work Work) []Span {
	text = WithLines(text)
	name = withKeyMembers(text, name)
	var found []Span
	runs := runsOf(text, name)
	found = append(found, valuesOfRuns(text, runs, name, work)...)
	found = append(found, blocksOf(text, runs)...)
	found = append(found, authorizationsOf(text, name)...)
	for _, pattern := range pairPatterns {
		found = append(found, valuesOf(text, pattern, name)...)
	}
	found = append(found, sentencesOf(text, name)...)
	names := withPhrases(text, runs)
	found = append(found, toldOf(text, names, name, work)...)
	found = append(found, foreignOf(text, names, name, work)...)
	found = append(found, handedOverOf(text, names, name)...)
	found = append(found, statementsOf(text, name)...)
	found = append(found, expandedOf(text, name)...)
	found = append(found, sqlOf(text, name, runs)...)
	found = append(found, parametersIn(text, name)...)
	found = append(found, callsOf(text)...)
	found = append(found, comparisonsOf(text, runs, work)...)
	found = append(found, assertionsOf(text, runs)...)
	found = append(found, directivesOf(text, runs)...)
	found = append(found, recoveryCodesOf(text)...)
	found = append(found, groupsOf(text, name)...)
	found = append(found, handedOutIn(text)...)
	found = append(found, bracketedOf(text, runs)...)
	found = append(found, namedBehind(text, name)...)
	found = append(found, variablesOf(text, name)...)
	found = append(found, shownOf(text, name)...)
	if loose || strings.Contains(text, "\n") {
		found = append(found, linesOf(text, name)...)
		found = append(found, columnsOf(text, name)...)
		found = append(found, partsOf(text, name)...)
		found = append(found, eventsOf(text, name, work)...)
	}
	if strings.Contains(text, "<") {
		found = append(found, elementsOf(text, name)...)
	}
	toClosingQuotes(text, found)
	return found
}

// WithLines returns a text of the same length. It replaces each other kind of line break by a line
// feed, and the characters that draw frames by ASCII.
func WithLines(text string) string {
	if !mayHaveOtherLines(text) || strings.IndexFunc(text, func(c rune) bool { return otherLine(c) != "" || c == '\r' }) < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for i, c := range text {
		switch other := otherLine(c); {
		case c == '\r' && !strings.HasPrefix(text[i+1:], "\n"):
			b.WriteByte('\n')
		case other != "":
			b.WriteString(other)
		case c == utf8.RuneError && !strings.HasPrefix(text[i:], string(c)):
			b.WriteByte(text[i])
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// mayHaveOtherLines reports whether a text has control characters beside line feeds and tabs, or
// characters beside ASCII.
func mayHaveOtherLines(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\n' && c != '\t' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// otherLine returns the replacement for a line break or for a character that draws frames. The
// replacement has the same number of bytes.
func otherLine(c rune) string {
	switch {
	case c == '\v' || c == '\f' || c == '\x1e':
		return "\n"
	case c == '\u0085':
		return " \n"
	case c == '\u2028' || c == '\u2029':
		return "  \n"
	case c == '\u2502' || c == '\u2503' || c == '\u2551':
		return "|  "
	case c >= '\u2500' && c <= '\u257f':
		return "-  "
	default:
		return ""
	}
}

// runPatterns match a name with its value.
var runPatterns = []runPattern{
	newRunPattern("", `\]?=([^&\s"'<>;,]+)`).behind("]="),
	newRunPattern("", `\\*["']?(?:\[\d*\]|\])?\s*(?:=>|:=|[:=])\s*\\*"((?:[^"\\\r\n]|\\[^"])+)`).quoted('"'),
	newRunPattern("", `\\*["'`+"`"+`]?\]?\s*(?:=>|:=|[:=])\s*\\*'((?:[^'\\\r\n]|\\[^'])+)`).quoted('\''),
	newRunPattern("", `[ \t]*=[ \t]*'((?:[^'\\\r\n]|\\[^\r\n])+)'`).quoted('\''), // A quote may be escaped in it.
	newRunPattern("", `:[ \t]*([^\s"'`+"`"+`<>;,{}\[\]]{8,})`).first().behind(":"),
	// These match arguments of a call, a PHP dump, and a value after a type or a function.
	newRunPattern(`"'`, `\\*["'][ \t]*,[ \t]*\\*["']((?:[^"'\\\r\n]|\\[^"'])+)`).behind("\\\"'"),
	newRunPattern(`"`, `"(?:\]=>\s*string\(\d+\)\s*|;s:\d+:)"([^"\r\n]+)`).behind(`"`),
	newRunPattern(`[`, `\][ \t]*=>[ \t]*([^\s"'][^\r\n]*)`).behind("]"),
	newRunPattern("[ ", `:\[([^\s\[\]]+)\]`).behind(":"),                                                     // As Go writes a map of lists.
	{Regexp: lazyregexp.New(`^([A-Z][A-Z0-9_]+)[ \t]*,[ \t]*["']([^"'\s]+)["'][ \t]*[),]`), before: "(, \t"}, // An option of a call.
	newRunPattern("", `[ \t]*(?:[:=][ \t]*[A-Za-z!-]{1,30}(?:\(|[ \t]+=?)|[ \t]\.)[ \t]*\\*["']((?:[^"'\\\r\n]|\\[^"'])+)`).behind(" \t:="),
	newRunPattern("", `[ \t]*[:=][ \t]*\\*"\\*"\\*"\s*([^"\\]+)`).quoted('"'),
	// As a value in a registry of Windows, after its type.
	newRunPattern("", `["']?[ \t]+(?:/t[ \t]+)?REG_[A-Z_]+[ \t]+(?:/d[ \t]+)?["']?([^\s"'][^"'\r\n]*)`).behind("\"' \t"),
	// As a change, and a block of protobuf.
	newRunPattern("", `[ \t]*[:=][ \t]*"[^"\r\n]*"[ \t]*[-=]>[ \t]*"([^"\r\n]+)`).quoted('"'),
	newRunPattern("", `[ \t]*\{\s*(?:[a-z_]{1,30}[ \t]*:[ \t]*"[^"\r\n]*"\s+){0,3}[a-z_]{1,30}[ \t]*:[ \t]*"([^"\r\n]+)`).behind(" \t{"),
}

// pairPatterns match a name with its value too. Their names are of other characters, or not the
// first part. The first group is the name and the second group is the value.
var pairPatterns = []*lazyregexp.Regexp{
	lazyregexp.Needing(`(?i)((?:set-)?cookie)["']?[ \t]*:[ \t]*["']?([^\r\n"'<>]+)`, "cookie"),
	// As a pair of attributes, a macro of TeX, a tuple of Erlang, and in the files of Subversion.
	lazyregexp.Needing(`(?:name|key|id|variable)=["']([\pL\pM\pN_.-]+)["'][^<>\r\n]{1,20}value=["']([^"'\r\n]+)`, "value="),
	lazyregexp.Needing(`\\([A-Za-z@]+)\}?(?:\[[^\[\]\r\n]{0,20}\])?\{([^{}\\\r\n][^{}\r\n]*)\}`, "\\"),
	lazyregexp.Needing(`\{[ \t]*([a-z][A-Za-z0-9_]*)[ \t]*,[ \t]*(?:<<)?["']([^"'\r\n]+)`, "{"),
	// As in an error of a validator of Python, whose second line has the value.
	lazyregexp.Needing(`(?m)^([\w.-]+)\r?\n[ \t]+[^\r\n]*\binput_value=["']((?:[^"'\\\r\n]|\\[^\r\n])+)`, "input_value"),
	lazyregexp.Needing(`K \d+\r?\n([^\r\n]+)\r?\nV \d+\r?\n([^\r\n]+)`, "\nv "),
}

// authorization matches a name of an authorization with a scheme and a credential.
var authorization = lazyregexp.Needing(`(?i)([a-z0-9_-]*(?:authorization|auth))["']?[ \t]*[:=][ \t]*\[?["']?([a-z0-9_-]+[ \t]+([^\s"'<>;,\]]+))`, "auth")

// authorizationsOf returns the credentials behind a name of an authorization. Without a known
// scheme, they are secrets only if they look like codes.
func authorizationsOf(text string, name Naming) []Span {
	var found []Span
	for _, m := range authorization.FindAllStringSubmatchIndex(text, -1) {
		value := Span{m[4], valueEnd(text, m[5])}
		if scheme, _ := CutScheme(text[value.Start:value.End], false); scheme == "" && !Likely.Hides(text[m[6]:m[7]]) {
			continue
		}
		if name(text[m[2]:m[3]]) == Certain {
			found = append(found, value)
		}
	}
	return found
}

func valuesOf(text string, pattern *lazyregexp.Regexp, name Naming) []Span {
	var found []Span
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		if says := name(text[m[2]:m[3]]); says != NoSecret {
			if value := (Span{m[4], valueEnd(text, m[5])}); says.Hides(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	return found
}

// valueEnd returns the end of a value. The value reaches at least to end. If another name follows
// the next separator, the value ends before the separator. Otherwise the separator is part of the
// value.
func valueEnd(text string, end int) int {
	for end < len(text) && strings.IndexByte("&;,", text[end]) >= 0 {
		more := end + 1
		for more < len(text) && strings.IndexByte(" \t\r\n\"'<>&;,=", text[more]) < 0 {
			more++
		}
		if more == end+1 || more < len(text) && text[more] == '=' {
			break
		}
		end = more
	}
	return end
}

// partHeader matches the header of a part of a form. The header has the name of the part and the
// name of its file.
var partHeader = lazyregexp.New(`(?i)content-disposition:((?:[^\n]|\n[ \t]+[^\s])*)`)

// partNames matches name= or filename= and the name after it in the header of a part.
var partNames = lazyregexp.New(`(?i)\b(?:file)?name[ \t]*\*?[ \t]*=[ \t]*(?:"[^"\n]*"|[^\s";]+)`)

// blankLine matches the blank line between a part's header and its content.
var blankLine = lazyregexp.New(`\n[ \t]*\r?\n`)

// partsOf returns the values of the form parts whose names say that they are secrets (RFC 7578).
// The end of the last part may be missing.
func partsOf(text string, says Naming) []Span {
	const maxPartHeader = 4 << 10
	first, _, _ := strings.Cut(text, "\n") // It is the boundary, which a value does not hold; two hyphens alone are no boundary.
	if first = strings.TrimRight(first, "\r \t"); !strings.HasPrefix(first, "--") || len(first) > 72 {
		first = "--"
	}
	var found []Span
	done := 0
	named := NoSecret // What the content of a part says about the next one, as in name and value.
	for _, m := range partHeader.FindAllStringSubmatchIndex(text, -1) {
		if m[0] < done { // The match is inside the content of the part before.
			continue
		}
		names := partNames.FindAllString(text[m[2]:m[3]], -1)
		isNamed := named == Certain && slices.ContainsFunc(names, hasPartName(ValueWords))
		named = NoSecret
		if slices.ContainsFunc(names, hasPartName(NamingWords)) {
			content := strings.TrimLeft(text[m[1]:min(len(text), m[1]+maxPartHeader)], "\r\n")
			content, _, _ = strings.Cut(content, "\n")
			named = says(strings.TrimSpace(content))
		}
		if !isNamed && !slices.ContainsFunc(names, namesPart(says)) {
			continue
		}
		blank := blankLine.FindStringIndex(text[m[1]:min(len(text), m[1]+maxPartHeader)])
		if blank == nil {
			continue
		}
		start := m[1] + blank[1]
		end := len(text)
		if boundary := strings.Index(text[start:], "\n"+first); boundary >= 0 {
			end = start + boundary
		}
		done = end
		for end > start && (text[end-1] == '\r' || text[end-1] == '\n') {
			end--
		}
		found = append(found, Span{start, end})
	}
	return found
}

// namesPart returns a function that reports whether a name in a part's header is the name of a
// secret.
func namesPart(says Naming) func(string) bool {
	return func(found string) bool { return says.isCertain(partName(found)) }
}

// hasPartName returns a function that reports whether a match of [partNames] has one of the words
// as its name.
func hasPartName(words map[string]bool) func(string) bool {
	return func(found string) bool { return words[strings.ToLower(partName(found))] }
}

// partName returns the name in a match of [partNames].
func partName(found string) string {
	_, name, _ := strings.Cut(found, "=")
	name = strings.Trim(name, "\"' \t")
	if _, encoded, isEncoded := strings.Cut(name, "''"); isEncoded {
		name = encoded
	}
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return name
}
