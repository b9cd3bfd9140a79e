package position

import (
	"slices"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// sentences match a name with its value in a sentence or a command line. The value is a secret only
// if it looks like a code.
var sentences = []struct {
	expression  *lazyregexp.Regexp
	name, value int
}{
	// As a login for a while, and a code that is to be entered.
	{lazyregexp.Needing(`(?i)\b(?:temporary|initial|default|one-time)[ -](?:log-?in|sign-?in|access)(?:[ \t]+(?:is|was)\b|[ \t]*[:=→–—-])[ \t]*["'(]?([^\s"'<>()]{4,})`, "login", "log-in", "signin", "sign-in", "access"), 0, 1},
	{lazyregexp.Needing(`(?i)(?:^|[^\pL\pN])((?:[A-Z]-)?[0-9]{4,8})[ \t]+(?:is|as)[ \t]+(?:your|the)[ \t]+(?:[\pL-]+[ \t]+){0,3}?(?:code|password|passcode|otp|pin)\b`, "code", "password", "otp", "pin"), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:use|enter|type)[ \t]+(?:the|this|your)[ \t]+(?:[a-z-]+[ \t]+){0,2}code(?:[ \t]*:?[ \t]+|(?:[ \t]+[a-z-]+){1,6}[ \t]*:\s+)["'(]?([^\s"'<>()]{4,})`, "code"), 0, 1},
	{lazyregexp.Needing(`\b[Yy]our[ \t]+[A-Z][\pL-]*[ \t]+code[ \t]*(?::|is\b)[ \t]*["'(]?([^\s"'<>()]{4,})`, "code"), 0, 1},
	// As in what is wrong with a secret, and in a name with a value.
	{lazyregexp.Needing(`(?i)\b(?:token|jwt|password|secret|credentials?|key)[ \t]+(?:is[ \t]+)?(?:malformed|invalid|expired|revoked|rejected|unknown|not[ \t]+found)[ \t]*:[ \t]*["'(]?([^\s"'<>()]{4,})`, "malformed", "invalid", "expired", "revoked", "rejected", "unknown", "found"), 0, 1},
	{lazyregexp.Needing(`(?i)([\w.-]+)["'`+"`"+`]?[ \t]+(?:with|has|having)[ \t]+(?:the[ \t]+|a[ \t]+)?value[ \t]*:?[ \t]*["'(]?([^\s"'<>()]{4,})`, "value"), 1, 2},
	// As a secret in the name of a file. Such a name has small letters, unless it is generated.
	{lazyregexp.Needing(`filename\*?=["']?([A-Za-z]+)[-_]([^"'\s;]*[A-Z][^"'\s;]*)`, "filename"), 1, 2},
	{lazyregexp.Needing(`(?im)^[ \t]*[/!]?(?:AUTH(?:[ \t]+[^\s:]+)?|(?:\S{1,8}[ \t]+)?LOGIN[ \t]+[^\s:]+|(?:(?:PRIVMSG|MSG)[ \t]+\S+[ \t]+:?)?IDENTIFY(?:[ \t]+\S+)?)[ \t]+(\S+)[ \t\r]*$`, "auth", "login", "identify"), 0, 1},
	// As in a login of SMTP whose questions are in base64.
	{lazyregexp.Needing(`334[ \t]+[UcV][GE]Fzc3dvcmQ\S*[ \t]*\r?\n(?:[A-Z]:[ \t]*|[<>~*-]+[ \t]*)?(\S+)`, "fzc3dvcmq"), 0, 1},
	// As a name and a value in quotes, a call with one argument, a header with a scheme, and the login
	// of a proxy.
	{lazyregexp.Needing(`["']((?:[^"'\\\r\n]|\\[^"'])+)["'] (?:in|into|to|for|as)(?: [a-z]+)? ["']([\pL\pN_. -]+)["']`, `" in`, `" to`, `" for`, `" as`, `' in`, `' to`, `' for`, `' as`), 2, 1},
	{lazyregexp.Needing("[\"'`]([\\w.-]+)[\"'`][ \\t]+to[ \\t]+[\"'`]([^\"'`\\s]+)[\"'`]", `" to`, `' to`, "` to"), 1, 2},
	{lazyregexp.Needing(`([\pL_][\pL\pN_]*)\([ \t]*\\*["']([^"'\\\r\n]+)`, `("`, "('", `(\`, "( ", "(\t"), 1, 2},
	{lazyregexp.Needing(`(?i)authorization[ \t]+(?:header[ \t]*:?[ \t]+)?["']?(?:bearer|basic|token)[ \t]+([^\s"';]+)`, "authorization"), 0, 1},
	{lazyregexp.Needing(`\blogin=[^\s:=&]+:(\S+)`, "login="), 0, 1},
	{lazyregexp.Needing(`(?i)basic_?auth[^{\r\n]{0,80}\{\s*[^\s{}]+[ \t]+(\S+)`, "basic"), 0, 1},
	{lazyregexp.Needing(`(?:^|\s)-?-u(?:ser)?[ =]["']?[^\s:"']*:([^\s"']+)`, "-u"), 0, 1},
}

// sentencesOf returns the values in sentences whose names say that they are secrets.
func sentencesOf(text string, name Naming) []Span {
	var found []Span
	for _, pattern := range sentences {
		for _, m := range pattern.expression.FindAllStringSubmatchIndex(text, -1) {
			value := withoutStop(text, Span{m[2*pattern.value], m[2*pattern.value+1]})
			content := text[value.Start:value.End]
			switch {
			case pattern.name != 0 && !isSaid(text, Span{m[2*pattern.name], m[2*pattern.name+1]}, value, name):
			case pattern.name != 0, Likely.Hides(content), strings.ContainsAny(content, "-.") && suspect.LooksChosen(content):
				found = append(found, value)
			}
		}
	}
	return found
}

// isSaid reports whether a sentence says that a value is a secret.
func isSaid(text string, of, value Span, name Naming) bool {
	return saysOf(text, of, value, name) && (Likely.Hides(text[value.Start:value.End]) || isWorded(text, of, value, name))
}

// isWorded reports whether a sentence says that a secret is several words that are joined. A token
// whose words are joined by capitals may be that of a program.
func isWorded(text string, of, value Span, name Naming) bool {
	said, content := text[of.Start:of.End], text[value.Start:value.End]
	before, between, behind := text[:of.Start], text[min(of.End, value.Start):value.Start], text[value.End:]
	switch {
	case suspect.IsUUID(content):
		return isToldID(said, between, before)
	case !suspect.LooksChosen(content) && !suspect.JoinsWords(content), name(content) != NoSecret, suspect.HasOtherMeaning(said) && !strings.EqualFold(said, "pin"),
		LastWord(said) == tokenWord && (!strings.ContainsAny(content, "._-") || ofParser.MatchString(before)):
		return false
	case strings.ContainsAny(between, suspect.Lowers) || strings.IndexFunc(between, unicode.IsLetter) >= 0:
		return !demands.MatchString(between)
	case strings.EqualFold(said, "secret"):
		return false
	case suspect.JoinsWords(content) && (verbBehind.MatchString(behind) || isFaultBefore(before)):
		return true
	default:
		return strings.HasSuffix(before, "(") && strings.HasPrefix(behind, ")") || endsClause.MatchString(behind) && (strings.ContainsAny(between, ":\"'`") || isFaultBefore(before) || isHandedOver(before)) || faultBehind.MatchString(behind)
	}
}

// ofParser matches a word before the token of a parser.
var ofParser = lazyregexp.New(`(?i)\b(?:unexpected|syntax|parser?|parsing|lexer)\b[^\r\n]{0,60}$`)

// The patterns match what is behind the value of a secret: the end of its clause, and what is wrong
// with it.
var (
	endsClause  = lazyregexp.New(`^["'` + "`" + `»”)*]*(?:[.,;:!?)]?\s*$|[.,;!?]\s|[ \t]+(?:and|for|with)\b)`)
	faultBehind = lazyregexp.New(`(?i)^["'` + "`" + `»”)*]*[ \t]+(?:(?:is|was|has|already|been|no|not|longer)[ \t]+)*(?:expired|found|incorrect|invalid|known|recogni[sz]ed|rejected|revoked|unknown|valid|wrong|created|generated|issued)\b`)
)

// handingWords are words before the name of a secret that is handed over.
var handingWords = suspect.WordSet(`created generated her his initial issued its my new our provide temporary their use using your`)

// isHandedOver reports whether one of the last words of a text says that a secret is handed over.
func isHandedOver(before string) bool {
	return slices.ContainsFunc(lastWords(before), func(word string) bool { return handingWords[strings.ToLower(word)] })
}

// lastWords returns the last words of a text that are on its last line.
func lastWords(text string) []string {
	const longest, most = 80, 3
	near := text[max(0, len(text)-longest):]
	words := strings.Fields(near[strings.LastIndexByte(near, '\n')+1:])
	return words[max(0, len(words)-most):]
}

// isToldID reports whether a sentence says that a UUID is a secret, and not the identifier of one:
// a colon or a verb is between them, or what is wrong with it is before the name.
func isToldID(said, between, before string) bool {
	return !suspect.HasOtherMeaning(said) && !demands.MatchString(between) && (strings.ContainsAny(between, suspect.Lowers+":") || isFaultBefore(before))
}

// demands matches a verb that says what a secret has to look like, as in "must be camelCase".
var demands = lazyregexp.New(`(?i)\b(?:must|can|may|should)[ \t]?(?:not)?[ \t]+be\b`)

// isFaultBefore reports whether one of the last words of a text says what is wrong.
func isFaultBefore(text string) bool { return suspect.NamesFault(strings.Join(lastWords(text), " ")) }

// verbBehind matches the verb behind the value of a secret.
var verbBehind = lazyregexp.New(`^["'` + "`" + `)]*[ \t]+(?:is|was|has|had|does|did|not|expired|could|cannot|can)\b`)

// saysOf reports whether a name in a sentence says that a value is a secret. A number of tokens or
// of a session is not one. On the line behind a name without a colon, the value is alone.
func saysOf(text string, of, value Span, name Naming) bool {
	said, content := text[of.Start:of.End], text[value.Start:value.End]
	between := text[min(of.End, value.Start):value.Start]
	isSession := strings.EqualFold(said, sessionWord)
	switch {
	case (isSession || CountsTokens(said)) && strings.Trim(content, suspect.Digits) == "":
		return false
	case strings.HasSuffix(strings.TrimRight(text[:of.Start], suspect.Lowers+suspect.Uppers+suspect.Digits+":._-"), "</"):
		return false // It ends an element, and the value is in the next one.
	case strings.HasPrefix(between, " (") && strings.HasSuffix(between, ")=("):
		return false // PostgreSQL names the columns of a key in brackets.
	case between == ">" && said == keyWord && !strings.ContainsAny(content, suspect.Digits):
		return false // It is the name of a property; see elementsOf.
	case between == "_", layoutAttributes[strings.Trim(between, "\"' =")]:
		return false
	case between == "?" && strings.Contains(content, "="):
		return false // It is the query of an address.
	case suspect.IsPlainValue(said, content):
		return false
	case between == ":" && resource.MatchString(text[max(0, of.Start-MaxCell):of.Start]):
		return false // It is a service of a cloud.
	case between == "=" && isPlainPair(said, content):
		return false
	case strings.Trim(between, " \t") == "" && isRowOfWords(content):
		return false
	case strings.Contains(between, "\n") && (strings.HasPrefix(content, "--") || property.MatchString(content)):
		return false // It is the boundary behind the part of a form, or the next property of a calendar.
	case strings.Contains(between, "\n") && !strings.Contains(between, ":"):
		rest, _, _ := strings.Cut(text[value.End:], "\n")
		if head := text[strings.LastIndexByte(text[:of.Start], '\n')+1 : of.Start]; strings.Contains(head, ",") && strings.Contains(content, ",") {
			return false // They are the head and a row of a table.
		}
		return !isSession && strings.Trim(rest, " \t\r.,;:!?\"'`)>*") == "" && name.isCertain(said)
	default:
		return name.isCertain(said)
	}
}

// resource matches the beginning of the name of a resource of a cloud, up to a part of it.
var resource = lazyregexp.New(`\barn:[\w:*-]*$`)

// isRowOfWords reports whether a content is the end of a cell and other cells of a row, as in
// "Password book,9.90".
func isRowOfWords(content string) bool {
	cell, _, found := strings.Cut(content, ",")
	return found && !Likely.Hides(cell) && !suspect.JoinsWords(cell)
}

// isPlainPair reports whether a content begins with the value of a name in a query, which is no
// secret, as in key=title&order=asc.
func isPlainPair(name, content string) bool {
	value, _, _ := strings.Cut(content, "&")
	return suspect.IsPlainValue(name, value)
}
