// Package unwrap finds what is inside a secret: its decoded form, the strings in it, and its parts
// that are secrets by themselves. Servers say these back too.
//
//	for _, inner := range unwrap.All("czNjcjN0LWtleS00NzEx", budget) {
//		finder.Add(inner) // It is s3cr3t-key-4711.
//	}
package unwrap

import (
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// The constants limit how many nested encodings are decoded, and how many parts of one secret are
// found.
const (
	maxDepth = 3
	maxParts = 50
)

// All returns what is inside a secret, which may be encoded several times. It takes the work of
// decompressing from the budget, which may be nil.
func All(secret string, budget *disguise.Budget) []string {
	u := unwrapping{known: map[string]bool{}, budget: budget}
	u.open(secret, maxDepth)
	return u.found
}

// unwrapping is what was found so far.
type unwrapping struct {
	found []string
	known map[string]bool

	budget *disguise.Budget
}

// open adds the decoded form of a secret, and its parts. Depth is how many encodings may be nested.
func (u *unwrapping) open(secret string, depth int) {
	if depth == 0 || len(secret) < position.ShortestWord {
		return
	}
	for _, decode := range []func(string) (string, error){
		url.PathUnescape, url.QueryUnescape, func(text string) (string, error) { return html.UnescapeString(text), nil }, unquote,
	} {
		if plain, err := decode(secret); err == nil && plain != secret && plain != "" {
			u.add(plain)
			u.open(plain, depth-1)
		}
	}
	for decoded := range disguise.Decoded(secret, u.budget) {
		for plain := range strings.SplitSeq(decoded, "\x00") { // A login of SASL has them between its parts (RFC 4616).
			if len(plain) >= position.ShortestSecret && IsPrintable([]byte(plain)) {
				u.add(plain)
				u.open(plain, depth-1)
			}
		}
	}
	u.values(secret, depth)
	u.parts(secret, depth)
}

// values adds the strings in secret JSON that look like secrets. Secret JSON is, for instance,
// the payload of a token.
func (u *unwrapping) values(secret string, depth int) {
	for _, plain := range walk.StringsIn([]byte(secret), maxParts) {
		if len(plain) >= position.ShortestSecret && suspect.LooksCoded(plain) {
			u.add(plain)
			u.open(plain, depth-1)
		}
	}
}

// unquote removes the quotes of a quoted string and resolves its escapes.
func unquote(text string) (string, error) {
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\/`, `/`).Replace(strings.Trim(text, `"' `)), nil
}

// partSeparators are sets of characters. Each set separates the parts of some kinds of secrets: the
// items of a list, a name from a value, or the parts of a signed token.
var partSeparators = []string{" \t\r\n,;\"'{}<>", " \t\r\n,;\"'{}<>=:&|", ".", ":|~"}

// parts adds the parts of a secret that are long and look like secrets.
func (u *unwrapping) parts(secret string, depth int) {
	for _, separators := range partSeparators {
		u.each(strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune(separators, r) }), secret, depth)
	}
	if strings.Contains(secret, "://") { // The secret is a link with a secret at its end.
		u.each(strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune("/?#&=", r) })[1:], secret, depth)
	}
	for _, separator := range []string{"--", "_"} {
		if before, after, found := strings.Cut(secret, separator); found {
			u.each([]string{before, after}, secret, depth)
		}
	}
	if pieces := strings.Split(secret, "."); strings.HasPrefix(secret, "eyJ") && len(pieces) >= 3 { // A JSON web token.
		for _, piece := range pieces[1:] {
			if len(piece) >= 16 {
				u.add(piece)
			}
		}
	}
}

func (u *unwrapping) each(parts []string, whole string, depth int) {
	if len(parts) > maxParts {
		return
	}
	for _, part := range parts {
		if part == whole || len(part) < position.ShortestSecret {
			continue
		}
		if suspect.LooksCoded(part) {
			u.add(part)
		}
		u.open(part, depth-1)
	}
}

func (u *unwrapping) add(text string) {
	if !u.known[text] {
		u.known[text] = true
		u.found = append(u.found, text)
	}
}

// IsPrintable reports whether bytes are a text without control characters.
func IsPrintable(text []byte) bool {
	return utf8.Valid(text) && !strings.ContainsFunc(string(text), func(c rune) bool { return !unicode.IsPrint(c) && !unicode.IsSpace(c) })
}
