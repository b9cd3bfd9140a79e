package document

import (
	"math/big"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// The constants are the short tags of strings and of numbers with a fraction.
const (
	stringTag = "!!str"
	floatTag  = "!!float"
	nullTag   = "!!null"
	boolTag   = "!!bool"
	intTag    = "!!int"
)

// scalar returns the kind and the text of a scalar according to the core schema of YAML 1.2
// (section 10.3.2). A number becomes a JSON literal. A value that JSON can't express, such as a
// date or an infinite number, becomes a string.
func scalar(source *yaml.Node) (Kind, string) {
	text := source.Value
	tag := source.ShortTag()
	if plain := source.Style&(yaml.TaggedStyle|yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0; plain && tag == stringTag {
		tag = floatTag // Some numbers are too large for a float64 and are numbers all the same.
	}
	switch tag {
	case nullTag:
		return Null, ""
	case boolTag:
		return Bool, strings.ToLower(text)
	case intTag, floatTag:
		if literal, ok := numberLiteral(text); ok {
			return Number, literal
		}
	}
	return String, text
}

var (
	decimalNumber = lazyregexp.New(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	radixNumber   = lazyregexp.New(`^[-+]?0(o[0-7]+|x[0-9a-fA-F]+)$`)
)

// numberLiteral returns a YAML number as a JSON literal with the same digits.
func numberLiteral(text string) (string, bool) {
	if text == "" || !strings.ContainsRune("+-.0123456789", rune(text[0])) {
		return "", false
	}
	const longest = 1000 // The time to convert a number grows faster than its length.
	if len(text) <= longest && radixNumber.MatchString(text) {
		n, ok := new(big.Int).SetString(text, 0)
		if !ok {
			return "", false
		}
		return n.String(), true
	}
	if !decimalNumber.MatchString(text) {
		return "", false
	}
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimLeft(text, "+-")
	exponent := ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		text, exponent = text[:i], text[i:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	literal := whole + fraction + exponent
	if negative {
		literal = "-" + literal
	}
	return literal, true
}
