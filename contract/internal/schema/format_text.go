package schema

import (
	"encoding/base64"
	"errors"
	"mime"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

func isBase64(text string) bool {
	_, err := base64.StdEncoding.DecodeString(text)
	return err == nil
}

// isBase64URL reports whether a text is base 64 for URLs, with or without padding.
func isBase64URL(text string) bool {
	_, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	return err == nil && (!strings.HasSuffix(text, "=") || len(text)%4 == 0)
}

func isCharacter(text string) bool { return utf8.RuneCountInString(text) == 1 }

// isHTTPDate reports whether a text is a date in one of the forms of RFC 9110, section 5.6.7.
func isHTTPDate(text string) bool {
	_, err := http.ParseTime(text)
	return err == nil
}

// isFixedDate reports whether a text is a date in the preferred form of HTTP.
func isFixedDate(text string) bool {
	_, err := time.Parse(http.TimeFormat, text)
	return err == nil
}

// isMediaRange reports whether a text is a media type or a range (RFC 9110, section 12.5.1).
func isMediaRange(text string) bool {
	essence, _, err := mime.ParseMediaType(text)
	kind, subtype, ok := strings.Cut(essence, "/")
	return err == nil && ok && (kind != "*" || subtype == "*")
}

// isLanguage reports whether a text is a language tag (RFC 5646), even if its language is unknown.
func isLanguage(text string) bool {
	_, err := language.Parse(text)
	_, unknown := errors.AsType[language.ValueError](err)
	return err == nil || unknown
}

// isNetwork returns the check that a text is a network of a version of IP: an address and the
// length of its prefix, such as 10.0.0.0/8.
func isNetwork(version int) func(text string) bool {
	return func(text string) bool {
		prefix, err := netip.ParsePrefix(text)
		return err == nil && prefix.Addr().Is4() == (version == 4)
	}
}

// isPattern reports whether a text is a regular expression of ECMA-262.
func isPattern(text string) bool {
	_, err := compileECMA(text)
	return err == nil && unknownEscape(text) == ""
}

// The grammar of structured fields (RFC 9651, section 3.3).
var (
	structuredBinary = lazyregexp.New(`^:[A-Za-z0-9+/=]*:$`)
	structuredString = lazyregexp.New(`^"([ !#-\[\]-~]|\\["\\])*"$`)
	structuredToken  = lazyregexp.New("^[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*$")
)

// uriTemplate is the grammar of RFC 6570, section 2.
var uriTemplate = lazyregexp.New(`^([^\x00-\x20\x7f"'%<>\\^` + "`" + `{|}]|%[0-9A-Fa-f]{2}|` +
	`\{[+#./;?&=,!@|]?` + templateVariable + `(,` + templateVariable + `)*\})*$`)

const templateVariable = `([A-Za-z0-9_]|%[0-9A-Fa-f]{2})(\.?([A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(:[1-9][0-9]{0,3}|\*)?`
