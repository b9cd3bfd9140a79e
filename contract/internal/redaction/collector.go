package redaction

import (
	"encoding/base64"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/unwrap"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// collect adds the secrets in a text to the known secrets. It returns the text unchanged.
func (s *search) collect(text string, kind walk.Kind) string {
	if s.budget.IsSpent() {
		return text // The search has used up its budget, so the body is left out.
	}
	if s.private {
		for _, id := range uuidsPattern.FindAllString(text, -1) {
			s.put(id, replacement{text: shape(s.key, id), isID: true})
		}
	}
	switch kind {
	case walk.Secret:
		s.addValue(text, valueOf{sent: s.inRequest})
	case walk.Credential:
		s.addValue(text, valueOf{scheme: true, sent: true})
	case walk.Cookie:
		s.addCookie(text)
	case walk.Private:
		s.collectWithin(text, walk.Plain)
		s.collectPrivate(text)
	default:
		s.collectWithin(text, kind)
	}
	return text
}

// maxPrivate is the maximum length in bytes of a private string that is also replaced inside other
// strings.
const maxPrivate = 200

func (s *search) collectPrivate(text string) {
	if text == "" || len(text) > maxPrivate || suspect.IsDate(text) || suspect.IsHarmlessValue(text) || strings.Trim(text, suspect.Digits+".") == "" {
		return // The walk replaces the string at this place.
	}
	before := s.size()
	s.addPrivate(text)
	s.budget.Take(workOfPrivate + s.size() - before)
}

// valueOf describes where a value was found.
type valueOf struct {
	// scheme says that the value may begin with any word as the scheme of a credential.
	scheme bool
	// sent says that a request sent the value as a credential.
	sent bool
}

// addValue adds a value to the known secrets. It also adds the parts of the value that are secrets
// by themselves.
func (s *search) addValue(value string, of valueOf) {
	if found, ok := s.known[value]; ok && !found.private && !found.here {
		return
	}
	if suspect.IsHarmlessValue(value) || strings.Trim(value, "*•x. ") == "" || !s.budget.Take(workOfSecret+len(value)) {
		return
	}
	before := s.size()
	defer func() { s.budget.Take(workOfForm * (s.size() - before)) }()
	scheme, start := position.CutScheme(value, of.scheme)
	rest := value[start:]
	if rest == "" || !of.sent && suspect.IsHarmlessValue(rest) {
		return
	}
	replaced := s.addCredential(scheme, rest, of.sent)
	if start > 0 {
		s.put(value, replacement{text: value[:start] + replaced, inPart: true})
	}
}

// addCredential adds the secrets in a credential to the known secrets. The scheme decides which
// parts of the credential are secrets. addCredential returns the replacement of the credential.
func (s *search) addCredential(scheme, text string, sent bool) string {
	if strings.EqualFold(scheme, "basic") {
		if pair, ok := position.ParseBasic(text); ok {
			return s.addBasic(text, pair)
		}
	}
	parts := position.CredentialParts(scheme, text)
	hasUser := len(parts) == 1 && parts[0].Start > 0 && text[parts[0].Start-1] == ':'
	var changes []match
	if hasUser {
		name := position.Span{End: parts[0].Start - 1}
		changes = append(changes, match{name, s.addUser(text[:name.End])})
	}
	for _, part := range parts {
		secret := text[part.Start:part.End]
		if secret != text && !hasUser && suspect.IsHarmlessValue(secret) {
			continue
		}
		s.addDecoded(secret)
		changes = append(changes, match{part, s.add(secret, sent)})
	}
	if len(changes) == 1 && changes[0].Span == (position.Span{End: len(text)}) {
		return changes[0].with
	}
	return s.put(text, replacement{text: splice(text, changes), inPart: true})
}

// addDecoded adds what is inside a secret to the known secrets. It may be much longer than the
// secret.
func (s *search) addDecoded(secret string) {
	if s.budget.IsSpent() {
		return
	}
	for _, inner := range unwrap.All(secret, s.budget) {
		if !s.budget.Take(len(inner)) {
			return
		}
		s.add(inner, false)
	}
}

// addUser adds the user name of a name and password to the known secrets if the name is long. It
// returns the replacement of the name. If the name is an identifier, it stays unchanged unless
// identifiers are private.
func (s *search) addUser(name string) string {
	switch {
	case suspect.IsUUID(name) && !s.private:
		return name
	case len(name) < position.ShortestSecret:
		return shape(s.key, name)
	default:
		return s.add(name, true)
	}
}

// addBasic adds a user name and its password to the known secrets. If the password is empty, the
// name is an API key.
func (s *search) addBasic(text string, pair position.BasicPair) string {
	changed := pair
	if pair.Password == "" && !suspect.IsUUID(pair.Name) {
		changed.Name = s.add(pair.Name, true)
	} else {
		changed.Name = s.addUser(pair.Name)
	}
	if pair.Password != "" {
		s.addDecoded(pair.Password)
		changed.Password = s.add(pair.Password, true)
	}
	trimmed := strings.TrimSpace(text)
	return s.put(trimmed, replacement{text: changed.Encode(), inPart: true})
}

// addCookie adds the value of a cookie to the known secrets (RFC 6265, section 4.1.1). If the value
// is a short word, such as a language, only the cookie itself is replaced.
func (s *search) addCookie(value string) {
	if !isShortWord(value) {
		s.addValue(value, valueOf{})
	}
}

// isShortWord reports whether a value is so short, or so much like a word, that replacing it in
// other strings would damage them.
func isShortWord(value string) bool {
	return len(value) < position.ShortestWord || len(value) < position.ShortestSecret && strings.Trim(value, suspect.Lowers+suspect.Uppers+"-_") == ""
}

// maxDepth limits how many nested encodings are decoded.
const maxDepth = 3

// collectWithin searches a text for strings that look like secrets and for values whose names say
// that they are secrets. It adds them to the known secrets.
func (s *search) collectWithin(text string, kind walk.Kind) {
	for _, found := range s.factsOf(text, kind).suspects {
		if found.Certain {
			secret := text[found.Start:found.End]
			s.addDecoded(secret)
			s.add(secret, false)
		}
	}
	for _, value := range s.namedValues(text, kind) {
		s.addValue(text[value.Start:value.End], valueOf{})
	}
	if plain := disguise.Unescape(text, s.budget); plain != text && s.depth < maxDepth {
		s.depth++
		s.collectWithin(plain, kind)
		s.depth--
	}
	s.inner(text, s.collect)
}

// inner calls visit for each encoded text inside a text, such as JSON in a string, or base64.
func (s *search) inner(text string, visit func(string, walk.Kind) string) string {
	if s.depth == maxDepth {
		return text
	}
	s.depth++
	defer func() { s.depth-- }()
	if strings.ContainsAny(text, "}]") {
		changed, isWhole := s.walker(visit).JSONIn(text)
		if isWhole {
			return changed
		}
		text = changed
	}
	var changes []match
	for at := 0; ; {
		start, end := base64Run(text[at:])
		if end == 0 {
			return splice(text, changes)
		}
		run := position.Span{Start: at + start, End: at + end}
		if encoding, plain, ok := decodeText(text[run.Start:run.End]); ok {
			if changed := visit(plain, walk.Plain); changed != plain {
				changes = append(changes, match{run, encoding.EncodeToString([]byte(changed))})
			}
		}
		at = run.End
	}
}

// base64Run returns the start and the end of the first part of a text that may be base64. It
// returns zeros if there is no such part.
func base64Run(text string) (start, end int) {
	for i := 0; i < len(text); {
		start = i
		for i < len(text) && isBase64Digit(text[i]) {
			i++
		}
		if i-start >= position.ShortestSecret {
			for padded := i; i < len(text) && i < padded+2 && text[i] == '='; i++ {
				continue
			}
			return start, i
		}
		i++
	}
	return 0, 0
}

func isBase64Digit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '+' || c == '/' || c == '-' || c == '_'
}

// decodeText decodes base64 in either alphabet, with or without padding. It returns false if the
// decoded bytes are not printable text.
func decodeText(run string) (*base64.Encoding, string, bool) {
	encoding := base64.StdEncoding
	if strings.ContainsAny(run, "-_") {
		encoding = base64.URLEncoding
	}
	if len(run)%4 != 0 {
		encoding = encoding.WithPadding(base64.NoPadding)
	}
	if plain, err := encoding.DecodeString(run); err == nil && unwrap.IsPrintable(plain) {
		return encoding, string(plain), true
	}
	return nil, "", false
}
