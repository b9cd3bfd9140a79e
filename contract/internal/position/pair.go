package position

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// userNames are the names of a user, and passwordNames those of a password, also in short forms, in
// a pair of them.
var (
	userNames = []string{
		"u", "un", "usr", "user", "username", "user name", "user_name", "user-name", "login", "log-in", "id", "email", "e-mail", "account", "benutzer",
		"utilisateur", "usuario", "utente", "логин",
	}
	passwordNames = []string{"p", "pw", "pwd", "pass", "password", "passwd", "passcode", "passwort", "secret", tokenWord, "kennwort", "пароль"}
)

// oneOf returns an expression that matches one of the words.
func oneOf(words []string) string { return `(?:` + strings.Join(words, "|") + `)` }

// pairs match a user with a password. The group is the password, which is a secret only if it looks
// like a code.
var pairs = []*lazyregexp.Regexp{
	// As in "U: ann P: hush4711".
	lazyregexp.Needing(`(?i)(?:^|[^\pL\pN_.-])`+oneOf(userNames)+`[ \t]*[:=][ \t]*["']?[^\s"',;]+["']?[ \t]*[,;/|]?[ \t]*p[ \t]*[:=][ \t]*["']?([^\s"']{4,})`,
		" p:", " p=", ",p:", ",p=", ";p:", ";p=", "/p:", "|p:"),
	// As in "login ann/hush4711".
	lazyregexp.Needing(`(?i)(?:^|[^\pL\pN_./-])(?:log-?in|sign-?in|credentials?|creds)[ \t]*[:=]?[ \t]+[^\s/.:"']+[/|]([^\s/|"']{6,})(?:$|[\s"'])`, "login ", "login:", "log-in", "signin", "sign-in", "credential", "creds"),
	// As in "service account: ann:hush4711".
	lazyregexp.Needing(`(?i)\baccount[ \t]*:[ \t]*[\pL\pN_.@-]+:([^\s"',:/]{6,})`, "account"),
	// As Oracle writes it, in "ann/hush4711@//db.example:1521/shop".
	lazyregexp.Needing(`(?:^|[\s"'=(:])[\pL][\pL\pN_$#]*/["']?([^\s"'/@]{4,})["']?@(?://[\w.-]|\(DESCRIPTION|[\w.-]+:\d{2,5}[/:]\w)`, "@"),
}

// joinedPair matches a user with a password as in "u/p: ann/hush4711", where one separator joins
// both names and both values. It is matched on the lines that satisfy joinsNames.
var joinedPair = lazyregexp.New(`(?i)(?:^|[^\pL\pN_./-])` + oneOf(userNames) + `[ \t]*(?:[/|:&]|and)[ \t]*` + oneOf(passwordNames) + `[ \t]*(?:[:=]|is|are|–|-|→|->)?[ \t]+["']?[^\s"'/|:,]+[ \t]*[/|:,&+][ \t]*["']?([^\s"'/|]{4,})`)

// joinsNames reports whether a line may have the name of a user, a separator, and the name of a
// password.
func joinsNames(line string) bool {
	const word = "and"
	for i := range len(line) {
		end := i
		switch line[i] {
		case '/', '|', ':', '&':
		case 'd', 'D':
			if end = i + 1 - len(word); end < 0 || !strings.EqualFold(line[end:i+1], word) {
				continue
			}
		default:
			continue
		}
		if beginsWithOneOf(strings.TrimLeft(line[i+1:], " \t"), passwordNames) && endsInOneOf(strings.TrimRight(line[:end], " \t"), userNames) {
			return true
		}
	}
	return false
}

// beginsWithOneOf reports whether a text begins with one of the words, in capital or small letters.
func beginsWithOneOf(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return len(text) >= len(word) && strings.EqualFold(text[:len(word)], word)
	})
}

// InPairs returns the passwords in pairs of a user and a password.
func InPairs(text string) []Span {
	if !strings.ContainsAny(text, "/|") && strings.Count(text, ":")+strings.Count(text, "=") < len("::") {
		return nil
	}
	var found []Span
	add := func(pattern *lazyregexp.Regexp, in Span) {
		for _, m := range pattern.FindAllStringSubmatchIndex(text[in.Start:in.End], -1) {
			value := Span{in.Start + m[2], in.Start + m[3]}
			value.End = value.Start + len(strings.TrimRight(text[value.Start:value.End], ".,:;!?)"))
			if Likely.Hides(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	for _, m := range givenUser.FindAllStringSubmatchIndex(text, -1) {
		if IsUserWithPassword(text[m[2]:m[3]], text[m[4]:m[7]]) {
			found = append(found, Span{m[6], m[7]})
		}
	}
	whole := Span{0, len(text)}
	for _, pattern := range pairs {
		add(pattern, whole)
	}
	for _, line := range linesWith(text, joinsNames) {
		add(joinedPair, line)
	}
	return found
}

// linesWith returns the lines of a text that satisfy a function.
func linesWith(text string, has func(line string) bool) []Span {
	var lines []Span
	start := 0
	for line := range strings.Lines(text) {
		if has(line) {
			lines = append(lines, Span{start, start + len(line)})
		}
		start += len(line)
	}
	return lines
}
