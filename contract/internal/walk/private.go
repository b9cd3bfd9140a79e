package walk

import (
	"html"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// number matches a number, and an empty text.
var number = lazyregexp.New(`^-?[0-9]*(?:\.[0-9]*)?$`)

// isPrivate reports whether a text of a form or of XML is private. As in JSON, numbers and truth
// values are not. Nor are dates.
func (w *Walker) isPrivate(text string) bool {
	return w.Private && !number.MatchString(text) && !suspect.IsDate(text) && text != "true" && text != "false"
}

// grammar says where a text in another language than JSON has values, and how it writes them.
type grammar struct {
	value            *lazyregexp.Regexp
	decoded, encoded func(string) string
}

var (
	// xml has values between tags, in attributes other than those of a declaration, of a namespace
	// and of a schema, and in CDATA.
	xml = []grammar{
		{lazyregexp.New(`>\s*([^<>]*[^<>\s])\s*<`), html.UnescapeString, html.EscapeString},
		{lazyregexp.New(`<[?!][^<>]*>|\s(?:xmlns|xsi)\b[\w:.-]*\s*=\s*(?:"[^"]*"|'[^']*')|\s[\w:.-]+\s*=\s*(?:"([^"<>]+)"|'([^'<>]+)')`), html.UnescapeString, html.EscapeString},
		{lazyregexp.New(`<!\[CDATA\[((?s:.*?))\]\]>`), strings.Clone, strings.Clone},
	}
	// graphQL has values in strings, and a form in parts has them behind the blank line of a part.
	graphQL = []grammar{{lazyregexp.New(`"((?s:[^"\\]|\\.)*)"`), unquotedJSON, quotedJSON}}
	parts   = []grammar{{lazyregexp.New(`(?i)(?:^|\n)content-disposition:[^\n]*\n(?:[^\r\n]+\r?\n)*\r?\n((?s:.*?))\r?\n--`), strings.Clone, strings.Clone}}
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

// contents walks the values in XML, in GraphQL and in a form in parts if they are private.
func (w *Walker) contents(mediaType, text string) string {
	if !w.Private {
		return text
	}
	var grammars []grammar
	switch {
	case mediaType == "application/graphql":
		grammars = graphQL
	case mediaType == "multipart/form-data":
		grammars = parts
	case strings.HasSuffix(mediaType, "xml") && !strings.Contains(mediaType, "html"):
		grammars = xml
	}
	for _, g := range grammars {
		text = w.valuesIn(text, g)
	}
	return text
}

// valuesIn walks the values that a grammar has in a text.
func (w *Walker) valuesIn(text string, g grammar) string {
	var b strings.Builder
	copied := 0
	for _, m := range g.value.FindAllStringSubmatchIndex(text, -1) {
		if !w.Work(workOfValue) {
			return text
		}
		for group := 2; group < len(m); group += 2 {
			if m[group] < 0 {
				continue
			}
			plain := g.decoded(text[m[group]:m[group+1]])
			if !w.isPrivate(plain) {
				continue
			}
			if changed := w.Text(plain, Private); changed != plain {
				b.WriteString(text[copied:m[group]] + g.encoded(changed))
				copied = m[group+1]
			}
		}
	}
	return b.String() + text[copied:]
}
