package recording

import (
	"regexp"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// namedValues returns the values in a text that have the name of a secret: in pairs of a name and a
// value, and, in a text of which nothing is known, in XML, in lines, in the parts of a form, in tables
// and in sentences.
func namedValues(text string, isSecret func(string) bool, loose bool) []span {
	var found []span
	for _, pattern := range pairPatterns {
		found = append(found, valuesOf(text, pattern, isSecret)...)
	}
	for _, pattern := range sentences {
		for _, m := range pattern.expression.FindAllStringSubmatchIndex(text, -1) {
			name, value := text[m[2*pattern.name]:m[2*pattern.name+1]], span{m[2*pattern.value], m[2*pattern.value+1]}
			secret := text[value.start:value.end]
			if (pattern.name == 0 || isSecret(name)) && strings.ContainsAny(secret, digits) && !suspect.IsHarmlessValue(secret) && !datePattern.MatchString(secret) {
				found = append(found, value)
			}
		}
	}
	if loose || strings.Count(text, "\n") > 0 {
		found = append(found, linesOf(text, isSecret)...)
		found = append(found, columnsOf(text, isSecret)...)
		found = append(found, partsOf(text, isSecret)...)
	}
	if strings.Contains(text, "<") {
		found = append(found, elementsOf(text, isSecret)...)
	}
	return found
}

// pairPatterns match a name and a value. The groups are the name and the value.
var pairPatterns = []*regexp.Regexp{
	regexp.MustCompile(`([A-Za-z0-9_.$-]+)=([^&\s"'<>;,]+)`),
	regexp.MustCompile(`([A-Za-z0-9_.$-]+)\\*["']?\]?\s*(?:=>|:=|[:=])\s*\\*"((?:[^"\\\r\n]|\\[^"])+)`),
	regexp.MustCompile(`([A-Za-z0-9_.$-]+)\\*["']?\]?\s*(?:=>|:=|[:=])\s*\\*'((?:[^'\\\r\n]|\\[^'])+)`),
	regexp.MustCompile(`([A-Za-z0-9_.$-]+):[ \t]*([^\s"'<>;,{}\[\]]{8,})`),
	regexp.MustCompile(`(?i)([a-z0-9_-]*(?:authorization|auth))["']?[ \t]*[:=][ \t]*["']?([a-z0-9_-]+[ \t]+[^\s"'<>;,]+)`),
	regexp.MustCompile(`(?i)((?:set-)?cookie)["']?[ \t]*:[ \t]*["']?([^\r\n"'<>]+)`),
	// As arguments of a call, as a dump of PHP, as PostgreSQL reports a duplicate, and behind a type or a function.
	regexp.MustCompile(`["']([A-Za-z0-9_.$-]+)\\*["'][ \t]*,[ \t]*\\*["']((?:[^"'\\\r\n]|\\[^"'])+)`),
	regexp.MustCompile(`"([A-Za-z0-9_.$-]+)"(?:\]=>\s*string\(\d+\)\s*|;s:\d+:)"([^"\r\n]+)`),
	regexp.MustCompile(`\[([A-Za-z0-9_.$-]+)\][ \t]*=>[ \t]*([^\s"'][^\r\n]*)`),
	regexp.MustCompile(`([A-Za-z0-9_.$-]+)\)=\(([^)\r\n]+)`),
	regexp.MustCompile(`([A-Za-z0-9_.$-]+)[ \t]*(?:[:=][ \t]*[A-Za-z!-]{1,30}(?:\(|[ \t]+=?)|[ \t]\.)[ \t]*\\*["']((?:[^"'\\\r\n]|\\[^"'])+)`),
	regexp.MustCompile(`([A-Za-z0-9_.$-]+)[ \t]*[:=][ \t]*\\*"\\*"\\*"\s*([^"\\]+)`),
}

// sentences match a name and a value in a sentence or a command line. Only a value with a digit counts.
var sentences = []struct {
	expression  *regexp.Regexp
	name, value int
}{
	{regexp.MustCompile(`(?i)\b([a-z0-9_.-]*(?:` + spoken + `)[a-z0-9_]*)(?:[ \t]+(?:(?:of|for)[ \t]+[^\s]+[ \t]+)?(?:is|was|are|now|to|set to|changed to|equals|provided|given|value|received|lautet|ist|est|es|è|é)(?:[ \t]|\b))?` +
		`(?:[ \t]*(?::|=+>?|->|→)[ \t]*|[ \t]+|[ \t]*:?[ \t]*\r?\n[ \t]*)(?:["'` + "`(" + `]|<[a-z]{1,10}>)?([^\s"'` + "`" + `<>()]{4,})`), 1, 2},
	{regexp.MustCompile(`(?i)([^\s"'` + "`" + `<>]{8,})["'` + "`" + `]?[ \t]+(?:is|was)[ \t]+(?:not[ \t]+)?(?:a[ \t]+|an[ \t]+|the[ \t]+|your[ \t]+)?(?:in)?(?:valid[ \t]+|new[ \t]+)?(` + spoken + `)\b`), 2, 1},
	{regexp.MustCompile(`(?i)identified[ \t]+by[ \t]+["']([^"'\r\n]+)`), 0, 1},
	{regexp.MustCompile(`(?:^|[?&#;])(code|ticket)=([^&\s"'<>;,#]{12,})`), 0, 2}, // Of OAuth and CAS.
	{regexp.MustCompile(`(?m)^[ \t]*(?:AUTH|requirepass|masterauth)[ \t]+(\S+)`), 0, 1},
	{regexp.MustCompile(`(?:^|\s)-?-(u(?:ser)?)[ =]["']?[^\s:"']*:([^\s"']+)`), 0, 2},
}

// spoken are the names of secrets in sentences.
const spoken = `pass(?:word|wd|phrase|code|wort)?|mot de passe|contrase(?:ñ|n)a|senha|wachtwoord|pwd|secret|token|(?:api[ _-]?)?key|credentials?|pin|otp`

func valuesOf(text string, pattern *regexp.Regexp, isSecret func(string) bool) []span {
	var found []span
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		if isSecret(text[m[2]:m[3]]) {
			found = append(found, span{m[4], valueEnd(text, m[5])})
		}
	}
	return found
}

