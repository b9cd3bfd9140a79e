package derive

import (
	"math/big"
	"slices"
)

// stringFormat is a format of strings. It has strings of the format, and strings that are almost of
// the format.
type stringFormat struct{ valid, invalid []string }

// accepts reports whether a string has the format. It knows only the strings of the table.
func (f stringFormat) accepts(s string) bool { return slices.Contains(f.valid, s) }

// stringFormats has the formats that OpenAPI 3.0 and JSON Schema define.
var stringFormats = map[string]stringFormat{
	"date": {
		[]string{"2024-02-29", "2025-12-31", "0001-01-01"},
		[]string{"2023-02-29", "2025-13-01", "2025-12-32", "2025-1-1", "20250101", "2025-01-01T00:00:00Z", "today"},
	},
	"date-time": {
		[]string{"2025-09-18T00:00:00Z", "2025-09-18t23:59:59.123456z", "2024-02-29T12:00:00+14:00", "2016-12-31T23:59:60Z"},
		[]string{"2025-09-18", "2025-09-18T00:00:00", "2025-09-18 00:00:00Z", "2025-09-18T24:00:00Z", "2025-02-30T00:00:00Z", "2025-09-18T00:00:00+0100"},
	},
	"time":     {[]string{"00:00:00Z", "23:59:59.5+01:00"}, []string{"24:00:00Z", "12:00Z", "noon"}},
	"duration": {[]string{"P1D", "PT0S", "P3Y6M4DT12H30M5S", "P2W"}, []string{"P", "1D", "PT", "P1S", "P1D2H"}},
	"uuid": {
		[]string{"248df4b7-aa70-47b8-a036-33ac447e668d", "00000000-0000-0000-0000-000000000000", "248DF4B7-AA70-47B8-A036-33AC447E668D"},
		[]string{"248df4b7-aa70-47b8-a036-33ac447e668", "248df4b7aa7047b8a03633ac447e668d", "248df4b7-aa70-47b8-a036-33ac447e668g", "acme"},
	},
	"email":         {[]string{"a@b.example", "first.last+tag@sub.example.com"}, []string{"a", "@b.example", "a@", "a b@c.example"}},
	"hostname":      {[]string{"example.com", "a-b.example", "localhost"}, []string{"-a.example", "a_b.example", "a..example"}},
	"ipv4":          {[]string{"192.0.2.1", "0.0.0.0", "255.255.255.255"}, []string{"192.0.2", "256.0.0.1", "192.0.2.1/24", "::1"}},
	"ipv6":          {[]string{"::1", "2001:db8::ff00:42:8329", "::ffff:192.0.2.1"}, []string{"192.0.2.1", "2001:db8:::1", "12345::", ":::"}},
	"uri":           {[]string{"https://example.com/a?b=c#d", "urn:isbn:0451450523", "mailto:a@b.example"}, []string{"/a", "example.com", "https://example.com/a b", "://a"}},
	"uri-reference": {[]string{"/a", "a?b", "https://example.com"}, []string{"\\a", "a b"}},
	"iri":           {[]string{"https://example.com/ä"}, []string{"/ä"}},
	"uri-template":  {[]string{"https://example.com/{id}", "/a"}, []string{"/{id", "/a}"}},
	"json-pointer":  {[]string{"", "/a", "/a~1b/0"}, []string{"a", "/a~2"}},
	"regex":         {[]string{"^a+$"}, []string{"a(", "[a"}},
	"byte":          {[]string{"", "YQ==", "YWI=", "+/+/"}, []string{"YQ", "YQ=", "Y", "YWI-", "*"}},
}

// anyString lists the formats that every string has.
var anyString = []string{"password", "binary"}

// numberFormat is a format of numbers, with its bounds.
type numberFormat struct {
	low, high string
	// beyond has literals of numbers just outside the bounds.
	beyond []string
}

func (f numberFormat) accepts(n *big.Rat) bool {
	low, _ := new(big.Rat).SetString(f.low)
	high, _ := new(big.Rat).SetString(f.high)
	return n.Cmp(low) >= 0 && n.Cmp(high) <= 0
}

var numberFormats = map[string]numberFormat{
	"int32": {"-2147483648", "2147483647", []string{"-2147483649", "2147483648"}},
	"int64": {"-9223372036854775808", "9223372036854775807", []string{"-9223372036854775809", "9223372036854775808"}},
	"float": {"-3.4028234663852886e38", "3.4028234663852886e38", []string{"-3.5e38", "3.5e38"}},
	"double": {
		"-1.7976931348623157e308", "1.7976931348623157e308", []string{"-1.8e308", "1.8e308"},
	},
}

// testable reports whether a value can break the format of a schema. If not, it returns the reason.
func testable(s *definition) (why string, ok bool) {
	_, ofStrings := stringFormats[s.Format]
	_, ofNumbers := numberFormats[s.Format]
	switch {
	case slices.Contains(anyString, s.Format):
		return "any string is of the format", false
	case ofStrings && (s.Type == nil || slices.Contains(s.Type, stringType)):
		return "", true
	case ofNumbers && s.Type != nil && !slices.Contains(s.Type, stringType):
		return "", true
	default:
		return "no specification defines the format for a value of this type", false
	}
}
