package position

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// The constants are words that are names themselves and parts of names.
const (
	codeWord    = "code"
	keyWord     = "key"
	magicWord   = "magic"
	nameWord    = "name"
	sessionWord = "session"
	tokenWord   = "token"
)

// NamingWords are names of elements, attributes and properties whose value is a name.
var NamingWords = suspect.WordSet(`name key id field property header variable var label macro param parameter attribute title env type kind code
	k n ref attr th td dt b strong em option setting entry claim column question prompt q left envvar format tag inputtype input_type fieldtype field_type`)

// NamingEndings are the last words of other names whose value is a name, as in displayName.
var NamingEndings = suspect.WordSet(`name k key field label header variable property parameter attribute column setting`)

// PathWords are the last words of names whose value is the path of a value.
var PathWords = suspect.WordSet(`locator path loc pointer instance selector sel target xpath`)

// ValueWords are the names of members that hold the value for a name.
var ValueWords = suspect.WordSet(`value val values content data default v text _text input received current given actual old new before after
	previous rejected answer a right body string s contents is was`)

// MarkWords are the last words of names that say of the value beside them that it is a secret, as
// Terraform and GitLab mark it.
var MarkWords = suspect.WordSet(`sensitive masked secret confidential`)

// DescribingWords are the last words of names whose values describe an error or a request.
var DescribingWords = suspect.WordSet(`op method verb status type code kind location in url uri href host ip agent referer referrer duration latency bytes size
	length protocol scheme level time timestamp date rule keyword severity line column row index id required`)

// TellingWords are the last words of names whose values are sentences.
var TellingWords = suspect.WordSet(`message msg detail details description title reason error summary text note notice hint warning`)

// LastWord returns the last word of a name, in lower case.
func LastWord(name string) string {
	name = strings.TrimFunc(name, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	start := 0
	var before rune
	for i, c := range name {
		switch {
		case unicode.IsUpper(c) && unicode.IsLower(before):
			start = i
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			_, width := utf8.DecodeRuneInString(name[i:]) // A byte that isn't UTF-8 is one byte wide.
			start = i + width
		}
		before = c
	}
	return strings.ToLower(name[start:])
}

// IsNaming reports whether members with this name hold a name.
func IsNaming(name string) bool {
	return NamingWords[strings.ToLower(strings.Trim(name, "@$#_-:"))] || NamingEndings[LastWord(name)]
}

// PlainName returns the name that a text is in base64, as etcd writes keys, or else the text.
func PlainName(text string) string {
	if len(text) < 8 || len(text)%4 != 0 || strings.ContainsAny(text, " -_.:") {
		return text
	}
	plain, err := base64.StdEncoding.DecodeString(text)
	if err != nil || !utf8.Valid(plain) || bytes.ContainsFunc(plain, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return text
	}
	return string(plain)
}

// MaxNameWords is the maximum number of words in a name. A longer string is a sentence.
const MaxNameWords = 4

// PathSecrecy returns what the names in a path say.
func PathSecrecy(path string, says Naming) Secrecy {
	if len(path) > 200 || strings.ContainsAny(path, " \t\r\n?") || strings.Contains(path, "://") {
		return NoSecret
	}
	names := strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune("/.[]'\"$#@()=", c) })
	if slices.ContainsFunc(names, says.isCertain) {
		return Certain
	}
	return NoSecret
}

// CountsTokens reports whether a name is that of a number of tokens, such as max_tokens.
func CountsTokens(name string) bool { return strings.HasSuffix(strings.ToLower(name), "tokens") }
