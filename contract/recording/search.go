package recording

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// search is the work on one exchange.
type search struct {
	*Redactor

	// local are what looks like secrets in this exchange. Since the same gives the same, they need not be remembered.
	local    map[string]replacement
	replacer *strings.Replacer
	// inNames replaces in names what is no private text.
	inNames *strings.Replacer
	depth   int
}

func (s *search) walker(text func(string, textKind) string) *walker {
	return &walker{isSecret: s.isSecret, text: text, private: s.private}
}

// add makes a secret of the recording known. It is looked for in longer texts from the length on.
func (s *search) add(secret string, shortest int) {
	if found, ok := s.known[secret]; secret != "" && (!ok || found.private) {
		s.known[secret] = replacement{text: shape(s.key, secret), within: len(secret) >= shortest || found.within}
	}
}

// datePattern matches what begins with a date, which says nothing of anybody.
var datePattern = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}`)

// addPrivate makes a text known that is no secret and concerns nobody. It is looked for in longer texts where it can't be a word of the API.
func (s *search) addPrivate(text string) {
	if _, ok := s.known[text]; !ok && text != "" && !datePattern.MatchString(text) {
		isWord := strings.Trim(text, lowers+"_-") == ""
		s.known[text] = replacement{text: shape(s.key, text), within: len(text) >= shortestSecret && !isWord, private: !uuidPattern.MatchString(text)}
	}
}

// collect makes known what a text holds of secrets. It returns the text.
func (s *search) collect(text string, kind textKind) string {
	if s.private {
		for _, id := range uuidsPattern.FindAllString(text, -1) {
			s.addPrivate(id)
		}
	}
	switch kind {
	case secretText:
		s.add(text, shortestSecret)
	case credential:
		s.collectCredential(text)
	case privateText:
		s.collectWithin(text, pairPatterns)
		s.addPrivate(text)
	case plainText, nameText:
		s.collectWithin(text, pairPatterns)
	case looseText:
		s.collectWithin(text, slices.Concat(pairPatterns, loosePatterns))
	}
	return text
}

// schemes are the words that say how to read a credential and are none themselves.
var schemes = regexp.MustCompile(`(?i)^(bearer|basic|digest|negotiate|token|apikey|hmac|oauth|ntlm|scram-sha-[0-9]+|aws4-hmac-sha256)$`)

// cutCredential parts the value of an Authorization header into what says how to read the credential, and the credential.
func cutCredential(value string) (scheme, secret string) {
	scheme, secret, found := strings.Cut(value, " ")
	switch {
	case found:
		return scheme, secret
	case schemes.MatchString(value):
		return value, ""
	default:
		return "", value
	}
}

// collectCredential makes known what follows the scheme. A basic one is a pair, whose name stays where it is an identifier and those may be told.
func (s *search) collectCredential(value string) {
	scheme, secret := cutCredential(value)
	if pair, err := base64.StdEncoding.DecodeString(secret); strings.EqualFold(scheme, "basic") && err == nil && utf8.Valid(pair) {
		name, password, _ := strings.Cut(string(pair), ":")
		changed := name
		if s.private || !uuidPattern.MatchString(name) {
			s.add(name, shortestSecret)
			changed = s.known[name].text
		}
		s.add(password, shortestSent)
		if strings.Contains(string(pair), ":") {
			changed += ":" + s.known[password].text
		}
		if secret != "" {
			s.known[secret] = replacement{text: base64.StdEncoding.EncodeToString([]byte(changed)), within: true}
		}
		return
	}
	s.add(secret, shortestSent)
}

// maxDepth bounds how often what is encoded is looked for in what is decoded.
const maxDepth = 3

// collectWithin makes known what looks like a secret in a text, or has the name of one there.
func (s *search) collectWithin(text string, pairs []*regexp.Regexp) {
	for secret, certain := range suspect.In(text) {
		if certain {
			s.add(secret, shortestSecret)
		} else {
			s.local[secret] = replacement{text: shape(s.key, secret), within: true}
		}
	}
	for _, pattern := range pairs {
		for _, match := range pattern.FindAllStringSubmatch(text, -1) {
			before, name, value := match[1], match[2], match[3]
			switch {
			case !s.isSecret(name, true):
			case len(value) >= shortestSecret:
				s.add(value, shortestSecret)
			default: // Too short to be told from other words, but for what is before it.
				s.local[before+value] = replacement{text: before + shape(s.key, value), within: true}
			}
		}
	}
	s.inner(text, s.collect)
}

// replaced returns the text with what is known to be secret replaced. A short one is replaced where it stands as such; a longer one, where it
// is the whole of a text, too.
func (s *search) replaced(text string, kind textKind) string {
	if kind == credential {
		if _, secret := cutCredential(text); secret != "" {
			return strings.TrimSuffix(text, secret) + s.known[secret].text
		}
		return text
	}
	replacer := s.replacer
	if kind == nameText {
		replacer = s.inNames
	}
	if found, ok := s.known[text]; ok && (kind == secretText || kind == privateText || len(text) >= shortestSent) && (kind != nameText || !found.private) {
		return found.text
	}
	return s.inner(replacer.Replace(text), s.replaced)
}

// base64Runs matches what may be base64 of a text, in either alphabet.
var base64Runs = regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}={0,2}`)

