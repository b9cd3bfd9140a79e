package redaction

import (
	"html"
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// addDecoded adds the decoded form of a secret to the known secrets, and the parts of the decoded
// form that are secrets by themselves. It decodes nested encodings.
func (s *search) addDecoded(secret string) { s.addDecodedWithin(secret, maxDepth) }

func (s *search) addDecodedWithin(secret string, depth int) {
	if depth == 0 || len(secret) < position.ShortestWord {
		return
	}
	for _, decode := range []func(string) (string, error){
		url.PathUnescape, url.QueryUnescape, func(text string) (string, error) { return html.UnescapeString(text), nil }, unquote,
	} {
		if plain, err := decode(secret); err == nil && plain != secret && plain != "" {
			s.add(plain, false)
			s.addDecodedWithin(plain, depth-1)
		}
	}
	for plain := range disguise.Decoded(secret) {
		if len(plain) >= position.ShortestSecret && isPrintable([]byte(plain)) {
			s.add(plain, false)
			s.addDecodedWithin(plain, depth-1)
		}
	}
	s.addValuesOf(secret, depth)
	s.addParts(secret, depth)
}

// addValuesOf adds the strings in secret JSON that look like secrets. Secret JSON is, for instance,
// the payload of a token.
func (s *search) addValuesOf(secret string, depth int) {
	for _, plain := range walk.StringsIn([]byte(secret), maxParts) {
		if len(plain) >= position.ShortestSecret && suspect.LooksCoded(plain) {
			s.add(plain, false)
			s.addDecodedWithin(plain, depth-1)
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

// addParts adds the parts of a secret that are long and look like secrets.
func (s *search) addParts(secret string, depth int) {
	for _, separators := range partSeparators {
		s.addEach(strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune(separators, r) }), secret, depth)
	}
	if strings.Contains(secret, "://") { // The secret is a link with a secret at its end.
		s.addEach(strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune("/?#&=", r) })[1:], secret, depth)
	}
	for _, separator := range []string{"--", "_"} {
		if before, after, found := strings.Cut(secret, separator); found {
			s.addEach([]string{before, after}, secret, depth)
		}
	}
	if pieces := strings.Split(secret, "."); strings.HasPrefix(secret, "eyJ") && len(pieces) >= 3 { // A JSON web token.
		for _, piece := range pieces[1:] {
			if len(piece) >= 16 {
				s.add(piece, false)
			}
		}
	}
}

func (s *search) addEach(parts []string, whole string, depth int) {
	if len(parts) > maxParts {
		return
	}
	for _, part := range parts {
		if part == whole || len(part) < position.ShortestSecret {
			continue
		}
		if suspect.LooksCoded(part) {
			s.add(part, false)
		}
		s.addDecodedWithin(part, depth-1)
	}
}

// maxParts limits how many parts of one secret are added.
const maxParts = 50
