package contract

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// checkBody checks a non-empty body against the media types that the document declares for it.
func (v *validation) checkBody(side Side, b *message.Body, declarer *document.Node, content []message.MediaType) {
	contentType := b.Header.Get("Content-Type")
	declared, essence := message.FindMediaType(content, contentType)
	if declared == nil {
		actual := none
		if contentType != "" {
			actual = v.quote(contentType)
		}
		v.violation(Rule{side, "media-type"}, Location{In: InHeader, Name: "Content-Type"}, declarer.Nearest("content"),
			wording.List(message.MediaTypeNames(content), " or "), actual)
		return
	}
	if !declared.Reads(essence) {
		return
	}
	value, ok := v.bodyValue(side, declared, essence, b)
	if ok {
		v.checkValue(side, declared.Schema, value, Location{In: InBody})
	}
}

// bodyUnchecked adds a drift if a recording lacks a body, or has only a part of it.
func (v *validation) bodyUnchecked(side Side, node *document.Node) {
	v.drift(Rule{side, "body-unchecked"}, Location{In: InBody}, node, "a body that was recorded in full", "a body that was not, so it was not checked")
}

// bodyValue reads the value of a body. It returns false if the body can't be read. RFC 8259 advises
// against some forms of JSON, such as an object that has the same name twice, because
// implementations read them differently. For such JSON, bodyValue adds a finding and still returns
// the value, so the body is checked too.
func (v *validation) bodyValue(side Side, declared *message.MediaType, essence string, b *message.Body) (any, bool) {
	value, err := declared.Value(essence, b)
	if errors.Is(err, jsonvalue.ErrManyValues) {
		v.drift(Rule{side, "body-unchecked"}, Location{In: InBody}, declared.Node, "a body with fewer values", "a body with more than 3 million values, so it was not checked")
		return nil, false
	}
	if !message.IsJSON(essence) {
		if err != nil {
			v.violation(Rule{side, "media-type"}, Location{In: InBody}, declared.Node, "a body of the type "+essence, "a body that can't be read")
		}
		return value, err == nil
	}
	if b.HasByteOrderMark() {
		v.violation(Rule{side, "byte-order-mark"}, Location{In: InBody}, declared.Node, "JSON without a byte order mark", "a byte order mark")
	}
	for _, f := range b.Flaws() {
		expected, actual := "each name once in an object", "a name twice"
		if f.Flaw == jsonvalue.NotUTF8 {
			expected, actual = "UTF-8", "bytes that are not UTF-8"
		}
		v.violation(Rule{side, string(f.Flaw)}, placeIn(Location{In: InBody}, f.Pointer, f.IsRest), declared.Node, expected, actual).More += f.More
	}
	if err != nil {
		at, actual := Location{In: InBody}, "something else"
		if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
			at.Pointer, actual = message.ShortPointer(string(syntax.JSONPointer)), fmt.Sprintf("an error at byte %d", syntax.ByteOffset)
		}
		v.violation(Rule{side, "json"}, at, declared.Node, "one JSON value and nothing else", actual)
	}
	return value, err == nil
}