// inner visits the texts that stand encoded in a text: JSON in a string, and base64.
func (s *search) inner(text string, visit func(string, textKind) string) string {
	if s.depth == maxDepth {
		return text
	}
	s.depth++
	defer func() { s.depth-- }()
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		if changed, ok := s.walker(visit).json([]byte(text)); ok {
			return string(changed)
		}
	}
	return base64Runs.ReplaceAllStringFunc(text, func(run string) string {
		encoding, plain, ok := decodeText(run)
		if !ok {
			return run
		}
		if changed := visit(plain, plainText); changed != plain {
			return encoding.EncodeToString([]byte(changed))
		}
		return run
	})
}

// decodeText decodes base64 that holds a text that can be printed.
func decodeText(run string) (*base64.Encoding, string, bool) {
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		plain, err := encoding.DecodeString(run)
		if err == nil && utf8.Valid(plain) && !strings.ContainsFunc(string(plain), func(c rune) bool { return !unicode.IsPrint(c) && !unicode.IsSpace(c) }) {
			return encoding, string(plain), true
		}
	}
	return nil, "", false
}

// prepare makes the replacer of what is known, in each form in which a text can hold it.
func (s *search) prepare() {
	s.cutLocal()
	pairs, inNames := map[string]string{}, map[string]string{}
	for _, secrets := range []map[string]replacement{s.local, s.known} { // Where both have one, the latter counts.
		for secret, found := range secrets {
			if !found.within {
				continue
			}
			for _, form := range forms {
				pairs[form(secret)] = form(found.text)
				if !found.private {
					inNames[form(secret)] = form(found.text)
				}
			}
		}
	}
	s.replacer, s.inNames = longestFirst(pairs), longestFirst(inNames)
}

// cutLocal takes out of what looks like a secret what is known to be one: a name that a key stands in is no secret beyond the key, and has to
// become the name that the key's replacement stands in.
func (s *search) cutLocal() {
	const cut = "\x00"
	cuts := map[string]string{}
	for secret, found := range s.known {
		if found.within {
			cuts[secret] = cut
		}
	}
	cutter := longestFirst(cuts)
	for _, secret := range slices.Collect(maps.Keys(s.local)) {
		pieces := strings.Split(cutter.Replace(secret), cut)
		if len(pieces) == 1 {
			continue
		}
		delete(s.local, secret)
		for _, piece := range pieces {
			if len(piece) >= suspect.ShortestRandom && suspect.LooksRandom(piece) {
				s.local[piece] = replacement{text: shape(s.key, piece), within: true}
			}
		}
	}
}

// longestFirst returns a replacer that prefers the longer of two texts that begin at the same place.
func longestFirst(pairs map[string]string) *strings.Replacer {
	olds := slices.SortedFunc(maps.Keys(pairs), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	oldNew := make([]string, 0, 2*len(olds))
	for _, old := range olds {
		oldNew = append(oldNew, old, pairs[old])
	}
	return strings.NewReplacer(oldNew...)
}

// forms are the ways in which texts hold other texts, but for base64, which is looked into.
var forms = []func(string) string{
	func(text string) string { return text },
	url.QueryEscape,
	url.PathEscape,
	func(text string) string {
		quoted, _ := jsontext.AppendQuote(nil, text) // Broken UTF-8 is an error, and mended.
		return string(quoted[1 : len(quoted)-1])
	},
	strings.NewReplacer("~", "~0", "/", "~1").Replace, // As in JSON pointers, RFC 6901.
	func(text string) string { return hex.EncodeToString([]byte(text)) },
	func(text string) string { return strings.ToUpper(hex.EncodeToString([]byte(text))) },
}
