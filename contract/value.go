package contract

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// A JSON value is nil, a bool, a string, a number, an array or an *object: what a message says, with nothing rounded, dropped or
// reordered.
type (
	// number is the literal of a JSON number: a float64 would lose the digits of large ones.
	number string
	array  []any
	object struct{ members []member }
	member struct {
		name  string
		value any
	}
)

// get returns the value of a name, of the last one where there are several.
func (o *object) get(name string) (any, bool) {
	for _, m := range slices.Backward(o.members) {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

// float returns the number as a float64, rounded where it has to be.
func (n number) float() float64 {
	f, _ := strconv.ParseFloat(string(n), 64) // Out of range gives an infinity, which compares as it should.
	return f
}

// hugeExponent bounds the digits and the exponents that are worked out exactly: 1e1000000000 is short to write and would fill the memory.
const hugeExponent = 1000

// rat returns the exact number, and false where it has too many digits or too large an exponent to work it out.
func (n number) rat() (*big.Rat, bool) {
	negative, digits, exponent := n.decimal()
	if len(digits) > hugeExponent || exponent > hugeExponent || exponent < -hugeExponent {
		return nil, false
	}
	exact, ok := new(big.Rat).SetString(cmp.Or(digits, "0") + "e" + strconv.Itoa(exponent))
	if ok && negative {
		exact.Neg(exact)
	}
	return exact, ok
}

// isInteger reports whether the number has no fraction: 1.0 has none.
func (n number) isInteger() bool {
	if !strings.ContainsAny(string(n), ".eE") {
		return true
	}
	_, digits, exponent := n.decimal()
	return digits == "" || exponent >= 0
}

// decimal returns the number as digits that neither begin nor end with a zero, none for zero, times a power of ten.
func (n number) decimal() (negative bool, digits string, exponent int) {
	text, negative := strings.CutPrefix(string(n), "-")
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, _ = strconv.Atoi(strings.TrimPrefix(text[i+1:], "+")) // Out of range gives the nearest that isn't.
		exponent = min(max(exponent, -math.MaxInt32), math.MaxInt32)
		text = text[:i]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits = strings.TrimRight(whole+fraction, "0")
	exponent += len(whole) - len(digits)
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return false, "", 0
	}
	return negative, digits, exponent
}

// isTiny reports whether the number is not zero and nearer to it than any float64.
func (n number) isTiny() bool {
	_, digits, _ := n.decimal()
	return digits != "" && n.float() == 0
}

// compare compares the number with a bound of the document.
func (n number) compare(bound float64) int {
	// Literals up to 15 digits are exact in a float64, or as near to the bound as the bound's own literal.
	if len(n) <= 15 && !strings.ContainsAny(string(n), "eE") {
		return cmp.Compare(n.float(), bound)
	}
	exact, ok := n.rat()
	switch {
	case ok:
		return exact.Cmp(newRat(bound))
	case bound == 0 && n.isTiny() && n[0] == '-':
		return -1
	case bound == 0 && n.isTiny():
		return 1
	default:
		return cmp.Compare(n.float(), bound)
	}
}

// newRat returns the number that the shortest literal of a float64 stands for: 0.1, and not the binary fraction next to it.
func newRat(f float64) *big.Rat {
	exact, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	return exact
}

// equal reports whether two values are the same JSON value: 1 and 1.0 are, and objects whatever their order.
func equal(a, b any) bool {
	switch a := a.(type) {
	case number:
		b, ok := b.(number)
		return ok && (a == b || equalNumbers(a, b))
	case array:
		b, ok := b.(array)
		return ok && slices.EqualFunc(a, b, equal)
	case *object:
		b, ok := b.(*object)
		return ok && len(a.members) == len(b.members) && !slices.ContainsFunc(a.members, func(m member) bool {
			other, ok := b.get(m.name)
			return !ok || !equal(m.value, other)
		})
	default:
		return a == b
	}
}

func equalNumbers(a, b number) bool {
	negative, digits, exponent := a.decimal()
	otherNegative, otherDigits, otherExponent := b.decimal()
	return negative == otherNegative && digits == otherDigits && exponent == otherExponent
}

// appendCanonical appends a text that values have in common where they are equal, and only there.
func appendCanonical(text []byte, value any) []byte {
	switch value := value.(type) {
	case bool:
		return strconv.AppendBool(text, value)
	case string:
		return strconv.AppendQuote(text, value)
	case number:
		negative, digits, exponent := value.decimal()
		return fmt.Appendf(text, "%t %s %d", negative, digits, exponent)
	case array:
		text = append(text, '[')
		for _, item := range value {
			text = append(appendCanonical(text, item), ',')
		}
		return append(text, ']')
	case *object:
		members := slices.Clone(value.members)
		slices.SortStableFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
		text = append(text, '{')
		for i, m := range members {
			if i+1 < len(members) && members[i+1].name == m.name {
				continue // The last of several counts.
			}
			text = append(strconv.AppendQuote(text, m.name), ':')
			text = append(appendCanonical(text, m.value), ',')
		}
		return append(text, '}')
	default:
		return append(text, "null"...)
	}
}

// decoder reads JSON values from text.
type decoder struct {
	*jsontext.Decoder

	// text is all of the input, and most strings are pieces of it.
	text string
	// open holds the members of the objects and the items of the arrays that are not yet closed.
	members []member
	items   []any
	// flaw is told of each duplicate name and of each string that is no UTF-8; it is nil where the decoder refuses them.
	flaw func(flaw, jsontext.Pointer)
}

// flaw is something that implementations of JSON read differently.
type flaw string

const (
	duplicateName flaw = "duplicate-name"
	notUTF8       flaw = "utf-8"
)

// decodeJSON reads text that is one JSON value. It refuses duplicate names and what is no UTF-8, unless there is a function to be told of them.
func decodeJSON(text []byte, told func(flaw, jsontext.Pointer)) (any, error) {
	lenient := told != nil
	d := &decoder{
		Decoder: jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(lenient), jsontext.AllowInvalidUTF8(lenient)),
		text:    string(text),
		flaw:    told,
	}
	value, err := d.value()
	if err != nil {
		return nil, err
	}
	end := d.InputOffset()
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, &jsontext.SyntacticError{ByteOffset: end}
	}
	return value, nil
}

