package redaction

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// secretSet has the known secrets and private strings of a recording, with their replacements.
type secretSet struct {
	key   []byte
	known map[string]replacement

	// forms finds the known strings in each form in which the redactor replaces them.
	forms        multimatch.Set
	replacements []form
	// survivors finds known secrets that are left after redaction, in a different way than forms.
	// shortOnes does the same for short secrets, and privates for private strings.
	survivors, shortOnes, privates disguise.Finder
	// partial are the known secrets of which a part may be shown beside a mask.
	partial partialSecrets
	// count is how many strings were added. It tells what an earlier search looked for.
	count int
	full  bool
}

// replacement is the replacement of a string.
type replacement struct {
	text string
	// private says that the string is private but not a secret.
	private bool
	// here says that the string is replaced only where its name says that it is a secret.
	here bool
	// isID says that the string is an identifier. Only its literal form is replaced.
	isID bool
	// inPart says that only some parts of the string are secrets. These parts are known secrets
	// themselves.
	inPart bool
}

// form is the replacement of one form of a string.
type form struct {
	text string
	// whole says that the form is replaced only where no letter or digit is next to it.
	whole   bool
	private bool
}

// maxKnown limits how many bytes are looked for in a recording, in all forms. Each of them takes
// about fourteen bytes of memory, because it becomes a state of an automaton.
const maxKnown = 32 << 20

// A secret longer than maxForms is not replaced in other strings. A body that contains the
// beginning, the middle or the end of such a secret, of maxChunk bytes each, is left out.
const (
	maxForms = 4 << 10
	maxChunk = 64
)

// The variables are reasons why a single exchange is not recorded.
var (
	errTooMany  = errors.New("the recording holds more secrets or private strings than can be looked for")
	errLongHead = fmt.Errorf("a URL or a header is longer than %d KiB", maxMessageHead>>10)
)

// maxMessageHead limits the size in bytes of a message's URL and header. Servers accept less. Each
// value may be a secret, and each secret makes the search slower.
const maxMessageHead = 256 << 10

// size returns how many bytes are looked for, in all forms.
func (s *secretSet) size() int {
	return s.forms.Size() + s.survivors.Size() + s.shortOnes.Size() + s.privates.Size()
}

// add adds a secret to the known ones, and returns its replacement. A short word is looked for in
// other places only if it was sent as a credential.
func (s *secretSet) add(secret string, sent bool) string {
	isWord := len(secret) < position.ShortestSecret && strings.Trim(secret, suspect.Lowers+suspect.Uppers) == ""
	return s.put(secret, replacement{text: shape(s.key, secret), here: isWord && !sent})
}

// addPrivate adds a private string to the known strings.
func (s *secretSet) addPrivate(text string) {
	if _, ok := s.known[text]; !ok {
		s.put(text, replacement{text: shape(s.key, text), private: true})
	}
}

// put adds a string with its replacement to the known strings. If a string is known as a secret, it
// remains a secret. The name of a header of the protocol is replaced only at its place, because it
// is in every exchange. It may follow the name of a secret, as in ["Authorization",
// "Content-Type"].
func (s *secretSet) put(text string, with replacement) string {
	with.here = with.here || walk.IsHeaderName(text)
	found, ok := s.known[text]
	moreSecret := found.private && !with.private || found.here && !with.here
	if text == "" || ok && !moreSecret {
		return found.text
	}
	if s.size() > maxKnown {
		s.full = true
		return with.text
	}
	s.known[text] = with
	s.count++
	if with.here || len(text) < position.ShortestWord && !with.private || len(text) < 2 || with.text == text {
		return with.text
	}
	if len(text) > maxForms {
		addChunks(&s.survivors, text)
		return with.text
	}
	isWord := strings.Trim(text, suspect.Lowers) == "" || strings.Trim(text, suspect.Digits) == ""
	whole := with.private || len(text) < position.ShortestSecret || strings.Trim(text, suspect.Digits) == ""
	for _, f := range formsOf(text, with.text, len(text) >= position.ShortestSecret && !with.private && !with.isID) {
		s.replacements = append(s.replacements, form{text: f.replaced, whole: whole, private: with.private})
		s.forms.Add(f.text, len(s.replacements)-1)
	}
	switch {
	case with.isID:
		s.survivors.AddPlain(text)
	case !with.private && len(text) >= position.ShortestSecret:
		s.survivors.Add(text)
		if !with.inPart {
			s.survivors.AddParts(text)
			s.partial.add(text)
		}
	case !with.private:
		s.shortOnes.Add(text)
	case len(text) >= position.ShortestSecret && !isWord:
		s.privates.AddPlain(text)
	}
	return with.text
}

