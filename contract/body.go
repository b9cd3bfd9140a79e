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

// checkBody checks a body that there is against the media types declared for it.
func (v *visit) checkBody(side Side, b *message.Body, declarer *document.Node, content []message.MediaType) {
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

// bodyUnchecked says of a body that was not kept, or not whole, that nothing is known of it.
func (v *visit) bodyUnchecked(side Side, node *document.Node) {
	v.drift(Rule{side, "body-unchecked"}, Location{In: InBody}, node, "a body that was recorded whole", "one that was not, so it was not checked")
}

// bodyValue reads the value of a body. What cannot be read ends the check of the body; what RFC 8259 only advises against and
// implementations read differently is a finding and does not.
func (v *visit) bodyValue(side Side, declared *message.MediaType, essence string, b *message.Body) (any, bool) {
	value, err := declared.Value(essence, b)
	if !message.IsJSON(essence) {
		if err != nil {
			v.violation(Rule{side, "media-type"}, Location{In: InBody}, declared.Node, "a body of the type "+essence, "one that cannot be read as it")
		}
		return value, err == nil
	}
	if b.HasByteOrderMark() {
		v.violation(Rule{side, "byte-order-mark"}, Location{In: InBody}, declared.Node, "JSON without a byte order mark", "one")
	}
	for _, f := range b.Flaws() {
		expected, actual := "each name once in an object", "one twice"
		if f.Flaw == jsonvalue.NotUTF8 {
			expected, actual = "UTF-8", "bytes that are not"
		}
		v.violation(Rule{side, string(f.Flaw)}, Location{In: InBody, Pointer: f.Pointer}, declared.Node, expected, actual)
	}
	if err != nil {
		at, actual := Location{In: InBody}, "something else"
		if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
			at.Pointer, actual = string(syntax.JSONPointer), fmt.Sprintf("an error at byte %d", syntax.ByteOffset)
		}
		v.violation(Rule{side, "json"}, at, declared.Node, "one JSON value and nothing else", actual)
	}
	return value, err == nil
}
