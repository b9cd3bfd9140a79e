package recording

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// namedValues returns the values in a text whose names say that they are secrets. It searches pairs
// of a name and a value, statements, and commands. If loose is set, nothing is known about the
// text, and namedValues also searches it as XML, lines, parts of a form, tables and sentences.
func namedValues(text string, name naming, loose bool) []span {
	text = withLines(text)
	var found []span
	for _, pattern := range pairPatterns {
		found = append(found, valuesOf(text, pattern, name)...)
	}
	for _, pattern := range sentences {
		for _, m := range pattern.expression.FindAllStringSubmatchIndex(text, -1) {
			value := span{m[2*pattern.value], m[2*pattern.value+1]}
			value.end = value.start + len(strings.TrimRight(text[value.start:value.end], ".,:;!?"))
			if (pattern.name == 0 || name.isCertain(text[m[2*pattern.name]:m[2*pattern.name+1]])) && likely.hides(text[value.start:value.end]) {
				found = append(found, value)
			}
		}
	}
	found = append(found, sqlOf(text, name)...)
	found = append(found, parametersIn(text, name)...)
	found = append(found, callsOf(text)...)
	if loose || strings.Contains(text, "\n") {
		found = append(found, linesOf(text, name)...)
		found = append(found, columnsOf(text, name)...)
		found = append(found, partsOf(text, name)...)
	}
	if strings.Contains(text, "<") {
		found = append(found, elementsOf(text, name)...)
	}
	return found
}

