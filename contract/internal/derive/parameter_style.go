package derive

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// escape percent-encodes each character that is not unreserved in a URI (RFC 3986, section 2.3).
func escape(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// encode serializes a value in the style of the parameter. It returns false if the style can't
// express the value.
func (p *parameter) encode(value any) ([]string, bool) {
	if p.isJSON {
		return p.plainText(string(encodeJSON(value)))
	}
	switch value := value.(type) {
	case nil:
		return nil, false
	case []any:
		return p.array(value)
	case map[string]any:
		return p.object(value)
	default:
		plain, ok := p.plainText(scalar(value))
		if !ok {
			return nil, false
		}
		switch p.style {
		case "label":
			plain[0] = "." + plain[0]
		case "matrix":
			plain[0] = ";" + p.Name + "=" + plain[0]
		}
		return plain, true
	}
}

// scalar serializes a string, a number or a boolean.
func scalar(value any) string {
	if plain, ok := value.(string); ok {
		return plain
	}
	return string(encodeJSON(value))
}

var (
	// visible matches values of headers that need no escapes. tokens matches values of cookies that
	// need none.
	visible = lazyregexp.New(`^[!-~]([ -~]*[!-~])?$`)
	tokens  = lazyregexp.New(`^[!#-+\--:<-\[\]-~]+$`)
	// simple matches strings without the delimiter of any style.
	simple = lazyregexp.New(`^[A-Za-z0-9_-]+(\.[0-9]+)?$`)
)

// plainText serializes a string that is the whole value of the parameter.
func (p *parameter) plainText(plain string) ([]string, bool) {
	switch p.In {
	case inPath:
		return []string{escape(plain)}, plain != "" && plain != "." && plain != ".." && utf8.ValidString(plain)
	case inQuery:
		return []string{p.named(escape(plain))}, plain != "" && utf8.ValidString(plain)
	case inHeaders:
		return []string{plain}, visible.MatchString(plain)
	default:
		return []string{p.named(plain)}, tokens.MatchString(plain)
	}
}

// pieces serializes values that are parts of the parameter's value.
func (p *parameter) pieces(values []any) ([]string, bool) {
	var all []string
	for _, value := range values {
		switch value.(type) {
		case nil, []any, map[string]any:
			return nil, false
		}
		piece := scalar(value)
		if !simple.MatchString(piece) || p.style == "label" && strings.Contains(piece, ".") {
			return nil, false
		}
		all = append(all, piece)
	}
	return all, len(all) > 0
}

func (p *parameter) array(items []any) ([]string, bool) {
	if p.In == inQuery && p.explode && p.style == "form" && len(items) > 1 {
		return p.pairs(items)
	}
	pieces, ok := p.pieces(items)
	if !ok {
		return nil, false
	}
	switch {
	case p.style == "label":
		return []string{"." + strings.Join(pieces, map[bool]string{false: ",", true: "."}[p.explode])}, true
	case p.style == "matrix" && p.explode:
		return []string{";" + p.Name + "=" + strings.Join(pieces, ";"+p.Name+"=")}, true
	case p.style == "matrix":
		return []string{";" + p.Name + "=" + strings.Join(pieces, ",")}, true
	case p.In == inHeaders:
		return []string{strings.Join(pieces, ", ")}, true
	case p.In == inQuery && p.explode:
		for i := range pieces {
			pieces[i] = p.named(pieces[i])
		}
		return pieces, true
	case p.In == inCookie && p.explode:
		return nil, false // A cookie can have only one value.
	default:
		delimiter := map[string]string{"spaceDelimited": "%20", "pipeDelimited": "%7C"}[p.style]
		if delimiter == "" {
			delimiter = ","
		}
		return []string{p.named(strings.Join(pieces, delimiter))}, true
	}
}

// pairs serializes each item as a pair in the query. The item may have any characters.
func (p *parameter) pairs(items []any) ([]string, bool) {
	var all []string
	for _, item := range items {
		switch item.(type) {
		case nil, []any, map[string]any:
			return nil, false
		}
		text := scalar(item)
		if !utf8.ValidString(text) {
			return nil, false
		}
		all = append(all, p.named(escape(text)))
	}
	return all, true
}

func (p *parameter) object(object map[string]any) ([]string, bool) {
	var pairs, exploded []string
	for name, value := range sorted(object) {
		piece, ok := p.pieces([]any{name, value})
		if !ok {
			return nil, false
		}
		pairs = append(pairs, piece...)
		exploded = append(exploded, piece[0]+"="+piece[1])
	}
	if len(pairs) == 0 {
		return nil, false
	}
	switch {
	case p.style == "deepObject":
		for i := range exploded {
			exploded[i] = p.Name + "%5B" + strings.Replace(exploded[i], "=", "%5D=", 1)
		}
		return exploded, true
	case p.style == "label" && p.explode:
		return []string{"." + strings.Join(exploded, ".")}, true
	case p.style == "label":
		return []string{"." + strings.Join(pairs, ",")}, true
	case p.style == "matrix" && p.explode:
		return []string{";" + strings.Join(exploded, ";")}, true
	case p.style == "matrix":
		return []string{";" + p.Name + "=" + strings.Join(pairs, ",")}, true
	case p.In == inQuery && p.explode:
		return exploded, true
	case p.In == inCookie && p.explode:
		return nil, false // A cookie can have only one value.
	case p.explode:
		return []string{p.named(strings.Join(exploded, ","))}, true
	default:
		return []string{p.named(strings.Join(pairs, ","))}, true
	}
}

// decoded returns the value that a server reads from the serialized value.
func (p *parameter) decoded(side contract.Side, value any) any {
	if p.isJSON {
		return value
	}
	s := p.combine(side, p.sources)
	switch value := value.(type) {
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = p.read(side, s.item(), scalar(item))
		}
		return items
	case map[string]any:
		object := map[string]any{}
		for name, each := range value {
			object[name] = p.read(side, s.property(name), scalar(each))
		}
		return object
	case nil:
		return nil
	default:
		return p.read(side, p.sources, scalar(value))
	}
}

var literal = lazyregexp.New(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// read reads a serialized value as a number or a boolean if the schemas accept that. Otherwise it
// returns a string.
func (p *parameter) read(side contract.Side, sources []source, plain string) any {
	s := p.combine(side, sources)
	if !s.typed() {
		return plain
	}
	kinds := s.kinds()
	var values []any
	if literal.MatchString(plain) && (slices.Contains(kinds, numberType) || slices.Contains(kinds, integerType)) {
		values = append(values, json.Number(plain))
	}
	if slices.Contains(kinds, booleanType) && (plain == "true" || plain == "false") {
		values = append(values, plain == "true")
	}
	if len(values) == 0 || slices.Contains(kinds, stringType) {
		values = append(values, plain)
	}
	for _, value := range values {
		if len(p.judge(side, sources, value)) == 0 {
			return value
		}
	}
	return values[0]
}
