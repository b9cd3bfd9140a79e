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
	for _, m := range sentences.FindAllStringSubmatchIndex(text, -1) {
		if value := text[m[4]:m[5]]; isSecret(text[m[2]:m[3]]) && strings.ContainsAny(value, digits) && !suspect.IsHarmlessValue(value) {
			found = append(found, span{m[4], m[5]})
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
}

// sentences match a name and a value in a sentence or a command line.
var sentences = regexp.MustCompile(`(?i)\b(-?-?(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|(?:api[ _-]?)?key|credentials?|pin|otp|login|u(?:ser)?))(?:[ \t]+(?:is|was|are|now|to|set to|changed to|equals)\b)?(?:[ \t]*(?::|=+>?|->|→)[ \t]*|[ \t]+)["'` + "`" + `]?([^\s"'` + "`" + `<>]{4,})`)

func valuesOf(text string, pattern *regexp.Regexp, isSecret func(string) bool) []span {
	var found []span
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		if isSecret(text[m[2]:m[3]]) {
			found = append(found, span{m[4], m[5]})
		}
	}
	return found
}

// namedLine matches a line of an INI, YAML or properties file, of a shell script or a header: its indentation,
// its name and its value.
var namedLine = regexp.MustCompile(`^([ \t]*)(?:export[ \t]+|set[ \t]+|env[ \t]+|[-#;>*][ \t]*|//[ \t]*)*["']?([A-Za-z_][\w. -]{0,60}?)["']?[ \t]*(?:=>|:=|=|:)[ \t]*(.*?)[ \t,;]*$`)

// linesOf returns the values of lines with the name of a secret, and the lines below that are indented
// more.
func linesOf(text string, isSecret func(string) bool) []span {
	var found []span
	secretIndent := -1
	start := 0
	for whole := range strings.Lines(text) {
		content := strings.TrimRight(whole, "\r\n")
		indent := len(content) - len(strings.TrimLeft(content, " \t"))
		m := namedLine.FindStringSubmatchIndex(content)
		switch {
		case strings.TrimSpace(content) == "":
		case secretIndent >= 0 && indent > secretIndent:
			value := span{start + indent, start + len(content)}
			if m != nil && m[6] < m[7] {
				value.start, value.end = start+m[6], start+m[7]
			}
			found = append(found, unquoted(text, value))
		case m != nil && isSecret(content[m[4]:m[5]]):
			secretIndent = indent
			if value := strings.TrimSpace(content[m[6]:m[7]]); value != "" && !strings.ContainsAny(value[:1], "{[|>&") {
				found = append(found, unquoted(text, span{start + m[6], start + m[7]}))
			}
		default:
			secretIndent = -1
		}
		start += len(whole)
	}
	return found
}

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

// columnsOf returns the values in the columns of a table with the name of a secret. The first line
// names the columns.
func columnsOf(text string, isSecret func(string) bool) []span {
	head, _, found := strings.Cut(text, "\n")
	separator := ""
	for _, s := range []string{"\t", ";", "|", ","} {
		if separator == "" && strings.Contains(head, s) {
			separator = s
		}
	}
	if !found || separator == "" || len(head) > 10_000 || strings.ContainsAny(head, "{}<>=:") {
		return nil
	}
	secret := map[int]bool{}
	for i, name := range strings.Split(head, separator) {
		if isSecret(strings.Trim(name, "\"' \r")) {
			secret[i] = true
		}
	}
	var all []span
	if len(secret) == 0 {
		return nil
	}
	start := len(head) + 1
	for whole := range strings.Lines(text[start:]) {
		at := start
		for i, value := range strings.Split(strings.TrimRight(whole, "\r\n"), separator) {
			if secret[i] && strings.TrimSpace(value) != "" {
				all = append(all, unquoted(text, span{at, at + len(value)}))
			}
			at += len(value) + len(separator)
		}
		start += len(whole)
	}
	return all
}

// partName matches what names a part of a form.
var partName = regexp.MustCompile(`(?i)content-disposition:[^\r\n]*?\bname\*?=(?:"([^"\r\n]*)"|([^\s";]+))`)

// partsOf returns the values of the parts of a form (RFC 7578) with the name of a secret. The last part
// may lack its end.
func partsOf(text string, isSecret func(string) bool) []span {
	var found []span
	for _, m := range partName.FindAllStringSubmatchIndex(text, -1) {
		name := ""
		if m[2] >= 0 {
			name = text[m[2]:m[3]]
		} else {
			name = text[m[4]:m[5]]
		}
		if !isSecret(name) {
			continue
		}
		blank := regexp.MustCompile(`\r?\n\r?\n`).FindStringIndex(text[m[1]:])
		if blank == nil {
			continue
		}
		start := m[1] + blank[1]
		end := len(text)
		if boundary := strings.Index(text[start:], "\n--"); boundary >= 0 {
			end = start + boundary
		}
		for end > start && (text[end-1] == '\r' || text[end-1] == '\n') {
			end--
		}
		found = append(found, span{start, end})
	}
	return found
}
