package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// title handles a line that may be the title of the next line. The word on the next line is the
// value.
func (l *lineSearch) title(content, trimmed string, indent int) {
	if l.next != NoSecret && len(trimmed) > 2 && strings.Trim(trimmed, "-=~") == "" {
		l.next = Worded // The line underlines the title.
	}
	if strings.Trim(trimmed, "`~-=*_") == "" || trimmed[0] == '$' && strings.Trim(trimmed, "$"+suspect.Digits) == "" {
		return // The line begins a block or underlines a title, or it is the length of the next line.
	}
	says := l.next
	l.next = NoSecret
	if says == Likely && indent > 0 {
		says = Worded // As in a list of definitions.
	}
	value := strings.TrimLeft(trimmed, ":> ")
	if says != NoSecret && !strings.ContainsAny(value, " \t") && !otherVariable.MatchString(value) && !taggedField.MatchString(trimmed) && !property.MatchString(trimmed) {
		l.add(says, indent+len(trimmed)-len(value), len(content))
		return
	}
	bare := strings.Trim(trimmed, "#*_:= \t")
	if packageVersion.MatchString(bare) {
		return
	}
	if len(bare) <= MaxCell && !strings.ContainsAny(bare, ";|,{}\t") && len(strings.Fields(bare)) <= MaxNameWords && l.name(bare) != NoSecret {
		l.next = Likely
	}
}

// announce handles a sentence that may announce that a secret is alone on the next line.
func (l *lineSearch) announce(sentence string) {
	const longest = 200
	if len(sentence) > longest || !strings.HasSuffix(sentence, ":") && !strings.Contains(sentence, "below") && !strings.Contains(sentence, "following") {
		return
	}
	before := ""
	for word := range strings.FieldsSeq(sentence) {
		word = strings.Trim(word, ".,:;!?()'\"")
		if l.name(word) == Certain || l.name(before+" "+word) == Certain {
			l.next = Worded
		}
		before = word
	}
}

// packageVersion matches a package with its version, as in a list of them.
var packageVersion = lazyregexp.New(`^@?[\w./-]+@v?\d+\.\d`)

// otherVariable matches the line of a variable behind one without a value.
var otherVariable = lazyregexp.New(`^[A-Za-z]+(?:[._][A-Za-z]+)*=[^=\s]`)

// taggedField matches the line of another field of a message of SWIFT, as in ":32A:".
var taggedField = lazyregexp.New(`^:[0-9]{2}[A-Z]?:`)

// property matches the beginning of a line with a property of a calendar or of a card (RFC 5545).
var property = lazyregexp.New(`^[A-Z][A-Z-]+[:;]`)
