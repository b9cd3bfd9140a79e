package walk

import (
	"html"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// isPrivate reports whether a text of a form or of XML is private. As in JSON, numbers and truth
// values are not.
func (w *Walker) isPrivate(text string) bool {
	return w.Private && strings.Trim(text, suspect.Digits+".+-") != "" && text != "true" && text != "false"
}

// content matches the content of an element without other elements.
var content = lazyregexp.New(`>\s*([^<>]*[^<>\s])\s*</`)

// contents walks the contents of the elements of XML if they are private.
func (w *Walker) contents(mediaType, text string) string {
	if !w.Private || !strings.HasSuffix(mediaType, "xml") || strings.Contains(mediaType, "html") {
		return text
	}
	var b strings.Builder
	copied := 0
	for _, m := range content.FindAllStringSubmatchIndex(text, -1) {
		if !w.Work(workOfValue) {
			return text
		}
		plain := html.UnescapeString(text[m[2]:m[3]])
		if !w.isPrivate(plain) {
			continue
		}
		if changed := w.Text(plain, Private); changed != plain {
			b.WriteString(text[copied:m[2]] + html.EscapeString(changed))
			copied = m[3]
		}
	}
	return b.String() + text[copied:]
}
