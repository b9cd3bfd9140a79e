package schema

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Formats says what the formats of strings and numbers mean, and the encodings of strings.
type Formats uint8

const (
	// AssertFormats checks that values have their formats.
	AssertFormats Formats = iota
	// AnnotateFormats treats a format as a remark for readers, so nothing is checked.
	AnnotateFormats
)

// format is the check of a format. A check is nil if the format doesn't limit values of the kind.
type format struct {
	text   func(text string) bool
	number func(n jsonvalue.Number) bool
}

// kinds returns the kinds of values that the format limits.
func (f *format) kinds() Kinds {
	var kinds Kinds
	if f.text != nil {
		kinds |= Strings
	}
	if f.number != nil {
		kinds |= Numbers | Integers
	}
	return kinds
}

// readFormat finds the check for the format of a schema. It lists a format without a check as
// unchecked.
func (b *building) readFormat() {
	name := b.Format()
	if name == "" || b.Formats == AnnotateFormats {
		return
	}
	known := b.formatNamed(name)
	switch {
	case known == nil:
		b.uncheckedf(b.Node.Get("format"), "the format %s is not checked: neither OpenAPI nor JSON Schema defines it", wording.Quote(name))
	case b.Dialect == OpenAPI30 && slices.Contains(laterFormats, name):
		b.uncheckedf(b.Node.Get("format"), "the format %s is not checked: JSON Schema defines it only since the draft after that of OpenAPI 3.0", wording.Quote(name))
	case known.kinds()&b.Types == 0:
		kinds := "strings"
		if known.text == nil {
			kinds = "numbers"
		}
		b.uncheckedf(b.Node.Get("format"), "the format %s is not checked: it is defined for %s, which the schema does not accept", wording.Quote(name), kinds)
	default:
		b.format = known
	}
}

// laterFormats has formats that JSON Schema defined after OpenAPI 3.0. The author of a document of
// OpenAPI 3.0 may have meant something else.
var laterFormats = []string{"idn-email", "idn-hostname"}

// formatNamed returns a format, or nil if it is unknown.
func (c *Compiler) formatNamed(name string) *format {
	known, ok := c.known[name]
	if !ok {
		known = newFormat(name)
		c.known[name] = known
	}
	return known
}

func newFormat(name string) *format {
	switch {
	case IsFree(name):
		return &format{text: func(string) bool { return true }}
	case slices.Contains(libraryFormats, name):
		return libraryFormat(name)
	default:
		return knownFormats[name]
	}
}

// IsFree reports whether a format accepts every string.
func IsFree(format string) bool { return slices.Contains(freeFormats, format) }

// freeFormats say how to read or show a string.
var freeFormats = []string{"binary", "commonmark", "html", "password"}

// knownFormats has the formats of OpenAPI's format registry and of JSON Schema that this package
// checks.
var knownFormats = map[string]*format{
	"base64url":    {text: isBase64URL},
	"byte":         {text: isBase64},
	"char":         {text: isCharacter},
	"decimal":      {text: isDecimal, number: anyNumber},
	"decimal128":   {text: isDecimal128, number: isShortDecimal},
	"double":       {number: within("-1.7976931348623157e+308", "1.7976931348623157e+308")},
	"double-int":   {number: integers("-9007199254740991", "9007199254740991")},
	"float":        {number: within("-3.4028234663852886e+38", "3.4028234663852886e+38")},
	"http-date":    {text: isHTTPDate},
	"idn-email":    {text: isInternationalEmail},
	"idn-hostname": {text: isInternationalHostname},
	"imf-fixdate":  {text: isFixedDate},
	"int16":        {number: integers("-32768", "32767")},
	"int32":        {number: integers("-2147483648", "2147483647")},
	"int64":        {text: integerText("-9223372036854775808", "9223372036854775807"), number: integers("-9223372036854775808", "9223372036854775807")},
	"int8":         {number: integers("-128", "127")},
	"ipv4-cidr":    {text: isNetwork(4)},
	"ipv6-cidr":    {text: isNetwork(6)},
	"language":     {text: isLanguage},
	"media-range":  {text: isMediaRange},
	"sf-binary":    {text: structuredBinary.MatchString},
	"sf-boolean":   {text: func(text string) bool { return text == "?0" || text == "?1" }},
	"sf-decimal":   {number: isStructuredDecimal},
	"sf-integer":   {number: integers("-999999999999999", "999999999999999")},
	"sf-string":    {text: structuredString.MatchString},
	"sf-token":     {text: structuredToken.MatchString},
	"uint16":       {number: integers("0", "65535")},
	"uint32":       {number: integers("0", "4294967295")},
	"uint64":       {text: integerText("0", "18446744073709551615"), number: integers("0", "18446744073709551615")},
	"uint8":        {number: integers("0", "255")},
	"unixtime":     {text: isDecimal, number: anyNumber},
	"uri-template": {text: uriTemplate.MatchString},
	"regex":        {text: isPattern},
}
