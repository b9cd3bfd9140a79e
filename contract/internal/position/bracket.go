package position

import (
	"slices"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	// recovery matches the name of codes that replace another way to log in.
	recovery = lazyregexp.Needing(`(?i)(?:recovery|backup|scratch|emergency|one-time)[ \t]+(?:codes|keys)`, "codes", "keys")
	// recoveryCode matches one of them at the beginning of a line, or behind another one.
	recoveryCode = lazyregexp.New(`(?m)(?:^[ \t]*|[ \t]{2,}|[,;|\t][ \t]*)(?:\d{1,2}[.):][ \t]+|[-*•][ \t]+)?([A-Za-z0-9]{4,6}(?:[ -][A-Za-z0-9]{4,6}){1,3}|[A-Za-z0-9]{8,12})`)
	// afterCode matches what follows such a code.
	afterCode = lazyregexp.New(`^(?:[ \t]*(?:$|[\r\n,;|])|[ \t]{2,}|\t)`)
)

// recoveryCodesOf returns the codes on lines of their own, in a text that names such codes before
// or behind them.
func recoveryCodesOf(text string) []Span {
	if !strings.ContainsAny(text, " \t") || !recovery.MatchString(text) {
		return nil
	}
	var found []Span
	for _, m := range recoveryCode.FindAllStringSubmatchIndex(text, -1) {
		if strings.ContainsAny(text[m[2]:m[3]], suspect.Digits) && afterCode.MatchString(text[m[3]:]) {
			found = append(found, Span{m[2], m[3]})
		}
	}
	return found
}

// bracketed matches a run with its value in brackets.
var bracketed = newRunPattern("", `[ \t]?(?:\(([^\s()"']+)\)|\[([^\s\[\]"']+)\]|<([^\s<>"']+)>|\{([^\s{}"']+)\})`)

// beforeName matches a value that its name follows in brackets, as in hush4711 (password). The
// groups are what comes before the value, the value and the name.
var beforeName = lazyregexp.Needing(`(^|[/,;:|][ \t]+|[ \t\r\n"'`+"`"+`])([^\s"'`+"`"+`<>()\[\]]{4,})["'`+"`"+`]?[ \t]+[(\[][ \t]*([\pL_][\pL\pN_ -]{1,30})[)\]]`, " (", " [")

// groups matches a code that is written in groups of characters, so that people can type it.
var groups = lazyregexp.New(`^[ \t]*((?:[A-Z0-9]{4}[ -]){2,15}[A-Z0-9]{4}|(?:[a-z0-9]{4}[ -]){3,15}[a-z0-9]{4})(?:$|[^\pL\pN-])`)

// betweenElements matches the tags and the white space between two texts.
var betweenElements = lazyregexp.New(`^(?:<[^<>]{1,80}>\s*)+`)

// groupsOf returns the codes in groups behind words of which one is the name of a secret. A code
// has a digit.
func groupsOf(text string, name Naming) []Span {
	var found []Span
	for at := range len(text) {
		if text[at] != ':' && text[at] != '=' {
			continue
		}
		from := at + 1
		if rest := strings.TrimLeft(text[from:], " \t"); strings.HasPrefix(rest, "<") {
			from = len(text) - len(rest)
			from += len(betweenElements.FindString(rest[:min(len(rest), 4*MaxCell)]))
		}
		if !mayBeGroups(text[from:]) {
			continue
		}
		m := groups.FindStringSubmatchIndex(text[from:])
		if m == nil || !strings.ContainsAny(text[from+m[2]:from+m[3]], suspect.Digits) {
			continue
		}
		before := text[max(strings.LastIndexAny(text[:at], "\r\n:=")+1, at-MaxCell):at]
		if slices.ContainsFunc(strings.FieldsFunc(before, isBetweenWords), func(word string) bool { return name(word) != NoSecret }) {
			found = append(found, Span{from + m[2], from + m[3]})
		}
	}
	return found
}

// mayBeGroups reports whether a text may begin with a code in groups.
func mayBeGroups(text string) bool {
	text = strings.TrimLeft(text[:min(len(text), MaxCell)], " \t")
	return len(text) > ShortestWord && (text[ShortestWord] == ' ' || text[ShortestWord] == '-')
}

func isBetweenWords(c rune) bool { return !unicode.In(c, unicode.L, unicode.M, unicode.N) }

// product matches the name and the version of a program, as in a header.
var product = lazyregexp.New(`^[A-Za-z][\w.-]*/v?\d[\w.-]*$`)

// declaration matches a declaration of CSS, as in .token{color:#07a}.
var declaration = lazyregexp.New(`^[a-z-]+:[^:]+$`)

// bracketedOf returns the values in brackets whose names say that they are secrets. In a program,
// brackets hold arguments and indexes, so the values must look generated.
func bracketedOf(text string, runs []nameRun) []Span {
	var found []Span
	for _, run := range runs {
		if run.says != Certain || run.End+ShortestSecret > len(text) || !opens(text[run.End:]) {
			continue
		}
		m := bracketed.FindStringSubmatchIndex(text[run.Start:])
		for group := 4; group < len(m); group += 2 {
			if m[group] < 0 {
				continue
			}
			if value := (Span{run.Start + m[group], run.Start + m[group+1]}); looksGenerated(text[value.Start:value.End]) && !declaration.MatchString(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	return found
}

// opens reports whether a text begins with a bracket, maybe behind a blank.
func opens(text string) bool {
	if text[0] == ' ' || text[0] == '\t' {
		text = text[1:]
	}
	switch text[0] {
	case '(', '[', '<', '{':
		return true
	default:
		return false
	}
}

// looksGenerated reports whether nobody would choose a value as the name of something.
func looksGenerated(value string) bool {
	return len(value) >= ShortestSecret && Likely.Hides(value) && (suspect.LooksGenerated(value) || suspect.LooksRandom(value))
}

// namedBehind returns the values that their names follow in brackets. Behind a separator, as in
// "ann / hush4711 (password)", a value only has to look like a code.
func namedBehind(text string, name Naming) []Span {
	var found []Span
	for _, m := range beforeName.FindAllStringSubmatchIndex(text, -1) {
		value := text[m[4]:m[5]]
		if name.isCertain(text[m[6]:m[7]]) && !product.MatchString(value) && (looksGenerated(value) || m[3]-m[2] > 1 && Likely.Hides(value)) {
			found = append(found, Span{m[4], m[5]})
		}
	}
	return found
}