// valueEnd returns where a value ends that ends at a byte at least: behind a separator comes another
// name, or the separator is part of the value.
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

// namedLine matches a line of an INI, YAML or properties file, of a shell script or a header: its indentation,
// its name and its value.
var namedLine = regexp.MustCompile(`^([ \t]*)(?:export[ \t]+|set[ \t]+|env[ \t]+|[-#;>*][ \t]*|//[ \t]*)*["']?([A-Za-z_][\w. -]{0,60}?)["']?[ \t]*(?:=>|:=|=|:)[ \t]*(.*?)[ \t,;]*$`)

// linesOf returns the values of lines with the name of a secret, and the lines below that are indented
// more.
func linesOf(text string, isSecret func(string) bool) []span {
	var l lineSearch
	for whole := range strings.Lines(text) {
		l.line(text, strings.TrimRight(whole, "\r\n"), isSecret)
		l.start += len(whole)
	}
	return l.found
}

// lineSearch is the work of linesOf.
type lineSearch struct {
	found []span
	start int
	// below says that lines that are indented more than indent are a secret.
	below  bool
	indent int
	// until ends a string of several lines that is a secret.
	until string
	// named says that the line before names a secret, as in "name: DB_PASSWORD".
	named bool
}

func (l *lineSearch) line(text, content string, isSecret func(string) bool) {
	indent := len(content) - len(strings.TrimLeft(content, " \t"))
	trimmed := strings.TrimSpace(content)
	m := namedLine.FindStringSubmatchIndex(content)
	name, value := "", ""
	if m != nil {
		name, value = content[m[4]:m[5]], strings.TrimSpace(content[m[6]:m[7]])
	}
	switch {
	case trimmed == "":
	case l.until != "":
		if strings.HasPrefix(trimmed, l.until) {
			l.until = ""
			return
		}
		l.add(text, indent, len(content))
	case l.below && indent > l.indent:
		if m != nil && value != "" {
			l.add(text, m[6], m[7])
		} else {
			l.add(text, indent, len(content))
		}
	case m != nil && (isSecret(name) || l.named && valueWords[strings.ToLower(name)]):
		l.below, l.indent, l.named = true, indent, false
		switch {
		case value == `"""` || value == `'''`:
			l.until = value
		case strings.HasPrefix(value, "<<"):
			l.until = strings.Trim(value, "<-\"'")
		case value != "" && !strings.ContainsAny(value[:1], "{[|>"):
			l.add(text, m[6]+len(nodeProperties.FindString(content[m[6]:m[7]])), m[7])
		}
	default:
		l.below = false
		l.named = namingWords[strings.ToLower(name)] && !strings.Contains(value, " ") && isSecret(strings.Trim(value, `"'`))
	}
}

// nodeProperties are what stands before a value of YAML: its anchor and its tag.
var nodeProperties = regexp.MustCompile(`^(?:[&!]\S*[ \t]+)*`)

func (l *lineSearch) add(text string, start, end int) {
	l.found = append(l.found, unquoted(text, span{l.start + start, l.start + end}))
}

// valueWords are the names of values beside a name.
var valueWords = map[string]bool{"value": true, "val": true, "content": true, "data": true, "default": true, "v": true}

// unquoted returns a part of a text without the quotes and dashes around it.
func unquoted(text string, s span) span {
	for s.start < s.end && strings.IndexByte(`"'- `, text[s.start]) >= 0 {
		s.start++
	}
	for s.end > s.start && strings.IndexByte(`"' ,`, text[s.end-1]) >= 0 {
		s.end--
	}
	return s
}

// partName matches what names a part of a form.
var partName = regexp.MustCompile(`(?i)content-disposition:(?:[^\r\n]|\r?\n[ \t])*?\bname[ \t]*\*?[ \t]*=[ \t]*(?:"([^"\r\n]*)"|([^\s";]+))`)

// blankLine is what is between the header of a part and its content.
var blankLine = regexp.MustCompile(`\r?\n\r?\n`)

// partsOf returns the values of the parts of a form (RFC 7578) with the name of a secret. The last part
// may lack its end.
func partsOf(text string, isSecret func(string) bool) []span {
	const maxPartHeader = 4 << 10
	first, _, _ := strings.Cut(text, "\n") // It is the boundary, which a value does not hold; two hyphens alone are no boundary.
	if first = strings.TrimRight(first, "\r \t"); !strings.HasPrefix(first, "--") || len(first) > 72 {
		first = "--"
	}
	var found []span
	done := 0
	for _, m := range partName.FindAllStringSubmatchIndex(text, -1) {
		if m[0] < done { // It is in the content of a part.
			continue
		}
		at := m[2:4]
		if at[0] < 0 {
			at = m[4:6]
		}
		name := text[at[0]:at[1]]
		if !isSecret(name) {
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
