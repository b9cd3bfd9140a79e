package schema

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// formatCheck reports whether a value has a format. It is called only with values of the kind that
// the format is for.
type formatCheck func(value any) bool

// anyText is the check of formats that say how to read or show a string but accept every string.
func anyText(any) bool { return true }

// format finds the check for the format of a schema. It lists a format without a check as
// unchecked.
func (c *Compiler) format(s *Schema) {
	if s.Format == "" {
		return
	}
	if s.Types&Strings != 0 {
		s.format = c.stringFormat(s.Format)
	}
	if s.format == nil && s.Types&Integers != 0 {
		s.format = numberFormat(s.Format)
	}
	if s.format == nil {
		c.Unchecked = append(c.Unchecked, Note{
			Node: s.Node.Get("format"),
			What: fmt.Sprintf("the format %s is not checked: %s", wording.Quote(s.Format), whyUnchecked(s.Format)),
		})
	}
}

// whyUnchecked says why a format has no check.
func whyUnchecked(format string) string {
	if format == "idn-email" || format == "idn-hostname" {
		return "this package has no check of internationalized names"
	}
	return "neither OpenAPI 3.0 nor JSON Schema defines it"
}

// schemaFormats are the formats that JSON Schema defines and the library checks.
const schemaFormats = " date date-time duration email hostname ipv4 ipv6 iri iri-reference json-pointer regex relative-json-pointer time uri" +
	" uri-reference uuid "

// stringFormat returns the check of a string format, or nil if there is none.
func (c *Compiler) stringFormat(name string) formatCheck {
	if check, ok := c.formats[name]; ok {
		return check
	}
	check := newStringFormat(name)
	c.formats[name] = check
	return check
}

func newStringFormat(name string) formatCheck {
	switch {
	case IsFree(name):
		return anyText
	case name == "uri-template":
		return func(value any) bool {
			text, ok := value.(string)
			return !ok || uriTemplate.MatchString(text)
		}
	case name == "byte":
		return func(value any) bool {
			text, ok := value.(string)
			_, err := base64.StdEncoding.DecodeString(text)
			return !ok || err == nil
		}
	case !strings.Contains(schemaFormats, " "+name+" "):
		return nil
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource("format.json", map[string]any{"format": name}); err != nil {
		return nil
	}
	compiled, err := compiler.Compile("format.json")
	if err != nil {
		return nil
	}
	return func(value any) bool {
		text, ok := value.(string)
		return !ok || compiled.Validate(text) == nil && passesExtraChecks(name, text)
	}
}

// inURI are the characters that may appear in a URI (RFC 3986, section 2).
var inURI = regexp.MustCompile(`^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$`)

// uriTemplate is the grammar of RFC 6570, section 2.
var uriTemplate = regexp.MustCompile(`^([^\x00-\x20\x7f"'%<>\\^` + "`" + `{|}]|%[0-9A-Fa-f]{2}|` +
	`\{[+#./;?&=,!@|]?` + templateVariable + `(,` + templateVariable + `)*\})*$`)

const templateVariable = `([A-Za-z0-9_]|%[0-9A-Fa-f]{2})(\.?([A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(:[1-9][0-9]{0,3}|\*)?`

// passesExtraChecks reports whether a text has no mistake that the library overlooks in this
// format.
func passesExtraChecks(format, text string) bool {
	switch format {
	case "email":
		return !strings.HasPrefix(text, "@")
	case "uri", "uri-reference":
		return inURI.MatchString(text) && strings.Count(text, "#") <= 1
	default:
		return true
	}
}

// numberFormat returns the check of a number format, or nil if there is none.
func numberFormat(name string) formatCheck {
	within := func(low, high jsonvalue.Number) formatCheck {
		return func(value any) bool {
			n, ok := value.(jsonvalue.Number)
			return !ok || n.IsWithin(low, high)
		}
	}
	switch name {
	case "int32":
		return within("-2147483648", "2147483647")
	case "int64":
		return within("-9223372036854775808", "9223372036854775807")
	case "float":
		return within("-3.4028234663852886e+38", "3.4028234663852886e+38")
	case "double":
		return within("-1.7976931348623157e+308", "1.7976931348623157e+308")
	default:
		return nil
	}
}

// IsFree reports whether a format accepts every string.
func IsFree(format string) bool { return format == "password" || format == "binary" }
