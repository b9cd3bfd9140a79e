package recording

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// survivors finds secrets that are left in redacted exchanges. It doesn't know how they were replaced, and looks at texts as a whole: at what they
// are, and at what they are when all that may be encoded is decoded.
type survivors struct{ traces *strings.Replacer }

// newSurvivors takes the secrets that must be nowhere, and what stands in their place. Private texts are none: they are words, as a rule.
func newSurvivors(secrets ...map[string]replacement) survivors {
	var oldNew []string
	for _, some := range secrets {
		for secret, replaced := range some {
			if !replaced.within || replaced.private || secret == replaced.text {
				continue
			}
			for _, trace := range traces(secret) {
				oldNew = append(oldNew, trace, "")
			}
		}
	}
	return survivors{strings.NewReplacer(oldNew...)} // It looks for all of them at once.
}

// find returns the place of a secret in an exchange, and whether there is one.
func (s survivors) find(y *contract.Exchange) (string, bool) {
	parts := []struct{ place, text string }{
		{"request: the URL", y.Request.Method + " " + y.Request.URL.String()},
		{"request: the header", headerText(y.Request.Header)},
		{"request: the body", string(y.Request.Body)},
	}
	if y.Response != nil {
		parts = append(parts, []struct{ place, text string }{
			{"response: the header", headerText(y.Response.Header)},
			{"response: the body", string(y.Response.Body)},
		}...)
	}
	for _, part := range parts {
		if s.isIn(part.text) {
			return part.place, true
		}
	}
	return "", false
}

// isIn reports whether a text holds a secret.
func (s survivors) isIn(text string) bool {
	return slices.ContainsFunc(views(text), func(view string) bool { return len(s.traces.Replace(view)) != len(view) })
}

// headerText is a header as it is on the wire, sorted.
func headerText(h map[string][]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	return b.String()
}

// views returns a text as it is and decoded in each way, and again, all in lower case: names of headers come in any.
func views(text string) []string {
	all := []string{text}
	for from := 0; len(all) < 1+4+16; {
		to := len(all)
		for _, view := range all[from:to] {
			for _, decode := range []func(string) string{unescapePercent, unescapeJSON, html.UnescapeString, unescapeBase64} {
				if decoded := decode(view); decoded != view && !slices.Contains(all, decoded) {
					all = append(all, decoded)
				}
			}
		}
		if from = to; from == len(all) {
			break
		}
	}
	for i, view := range all {
		all[i] = strings.ToLower(view)
	}
	return all
}

var (
	percentEscapes = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)
	jsonEscapes    = regexp.MustCompile(`(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))+`)
)

func unescapePercent(text string) string {
	return percentEscapes.ReplaceAllStringFunc(text, func(escaped string) string {
		plain, _ := url.PathUnescape(escaped) // The pattern leaves nothing to fail.
		return plain
	})
}

func unescapeJSON(text string) string {
	return jsonEscapes.ReplaceAllStringFunc(text, func(escaped string) string {
		plain, err := strconv.Unquote(`"` + strings.ReplaceAll(escaped, `\/`, `/`) + `"`)
		if err != nil {
			return escaped // Half of a surrogate pair, for instance.
		}
		return plain
	})
}

func unescapeBase64(text string) string {
	return base64Runs.ReplaceAllStringFunc(text, func(run string) string {
		if _, plain, ok := decodeText(run); ok {
			return plain
		}
		return run
	})
}

// traces returns what a text that holds the secret may show of it, in lower case: itself, its bytes in hexadecimal, and the part of its base64 that is
// the same wherever it begins in what is encoded.
func traces(secret string) []string {
	found := []string{secret, hex.EncodeToString([]byte(secret))}
	for offset := range 3 {
		padded := append(make([]byte, offset), secret...)
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			// What the bytes before and after have a part in is cut off.
			encoded := encoding.EncodeToString(padded)
			first, last := (offset*8+5)/6, len(padded)*8/6
			if core := encoded[first:last]; len(core) >= 10 {
				found = append(found, core)
			}
		}
	}
	for i, trace := range found {
		found[i] = strings.ToLower(trace)
	}
	return found
}
