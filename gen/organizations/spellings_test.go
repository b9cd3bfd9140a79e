package organizations_test

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// spellings lists the ways in which a server can write a secret when it repeats the secret.
var spellings = map[string]func(string) string{
	"as it is":   func(s string) string { return s },
	"upper case": strings.ToUpper,
	"UTF-16, escaped": func(s string) string {
		return each(s, func(c byte) string { return inJSON(string(c)) + `\u0000` })
	},
	"invisible characters between": func(s string) string { return each(s, func(c byte) string { return string(c) + "\u200b" }) },
	"invisible hyphens between":    func(s string) string { return each(s, func(c byte) string { return string(c) + "\u00ad" }) },
	"invisible characters, escaped": func(s string) string {
		return each(s, func(c byte) string { return inJSON(string(c)) + `\u2060` })
	},
	"HTML without semicolons": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf(`&#%d`, c) })
	},
	"HTML without semicolons, hexadecimal": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf(`&#x%X`, c) })
	},
	"JSON": inJSON,
	"JSON for HTML": func(s string) string {
		return strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`).Replace(inJSON(s))
	},
	"JSON, all escaped": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf(`\u%04x`, c) })
	},
	"JSON, capitals": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf(`\u%04X`, c) })
	},
	"JSON in JSON":        func(s string) string { return inJSON(inJSON(s)) },
	"JSON in JSON, slash": func(s string) string { return inJSON(strings.ReplaceAll(inJSON(s), "/", `\/`)) },
	"a pointer":           pointer,
	"a pointer in JSON":   func(s string) string { return inJSON(pointer(s)) },
	"%q":                  func(s string) string { return quoted(s, strconv.Quote) },
	"%+q of %q":           func(s string) string { return quoted(quoted(s, strconv.Quote), strconv.QuoteToASCII) },
	"%x escapes": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf(`\x%02x`, c) })
	},
	"a query": url.QueryEscape,
	"a path":  url.PathEscape,
	"percent, all escaped": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf(`%%%02X`, c) })
	},
	"percent in percent": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"percent in JSON":    func(s string) string { return inJSON(url.QueryEscape(s)) },
	"JSON in percent":    func(s string) string { return url.QueryEscape(inJSON(s)) },
	"HTML": func(s string) string {
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(s)
	},
	"HTML, all escaped":   func(s string) string { return each(s, func(c byte) string { return fmt.Sprintf("&#x%x;", c) }) },
	"base64":              func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 of Basic":     func(s string) string { return base64.StdEncoding.EncodeToString([]byte(id + ":" + s)) },
	"base64 for URLs":     func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("a:" + s + "x")) },
	"base64, other start": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("ab" + s)) },
	"base32":              func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) },
	"base32 in hex order": func(s string) string { return base32.HexEncoding.EncodeToString([]byte("abc" + s + "x")) },
	"quoted-printable": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf("=%02X", c) })
	},
	"lines of quoted-printable": func(s string) string { return broken(s, 9, "=\r\n") },
	"wide characters":           func(s string) string { return each(s, func(c byte) string { return string(rune(c) - '!' + '！') }) },
	"wide characters in JSON": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf(`\u%04X`, rune(c)-'!'+'！') })
	},
	"wide percent": func(s string) string {
		return each(s, func(c byte) string { return fmt.Sprintf("％%02X", c) })
	},
	"hexadecimal":          func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hexadecimal, capital": func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"UTF-16":               func(s string) string { return each(s, func(c byte) string { return string([]byte{c, 0}) }) },
	"lines":                func(s string) string { return broken(s, 9, "\r\n\t ") },
	"lines, escaped":       func(s string) string { return broken(inJSON(s), 9, `\n`) },
	"lines of base64":      func(s string) string { return broken(base64.StdEncoding.EncodeToString([]byte(s)), 12, "\n") },
	"lines of hexadecimal": func(s string) string { return broken(hex.EncodeToString([]byte(s)), 16, "\r\n") },
	"spaces between":       func(s string) string { return broken(s, 8, "\u00a0 ") },
	"bells between":        func(s string) string { return broken(s, 8, "\a\x7f") },
	"bytes in %v":          func(s string) string { return strings.Trim(fmt.Sprintf("%d", []byte(s)), "[]") },
	"bytes in %#v":         func(s string) string { return strings.TrimSuffix(fmt.Sprintf("%#v", []byte(s))[len("[]byte{"):], "}") },
	"bytes in JSON": func(s string) string {
		return strings.TrimSuffix(each(s, func(c byte) string { return fmt.Sprintf("%d,", c) }), ",")
	},
	"bytes of a fingerprint": func(s string) string { return strings.ReplaceAll(fmt.Sprintf("% x", s), " ", ":") },
	"pairs of digits":        func(s string) string { return fmt.Sprintf("% X", s) },
}

func each(s string, spell func(c byte) string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteString(spell(s[i]))
	}
	return b.String()
}

// An escape may be that of any character. Only the secrets that begin with one of those that it may
// be are looked for, however many secrets there are.
func TestEscapesAreNotSearchedForEachSecret(t *testing.T) {
	t.Parallel()
	var secrets []string
	for c := byte('a'); c <= 'z'; c++ {
		secrets = append(secrets, string(c)+"-secret-of-a-header")
	}
	for _, escape := range []string{`\`, "%25", "%255c", "~0", "&amp;", "=3D", `\u005c`, "％"} {
		text := strings.Repeat(escape, 100)
		assert.Less(t, organizations.SearchesIn(text, secrets), 3*len(text), escape)
	}
	assert.Equal(t, 1, organizations.SearchesIn("%41", secrets[:1]))
}
