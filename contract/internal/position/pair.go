package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// The constants are the names of a user and of a password, also in short forms, in a pair of them.
const (
	userWords     = `(?:u|un|usr|user(?:[ _-]?name)?|log-?in|id|e-?mail|account|benutzer|utilisateur|usuario|utente|логин)`
	passwordWords = `(?:p|pw|pwd|pass(?:word|wd|code|wort)?|secret|token|kennwort|пароль)`
)

// pairs match a user with a password. The group is the password, which is a secret only if it looks
// like a code.
//
//nolint:gosmopolitan // Some words are in other languages.
var pairs = []*lazyregexp.Regexp{
	// As in "U: ann P: hush4711".
	lazyregexp.Needing(`(?i)(?:^|[^\pL\pN_.-])`+userWords+`[ \t]*[:=][ \t]*["']?[^\s"',;]+["']?[ \t]*[,;/|]?[ \t]*p[ \t]*[:=][ \t]*["']?([^\s"']{4,})`,
		" p:", " p=", ",p:", ",p=", ";p:", ";p=", "/p:", "|p:"),
	// As in "u/p: ann/hush4711", where one separator joins both names and both values.
	lazyregexp.Needing(`(?i)(?:^|[^\pL\pN_./-])`+userWords+`[ \t]*(?:[/|:&]|and)[ \t]*`+passwordWords+`[ \t]*(?:[:=]|is|are|–|-|→|->)?[ \t]+["']?[^\s"'/|:,]+[ \t]*[/|:,&+][ \t]*["']?([^\s"'/|]{4,})`,
		"/p", "/ p", "|p", "| p", ":p", "&p", "& p", "and p", "/secret", "/token", "/kennwort", "/пароль", "/ пароль"),
	// As in "login ann/hush4711".
	lazyregexp.Needing(`(?i)(?:^|[^\pL\pN_./-])(?:log-?in|sign-?in|credentials?|creds)[ \t]*[:=]?[ \t]+[^\s/.:"']+[/|]([^\s/|"']{6,})(?:$|[\s"'])`, "login ", "login:", "log-in", "signin", "sign-in", "credential", "creds"),
	// As Oracle writes it, in "ann/hush4711@//db.example:1521/shop".
	lazyregexp.Needing(`(?:^|[\s"'=(:])[\pL][\pL\pN_$#]*/["']?([^\s"'/@]{4,})["']?@(?://[\w.-]|\(DESCRIPTION|[\w.-]+:\d{2,5}[/:]\w)`, "@"),
}

// InPairs returns the passwords in pairs of a user and a password.
func InPairs(text string) []Span {
	if !strings.ContainsAny(text, "/|") && strings.Count(text, ":")+strings.Count(text, "=") < len("::") {
		return nil
	}
	var found []Span
	for _, pattern := range pairs {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			value := Span{m[2], m[2] + len(strings.TrimRight(text[m[2]:m[3]], ".,:;!?)"))}
			if Likely.Hides(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	return found
}
