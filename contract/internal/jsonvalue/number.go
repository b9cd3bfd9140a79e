package jsonvalue

import (
	"cmp"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Number is the literal of a JSON number (RFC 8259, section 6). Its methods compute exact results,
// however large or small the number is.
type Number string

// decimal is a number as digits times a power of ten. The digits neither begin nor end with a zero.
// Zero has no digits.
type decimal struct {
	negative bool
	digits   string
	exponent int
}

func (n Number) decimal() decimal {
	text, negative := strings.CutPrefix(string(n), "-")
	exponent := 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, _ = strconv.Atoi(strings.TrimPrefix(text[i+1:], "+")) // If the number is out of range, Atoi returns the nearest int.
		exponent = min(max(exponent, -math.MaxInt32), math.MaxInt32)
		text = text[:i]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits := strings.TrimRight(whole+fraction, "0")
	exponent += len(whole) - len(digits)
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return decimal{}
	}
	return decimal{negative: negative, digits: digits, exponent: exponent}
}

// sign returns -1, 0 or 1.
func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	default:
		return 1
	}
}

// Float returns the nearest float64, or an infinity if there is none.
func (n Number) Float() float64 {
	f, _ := strconv.ParseFloat(string(n), 64)
	return f
}

// IsInteger reports whether the number has no fraction. 1.0 is an integer.
func (n Number) IsInteger() bool {
	if !strings.ContainsAny(string(n), ".eE") {
		return true
	}
	d := n.decimal()
	return d.digits == "" || d.exponent >= 0
}

// exactDigits is the number of decimal digits that a float64 always represents exactly.
const exactDigits = 15

// isShort reports whether the number is so short that its float64 differs from the float64 of every
// other short number.
func (n Number) isShort() bool { return len(n) <= exactDigits && !strings.ContainsAny(string(n), "eE") }

// Compare returns -1 if the number is less than the other, 0 if they are equal, and 1 if it is
// greater.
func (n Number) Compare(other Number) int {
	if n.isShort() && other.isShort() {
		return cmp.Compare(n.Float(), other.Float())
	}
	a, b := n.decimal(), other.decimal()
	if a.sign() != b.sign() || a.sign() == 0 {
		return cmp.Compare(a.sign(), b.sign())
	}
	order := cmp.Compare(len(a.digits)+a.exponent, len(b.digits)+b.exponent)
	if order == 0 {
		// Both numbers begin at the same power of ten, so comparing the digits as strings compares
		// the numbers.
		order = cmp.Compare(a.digits, b.digits)
	}
	return order * a.sign()
}

// IsMultipleOf reports whether the number is a multiple of another number, which must not be zero.
// A number with more than hugeDigits digits counts as a multiple, because dividing it takes too
// long.
func (n Number) IsMultipleOf(other Number) bool {
	a, b := n.decimal(), other.decimal()
	switch {
	case a.digits == "" || b.digits == "":
		return true
	case len(a.digits) > hugeDigits || len(b.digits) > hugeDigits:
		return true
	case a.exponent < b.exponent: // A multiple of the other number would end in more zeros.
		return false
	}
	divisor, _ := new(big.Int).SetString(b.digits, 10)
	rest, _ := new(big.Int).SetString(a.digits, 10)
	// 10^k modulo the divisor is small, even if 10^k has two billion digits.
	zeros := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(a.exponent)-int64(b.exponent)), divisor)
	return rest.Mul(rest, zeros).Mod(rest, divisor).Sign() == 0
}

// hugeDigits is how many digits are divided at most, because a message may have a number with
// millions of digits.
const hugeDigits = 1000

// Precision returns the number of significant digits, and the number of digits after the point. It
// ignores zeros at the end.
func (n Number) Precision() (digits, fraction int) {
	d := n.decimal()
	return len(d.digits), max(0, -d.exponent)
}

// IsWithin reports whether the number is at least low and at most high.
func (n Number) IsWithin(low, high Number) bool { return n.Compare(low) >= 0 && n.Compare(high) <= 0 }