// addChunks adds parts of a long string to a finder.
func addChunks(f *disguise.Finder, text string) {
	for _, chunk := range []string{text[:maxChunk], text[len(text)/2 : len(text)/2+maxChunk], text[len(text)-maxChunk:]} {
		f.Add(chunk)
	}
}

// matches returns the known strings in a text with their replacements, from left to right. If names
// is set, the text is the name of a property or a header. The API defines these names, so private
// strings are not replaced there.
func (s *secretSet) matches(text string, names bool) []match {
	var found []match
	for m := range s.forms.Leftmost(text) {
		at := match{Span: position.Span{Start: m.Start, End: m.End}}
		if m.ID >= 0 {
			f := s.replacements[m.ID]
			if f.private && names || f.whole && !isWhole(text, m.Start, m.End) {
				continue
			}
			at.with = f.text
		} else {
			at.with = shape(s.key, text[m.Start:m.End])
		}
		found = append(found, at)
	}
	if parts := s.masked(text); len(parts) > 0 {
		found = merge(found, merge(parts, nil))
	}
	return found
}

// match is a part of a text with its replacement.
type match struct {
	position.Span

	with string
}

// isWhole reports whether no letter or digit is next to a part of a text.
func isWhole(text string, start, end int) bool {
	return (start == 0 || !isWordByte(text[start-1]) || !isWordByte(text[start])) &&
		(end == len(text) || !isWordByte(text[end]) || !isWordByte(text[end-1]))
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// encodedForm is one form of a string, with the same form of the string's replacement.
type encodedForm struct{ text, replaced string }

// formsOf returns the forms in which a string is replaced. In base64, the form has only the
// characters that don't depend on the neighboring bytes. The search for survivors finds strings in
// other forms, such as a string that is encoded twice.
func formsOf(text, replaced string, all bool) []encodedForm {
	var found []encodedForm
	add := func(text, replaced string) {
		if !slices.ContainsFunc(found, func(f encodedForm) bool { return f.text == text }) {
			found = append(found, encodedForm{text, replaced})
		}
	}
	for _, encode := range plainForms {
		add(encode(text), encode(replaced))
	}
	if !all {
		return found
	}
	for _, encode := range codedForms {
		add(encode(text), encode(replaced))
	}
	if number, err := strconv.ParseUint(text, 10, 64); err == nil {
		other, _ := strconv.ParseUint(replaced, 10, 64) // The replacement is a number too.
		for _, format := range base16 {
			if in := fmt.Sprintf(format, number); len(in) >= position.ShortestSecret {
				add(in, fmt.Sprintf(format, other))
			}
		}
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			if core := base64Core(encoding, text, before); len(core) >= 10 && len(text) == len(replaced) {
				add(core, base64Core(encoding, replaced, before))
			}
		}
	}
	return found
}

// base64Core returns the base64 of a string that follows this number of other bytes. It omits the
// characters that depend on the neighboring bytes.
func base64Core(encoding *base64.Encoding, text string, before int) string {
	padded := string(make([]byte, before)) + text
	return encoding.EncodeToString([]byte(padded))[(before*8+5)/6 : len(padded)*8/6]
}

// plainForms are functions that encode a string as a part of another text, such as JSON. A short
// string is searched only in these forms.
var plainForms = []func(string) string{
	func(text string) string { return text },
	url.QueryEscape,
	url.PathEscape,
	quoteJSON,
	html.EscapeString,
	strings.NewReplacer("~", "~0", "/", "~1").Replace, // JSON pointers, RFC 6901.
}

// codedForms are functions that encode a string so that a reader doesn't recognize it.
var codedForms = []func(string) string{
	func(text string) string { return hex.EncodeToString([]byte(text)) },
	func(text string) string { return strings.ToUpper(hex.EncodeToString([]byte(text))) },
	func(text string) string { return eachByte(text, "%", hex.EncodeToString) },
	func(text string) string { return strings.ToUpper(eachByte(text, "%", hex.EncodeToString)) },
	func(text string) string { return quoteJSON(quoteJSON(text)) },
	func(text string) string { return strings.ReplaceAll(text, "/", `\/`) },
}

// base16 are the formats of a number in base 16.
var base16 = []string{"%x", "%X", "0x%x", "0x%X", "0X%X"}

func eachByte(text, prefix string, encode func([]byte) string) string {
	var b strings.Builder
	for i := range len(text) {
		b.WriteString(prefix + encode([]byte{text[i]}))
	}
	return b.String()
}

// quoteJSON returns a string as JSON writes it between the quotes.
func quoteJSON(text string) string {
	quoted, _ := jsontext.AppendQuote(nil, text) // An error means broken UTF-8, which the result has replaced.
	return string(quoted[1 : len(quoted)-1])
}
