package walk

import (
	"html"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// isPrivate reports whether a text of a form or of XML is private. As in JSON, numbers and truth
// values are not.
func (w *Walker) isPrivate(text string) bool {
	return w.Private && strings.Trim(text, suspect.Digits+".+-") != "" && text != "true" && text != "false"
}

// grammar says where a text in another language than JSON has values, and how it writes them.
type grammar struct {
	value            *lazyregexp.Regexp
	decoded, encoded func(string) string
}

var (
	// xml has values in elements without other elements.
	xml = grammar{lazyregexp.New(`>\s*([^<>]*[^<>\s])\s*</`), html.UnescapeString, html.EscapeString}
	// graphQL has values in strings.
	graphQL = grammar{lazyregexp.New(`"((?s:[^"\\]|\\.)*)"`), unquotedJSON, quotedJSON}
)

// unquotedJSON and quotedJSON decode and encode what is between the quotes of a string of JSON.
func unquotedJSON(text string) string {
	plain, err := jsontext.AppendUnquote(nil, `"`+text+`"`)
	if err != nil { // It is a block of lines.
		return text
	}
	return string(plain)
}

func quotedJSON(text string) string {
	quoted, _ := jsontext.AppendQuote(nil, text)
	return string(quoted[1 : len(quoted)-1])
}

// contents walks the values in XML and in GraphQL if they are private.
func (w *Walker) contents(mediaType, text string) string {
	g := xml
	switch {
	case !w.Private:
		return text
	case mediaType == "application/graphql":
		g = graphQL
	case !strings.HasSuffix(mediaType, "xml") || strings.Contains(mediaType, "html"):
		return text
	}
	var b strings.Builder
	copied := 0
	for _, m := range g.value.FindAllStringSubmatchIndex(text, -1) {
		if !w.Work(workOfValue) {
			return text
		}
		plain := g.decoded(text[m[2]:m[3]])
		if !w.isPrivate(plain) {
			continue
		}
		if changed := w.Text(plain, Private); changed != plain {
			b.WriteString(text[copied:m[2]] + g.encoded(changed))
			copied = m[3]
		}
	}
	return b.String() + text[copied:]
}