func (d *decoder) value() (any, error) {
	switch d.PeekKind() {
	case '{':
		return d.object()
	case '[':
		return d.array()
	case '"':
		return d.string()
	default:
		raw, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		switch raw[0] {
		case 'n':
			return nil, nil //nolint:nilnil // A null is a value.
		case 't', 'f':
			return raw[0] == 't', nil
		default:
			return number(d.piece(len(raw))), nil
		}
	}
}

// piece returns the last n bytes that were read.
func (d *decoder) piece(n int) string {
	end := d.InputOffset()
	return d.text[end-int64(n) : end]
}

func (d *decoder) string() (string, error) {
	raw, err := d.ReadValue()
	if err != nil {
		return "", err
	}
	if d.flaw != nil && !utf8.Valid(raw) {
		d.flaw(notUTF8, d.StackPointer())
	}
	if bytes.IndexByte(raw, '\\') < 0 && (d.flaw == nil || utf8.Valid(raw)) {
		return strings.Trim(d.piece(len(raw)), `"`), nil
	}
	unquoted, err := jsontext.AppendUnquote(nil, raw)
	if err != nil && d.flaw != nil { // It gives what it can of broken UTF-8, and of half a surrogate pair.
		if utf8.Valid(raw) {
			d.flaw(notUTF8, d.StackPointer())
		}
		err = nil
	}
	return string(unquoted), err
}

func (d *decoder) array() (any, error) {
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	start := len(d.items)
	for d.PeekKind() != ']' {
		item, err := d.value()
		if err != nil {
			return nil, err
		}
		d.items = append(d.items, item)
	}
	items := slices.Clone(array(d.items[start:]))
	d.items = d.items[:start]
	_, err := d.ReadToken()
	return items, err
}

func (d *decoder) object() (any, error) {
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	start := len(d.members)
	for d.PeekKind() != '}' {
		name, err := d.string()
		if err != nil {
			return nil, err
		}
		value, err := d.value()
		if err != nil {
			return nil, err
		}
		d.members = append(d.members, member{name, value})
	}
	o := &object{members: slices.Clone(d.members[start:])}
	d.members = d.members[:start]
	if d.flaw != nil {
		d.duplicates(o)
	}
	_, err := d.ReadToken()
	return o, err
}

// duplicates tells of each name that an object has more than once, at its place.
func (d *decoder) duplicates(o *object) {
	seen := make(map[string]int, len(o.members))
	for _, m := range o.members {
		seen[m.name]++
		if seen[m.name] == 2 {
			d.flaw(duplicateName, d.StackPointer().Parent().AppendToken(m.name))
		}
	}
}

// newValue turns a value of Go, as kin-openapi holds and decodes them, into a JSON value.
func newValue(v any) any {
	switch v := v.(type) {
	case nil, bool, string:
		return v
	case float64:
		return number(strconv.FormatFloat(v, 'g', -1, 64))
	case int:
		return number(strconv.Itoa(v))
	case int64:
		return number(strconv.FormatInt(v, 10))
	case uint64:
		return number(strconv.FormatUint(v, 10))
	case []any:
		items := make(array, len(v))
		for i, item := range v {
			items[i] = newValue(item)
		}
		return items
	case map[string]any:
		o := &object{}
		for name, value := range sorted(v) {
			o.members = append(o.members, member{name, newValue(value)})
		}
		return o
	default:
		return v // Of no type that JSON has, so that no schema accepts it.
	}
}
