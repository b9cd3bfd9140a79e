package recording

import (
	"html"
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// addDecoded adds to the known secrets what an encoded secret is when it is decoded, and its parts
// that are secrets themselves. The decoded text may again hold an encoded one.
func (s *search) addDecoded(secret string) { s.addDecodedWithin(secret, maxDepth) }

func (s *search) addDecodedWithin(secret string, depth int) {
	if depth == 0 || len(secret) < shortestWord {
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
		if len(plain) >= shortestSecret && isPrintable([]byte(plain)) {
			s.add(plain, false)
			s.addDecodedWithin(plain, depth-1)
		}
	}
	if t, ok := parseJSON([]byte(secret)); ok {
		s.addValuesOf(t, depth)
	}
	s.addParts(secret, depth)
}

// addValuesOf adds to the known secrets what looks like a secret in JSON that is itself secret,
// such as the payload of a token.
func (s *search) addValuesOf(t jsonTree, depth int) {
	for _, n := range t.nodes[:min(len(t.nodes), maxParts)] {
		if plain := t.plain(n); n.kind == '"' && len(plain) >= shortestSecret && suspect.LooksCoded(plain) {
			s.add(plain, false)
			s.addDecodedWithin(plain, depth-1)
		}
	}
}

// unquote removes the quotes and the escapes of a quoted string.
func unquote(text string) (string, error) {
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\/`, `/`).Replace(strings.Trim(text, `"' `)), nil
}

// partSeparators are sets of characters that separate the parts of a secret, such as the items of a
// list, the two halves of a pair, or the parts of a signed token.
var partSeparators = []string{" \t\r\n,;\"'{}<>", " \t\r\n,;\"'{}<>=:&|", ".", ":|~"}

// addParts adds the parts of a secret to the known secrets if they are long and look like secrets.
func (s *search) addParts(secret string, depth int) {
	for _, separators := range partSeparators {
		s.addEach(strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune(separators, r) }), secret, depth)
	}
	if strings.Contains(secret, "://") { // A link that ends in a secret.
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
		if part == whole || len(part) < shortestSecret {
			continue
		}
		if suspect.LooksCoded(part) {
			s.add(part, false)
		}
		s.addDecodedWithin(part, depth-1)
	}
}

// maxParts bounds the parts of one secret.
const maxParts = 50
