package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// shown match a name with its value in a grammar of its own. The first group is the name and the
// second group is the value.
var shown = []*lazyregexp.Regexp{
	// As in a list with dots between the name and the value.
	lazyregexp.Needing(`(?m)^[ \t]*(\pL[\pL\pN _-]{0,40}?)[ \t]*(?:\.[ \t]*){2,}:[ \t]*(\S[^\r\n]*?)[ \t\r]*$`, ".:", ". :"),
	// As in an entity of XML, and between the lines of an armor.
	lazyregexp.Needing(`<!ENTITY\s+(?:%\s+)?([\w.:-]+)\s+["']([^"'<>]+)["']`, "<!entity"),
	lazyregexp.Needing(`-----BEGIN ((?:[A-Z]+ )*(?:TOKEN|SECRET|PASSWORD|CREDENTIALS?))-----\s+([^\s-][^\r\n]*?)\s+-----END`, "-----begin"),
	// As a template of JavaScript, alone or behind its name in a call, and as code in Markdown.
	lazyregexp.Needing("([\\pL\\pN_.$-]+)[\"'`*_]{0,3}[ \\t]*(?:=>|:=|[:=])[*_]{0,2}[ \\t]*`([^`\\r\\n]+)`", "`"),
	lazyregexp.Needing("\\([ \\t]*[\"'`]([\\w.-]+)[\"'`][ \\t]*,[ \\t]*`([^`\\r\\n]+)`[ \\t]*\\)", "`"),
	// As in bold letters of Markdown.
	lazyregexp.Needing(`(?:\*\*|__)([\pL\pN][\pL\pN ]{0,40})(?::(?:\*\*|__)|(?:\*\*|__):)[ \t]*([^\s<>*]{6,})`, "**", "__"),
}

// shownOf returns the values in such grammars.
func shownOf(text string, name Naming) []Span {
	var found []Span
	for _, pattern := range shown {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			value := unquoted(text, Span{m[4], m[5]})
			content := text[value.Start:value.End]
			if saysBeside(text[m[2]:m[3]], name).Hides(content) && !strings.HasPrefix(content, "${") && !suspect.IsHarmlessValue(content) && !isDenial(content) {
				found = append(found, value)
			}
		}
	}
	return found
}

// givenUser matches a pair that may have a user with a password. The groups are the name, the user
// and the password.
var givenUser = lazyregexp.Needing(`(?i)(?:^|[^\pL\pN_])(user(?:name)?|login)=["']?([\pL\pN_.@+-]+):([^\s"',;&/:|]{6,})`, "user", "login")

// userValue matches the name of a user with a password, as curl takes them.
var userValue = lazyregexp.New(`^[\pL\pN_.@+-]+:([^\s:/|]{6,})$`)

// IsUserWithPassword reports whether a value with the name of a user has the user's password too,
// as in user=ann:hush4711. Behind the colon may also be the number of a user.
func IsUserWithPassword(name, value string) bool {
	switch LastWord(name) {
	case "user", "username", "login":
	default:
		return false
	}
	m := userValue.FindStringSubmatch(value)
	return m != nil && Worded.Hides(m[1]) && strings.Trim(m[1], suspect.Digits) != ""
}