// withLines returns a text of the same length. It replaces each other kind of line break by a line
// feed, and the characters that draw frames by ASCII.
func withLines(text string) string {
	if strings.IndexFunc(text, func(c rune) bool { return otherLine(c) != "" || c == '\r' }) < 0 {
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

// pairPatterns match a name with its value. The first group is the name and the second group is the
// value.
var pairPatterns = []*lazyregexp.Regexp{
	lazyregexp.New(`([\pL\pM\pN_.$-]+)\]?=([^&\s"'<>;,]+)`),
	lazyregexp.New(`([\pL\pM\pN_.$-]+)\\*["']?\]?\s*(?:=>|:=|[:=])\s*\\*"((?:[^"\\\r\n]|\\[^"])+)`),
	lazyregexp.New(`([\pL\pM\pN_.$-]+)\\*["'` + "`" + `]?\]?\s*(?:=>|:=|[:=])\s*\\*'((?:[^'\\\r\n]|\\[^'])+)`),
	lazyregexp.New(`([\pL\pM\pN_.$-]+):[ \t]*([^\s"'<>;,{}\[\]]{8,})`),
	lazyregexp.New(`(?i)([a-z0-9_-]*(?:authorization|auth))["']?[ \t]*[:=][ \t]*["']?([a-z0-9_-]+[ \t]+[^\s"'<>;,]+)`),
	lazyregexp.New(`(?i)((?:set-)?cookie)["']?[ \t]*:[ \t]*["']?([^\r\n"'<>]+)`),
	// These match arguments of a call, a PHP dump, a duplicate key in PostgreSQL's error, and a
	// value after a type or a function.
	lazyregexp.New(`["']([\pL\pM\pN_.$-]+)\\*["'][ \t]*,[ \t]*\\*["']((?:[^"'\\\r\n]|\\[^"'])+)`),
	lazyregexp.New(`"([\pL\pM\pN_.$-]+)"(?:\]=>\s*string\(\d+\)\s*|;s:\d+:)"([^"\r\n]+)`),
	lazyregexp.New(`\[([\pL\pM\pN_.$-]+)\][ \t]*=>[ \t]*([^\s"'][^\r\n]*)`),
	lazyregexp.New(`([\pL\pM\pN_.$-]+)\)=\(([^)\r\n]+)`),
	lazyregexp.New(`([\pL\pM\pN_.$-]+)[ \t]*(?:[:=][ \t]*[A-Za-z!-]{1,30}(?:\(|[ \t]+=?)|[ \t]\.)[ \t]*\\*["']((?:[^"'\\\r\n]|\\[^"'])+)`),
	lazyregexp.New(`"([\pL\pM\pN_.$-]+)"[ \t]*\{[^{}"]{0,200}"([^"\r\n]+)`), // A block of HCL.
	lazyregexp.New(`([\pL\pM\pN_.$-]+)[ \t]*[:=][ \t]*\\*"\\*"\\*"\s*([^"\\]+)`),
	// As a name in quotes, a change, a block of protobuf, a pair of attributes, a macro of TeX, a
	// tuple of Erlang, and in the files of Subversion.
	lazyregexp.New(`"([\pL\pM\pN_.$-]+)\\*"[ \t]*:[ \t]*\\*"((?:[^"\\\r\n]|\\[^"])+)`),
	lazyregexp.New(`([\pL\pM\pN_.$-]+)[ \t]*[:=][ \t]*"[^"\r\n]*"[ \t]*[-=]>[ \t]*"([^"\r\n]+)`),
	lazyregexp.New(`([\pL\pM\pN_.-]+)[ \t]*\{\s*(?:[a-z_]{1,30}[ \t]*:[ \t]*"[^"\r\n]*"\s+){0,3}[a-z_]{1,30}[ \t]*:[ \t]*"([^"\r\n]+)`),
	lazyregexp.New(`(?:name|key|id|variable)=["']([\pL\pM\pN_.-]+)["'][^<>\r\n]{1,20}value=["']([^"'\r\n]+)`),
	lazyregexp.New(`\\([A-Za-z@]+)\}?\{([^{}\r\n]+)\}`),
	lazyregexp.New(`\{[ \t]*([a-z][A-Za-z0-9_]*)[ \t]*,[ \t]*(?:<<)?["']([^"'\r\n]+)`),
	lazyregexp.New(`K \d+\r?\n([^\r\n]+)\r?\nV \d+\r?\n([^\r\n]+)`),
}

// sentences match a name with its value in a sentence or a command line. The value is a secret only
// if it looks like a code.
//
//nolint:gosmopolitan // Some are in other languages.
var sentences = []struct {
	expression  *lazyregexp.Regexp
	name, value int
}{
	{lazyregexp.New(`(?i)\b([a-z0-9_.-]*(?:` + spoken + `)[a-z0-9_]*)(?:['’]s\b)?(?:[ \t]+(?:(?:of|for)[ \t]+[^\s]+[ \t]+)?(?:is|was|are|now|from|to|set to|changed to|equals|provided|given|value|received|lautet|ist|est|es)\b|[ \t]+[èé])?` +
		`(?:[ \t]*[)\]>*_?]{1,2}[ \t]*:?[ \t]*|[ \t]*(?::|=+>?|->|→|⇒|➜|[.…]{2,}|…|—|–|\||•|·|~)[ \t]*|[ \t]+|[ \t]*:?[ \t]*\r?\n[ \t]*)(?:["'` + "`(" + `]|[“„«‹][ \t]?|<[a-z]{1,10}>)?([^\s"'` + "`" + `<>()]{4,})`), 1, 2},
	{lazyregexp.New(`(?i)([^\s"'` + "`" + `<>]{8,})["'` + "`" + `]?[ \t]+(?:is|was|as)[ \t]+(?:not[ \t]+)?(?:a[ \t]+|an[ \t]+|the[ \t]+|your[ \t]+)?(?:in)?(?:valid[ \t]+|new[ \t]+)?(` + spoken + `)\b`), 2, 1},
	{lazyregexp.New(`(密码|密碼|口令|令牌|密钥|パスワード|暗証番号|비밀번호|암호)\s*(?:是|为|為|は|는|은)\s*(\S{4,})`), 1, 2},
	{lazyregexp.New(`(?i)identified[ \t]+by[ \t]+["']([^"'\r\n]+)`), 0, 1},
	{lazyregexp.New(`(?m)^[ \t]*(?:AUTH|requirepass|masterauth)[ \t]+(\S+)`), 0, 1},
	{lazyregexp.New(`(?im)^[ \t]*[/!]?(?:(?:AUTH|(?:\S{1,8}[ \t]+)?LOGIN)[ \t]+[^\s:]+|(?:(?:PRIVMSG|MSG)[ \t]+\S+[ \t]+:?)?IDENTIFY(?:[ \t]+\S+)?)[ \t]+(\S+)[ \t\r]*$`), 0, 1},
	{lazyregexp.New(`(?im)^[ \t]*(?:conn|connect)[ \t]+[^\s/]+/(\S+)@\S+[ \t\r]*$`), 0, 1},
	{lazyregexp.New(`(?i)\b(?:log[ -]?in|user(?:[ -]?name)?|account|credentials?)[ \t]*[:=]?[ \t]*[^\s/]+[ \t]+/[ \t]+(\S{4,})`), 0, 1},
	// As a name and a value in quotes, a change, a call with one argument, a reference of OAuth, a
	// header with a scheme, and the login of a proxy.
	{lazyregexp.New(`["'](?:[#.$@]|[a-z]{0,8}\[|[a-z-]{2,12}=["']?){0,3}([\pL\pN_.-]+)["']?\]?\\*["'][^"'\r\n]{1,30}["']((?:[^"'\\\r\n]|\\[^"'])+)`), 1, 2},
	{lazyregexp.New(`(?i)\b([a-z0-9_.-]*(?:` + spoken + `))[ \t]+(?:was[ \t]+)?(?:(?:changed|updated)\b:?[ \t]*)?(?:from[ \t]+)?\S+[ \t]+(?:to|-+>|=+>|→)[ \t]+["']?([^\s"'<>]{4,})`), 1, 2},
	{lazyregexp.New(`["']((?:[^"'\\\r\n]|\\[^"'])+)["'] (?:in|into|to|for|as)(?: [a-z]+)? ["']([\pL\pN_. -]+)["']`), 2, 1},
	{lazyregexp.New(`([\pL_][\pL\pN_]*)\([ \t]*\\*["']([^"'\\\r\n]+)`), 1, 2},
	{lazyregexp.New(`\brequest_uri:([^\s"'<>]{8,})`), 0, 1},
	{lazyregexp.New(`(?i)authorization[ \t]+["']?(?:bearer|basic|token)[ \t]+([^\s"';]+)`), 0, 1},
	{lazyregexp.New(`\blogin=[^\s:=&]+:(\S+)`), 0, 1},
	{lazyregexp.New(`(?i)basic_?auth[^{\r\n]{0,80}\{\s*[^\s{}]+[ \t]+(\S+)`), 0, 1},
	{lazyregexp.New(`(?:^|\s)-?-(u(?:ser)?)[ =]["']?[^\s:"']*:([^\s"']+)`), 0, 2},
}

// spoken are the names of secrets in sentences.
const spoken = `pass(?:word|wd|phrase|code|wort)?|mot de passe|contrase(?:ñ|n)a|senha|wachtwoord|pwd|secret|token|(?:api[ _-]?)?key|credentials?|pin|otp|(?:one[ -]?time|verification|security|access|recovery|backup|login|confirmation|activation)[ -]code`

func valuesOf(text string, pattern *lazyregexp.Regexp, name naming) []span {
	var found []span
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		if says := name(text[m[2]:m[3]]); says != noSecret {
			if value := (span{m[4], valueEnd(text, m[5])}); says.hides(text[value.start:value.end]) {
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
var partHeader = lazyregexp.New(`(?i)content-disposition:((?:[^\n]|\n[ \t])*)`)

// partNames matches name= or filename= and the name after it in the header of a part.
var partNames = lazyregexp.New(`(?i)\b(?:file)?name[ \t]*\*?[ \t]*=[ \t]*(?:"[^"\n]*"|[^\s";]+)`)

// blankLine matches the blank line between a part's header and its content.
var blankLine = lazyregexp.New(`\n[ \t]*\r?\n`)

// partsOf returns the values of the form parts whose names say that they are secrets (RFC 7578).
// The end of the last part may be missing.
func partsOf(text string, says naming) []span {
	const maxPartHeader = 4 << 10
	first, _, _ := strings.Cut(text, "\n") // It is the boundary, which a value does not hold; two hyphens alone are no boundary.
	if first = strings.TrimRight(first, "\r \t"); !strings.HasPrefix(first, "--") || len(first) > 72 {
		first = "--"
	}
	var found []span
	done := 0
	named := noSecret // What the content of a part says about the next one, as in name and value.
	for _, m := range partHeader.FindAllStringSubmatchIndex(text, -1) {
		if m[0] < done { // The match is inside the content of the part before.
			continue
		}
		names := partNames.FindAllString(text[m[2]:m[3]], -1)
		isNamed := named == certain && slices.ContainsFunc(names, hasPartName(valueWords))
		named = noSecret
		if slices.ContainsFunc(names, hasPartName(namingWords)) {
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
		found = append(found, span{start, end})
	}
	return found
}

// namesPart returns a function that reports whether a name in a part's header is the name of a
// secret.
func namesPart(says naming) func(string) bool {
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
