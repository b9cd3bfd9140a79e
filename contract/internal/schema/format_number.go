package schema

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

func anyNumber(jsonvalue.Number) bool { return true }

// within returns the check that a number is between two bounds.
func within(low, high jsonvalue.Number) func(n jsonvalue.Number) bool {
	return func(n jsonvalue.Number) bool { return n.IsWithin(low, high) }
}

// integers returns the check that a number is an integer between two bounds.
func integers(low, high jsonvalue.Number) func(n jsonvalue.Number) bool {
	return func(n jsonvalue.Number) bool { return n.IsInteger() && n.IsWithin(low, high) }
}

var (
	integerLiteral = lazyregexp.New(`^-?(0|[1-9][0-9]*)$`)
	decimalLiteral = lazyregexp.New(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
)

// integerText returns the check that a string holds an integer between two bounds.
func integerText(low, high jsonvalue.Number) func(text string) bool {
	return func(text string) bool {
		return integerLiteral.MatchString(text) && jsonvalue.Number(text).IsWithin(low, high)
	}
}

func isDecimal(text string) bool { return decimalLiteral.MatchString(text) }

// isDecimal128 reports whether a text is a decimal floating-point number of 128 bits, which may be
// infinite or not a number.
func isDecimal128(text string) bool {
	return text == "NaN" || text == "INF" || text == "-INF" || isDecimal(text) && isShortDecimal(jsonvalue.Number(text))
}

// decimal128Digits is the number of significant digits of a decimal of 128 bits.
const decimal128Digits = 34

func isShortDecimal(n jsonvalue.Number) bool {
	digits, _ := n.Precision()
	return digits <= decimal128Digits
}

// isStructuredDecimal reports whether a number is a decimal of RFC 9651, section 3.3.2: it has at
// most 12 digits before the point and 3 after it.
func isStructuredDecimal(n jsonvalue.Number) bool {
	_, fraction := n.Precision()
	return fraction <= 3 && n.IsWithin("-999999999999.999", "999999999999.999")
}
