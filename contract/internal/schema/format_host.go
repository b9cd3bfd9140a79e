package schema

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// registration checks names as RFC 5891 demands when a name is registered. It doesn't map a
// character to another character.
var registration = idna.New(idna.ValidateForRegistration(), idna.BidiRule(), idna.CheckJoiners(true), idna.CheckHyphens(true), idna.StrictDomainName(true))

// maxHostname is the length of the longest host name in ASCII.
const maxHostname = 253

// isInternationalHostname reports whether a text is a host name that may have characters outside
// ASCII (RFC 5890, section 2.3.2.3).
func isInternationalHostname(text string) bool {
	text = fullStops.Replace(text)
	ascii, err := registration.ToASCII(text)
	if err != nil || text == "" || len(strings.TrimSuffix(ascii, ".")) > maxHostname {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(text, "."), ".") {
		decoded, err := registration.ToUnicode(label)
		if err != nil || decoded == "" || !hasContext(decoded) {
			return false
		}
	}
	return true
}

// fullStops replaces the characters that separate labels like a full stop (RFC 3490, section 3.1).
var fullStops = strings.NewReplacer("\u3002", ".", "\uff0e", ".", "\uff61", ".")

// disallowed matches characters that RFC 5892, section 2.6, excludes and the library accepts.
var disallowed = lazyregexp.New(`[\x{0640}\x{07FA}\x{302E}\x{302F}\x{3031}-\x{3035}\x{303B}]`)

// hasContext reports whether each character of a label is where RFC 5892, appendix A, allows it.
func hasContext(label string) bool {
	if disallowed.MatchString(label) {
		return false
	}
	arabic, extended := false, false
	for i, r := range label {
		before, _ := utf8.DecodeLastRuneInString(label[:i])
		after, _ := utf8.DecodeRuneInString(label[i+utf8.RuneLen(r):])
		allowed := true
		switch {
		case r == '\u00b7': // The middle dot of Catalan.
			allowed = before == 'l' && after == 'l'
		case r == '\u0375': // The lower numeral sign of Greek.
			allowed = unicode.Is(unicode.Greek, after)
		case r == '\u05f3' || r == '\u05f4': // The geresh and gershayim of Hebrew.
			allowed = unicode.Is(unicode.Hebrew, before)
		case r == '\u30fb': // The middle dot of Japanese.
			allowed = strings.ContainsFunc(label, isJapanese)
		case r >= '\u0660' && r <= '\u0669':
			arabic = true
		case r >= '\u06f0' && r <= '\u06f9':
			extended = true
		}
		if !allowed {
			return false
		}
	}
	return !arabic || !extended
}

func isJapanese(r rune) bool {
	return r != '\u30fb' && unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han)
}

// isInternationalEmail reports whether a text is an address that may have characters outside ASCII
// (RFC 6531, section 3.3).
func isInternationalEmail(text string) bool {
	at := strings.LastIndexByte(text, '@')
	if at <= 0 {
		return false
	}
	// Outside ASCII, the local part may have any character.
	local := strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && r != utf8.RuneError {
			return 'x'
		}
		return r
	}, text[:at])
	domain := text[at+1:]
	if !isInternationalHostname(domain) {
		return emailFormat().text(local + "@" + domain) // The domain may be an address of IP in brackets.
	}
	return emailFormat().text(local + "@example.com")
}

var emailFormat = sync.OnceValue(func() *format { return libraryFormat("email") })
