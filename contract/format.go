package contract

import (
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// formatCheck reports whether a value has a format. It is asked only about values of the kind that the format is for.
type formatCheck func(value any) bool

// anyText is the check of formats that tell how to read or show a string and leave open what is in it.
func anyText(any) bool { return true }

// format finds the check of the format that a schema names, and notes it where there is none.
func (c *schemas) format(s *schema) {
	if s.Format == "" {
		return
	}
	if s.types&strs != 0 {
		s.format = c.stringFormat(s.Format)
	}
	if s.format == nil && s.types&integers != 0 {
		s.format = numberFormat(s.Format)
	}
	if s.format == nil {
		c.unchecked = append(c.unchecked, Unchecked{
			Document: c.places.of(s.Schema, "format"),
			What:     fmt.Sprintf("the format %s is not checked: it is none that OpenAPI 3.0 or JSON Schema defines", quote(s.Format)),
		})
	}
}

// schemaFormats are the formats that JSON Schema defines and the library checks.
const schemaFormats = " date date-time duration email hostname ipv4 ipv6 iri iri-reference json-pointer regex relative-json-pointer time uri" +
	" uri-reference uri-template uuid "

// stringFormat returns the check of a format of strings; nil where it is not known.
func (c *schemas) stringFormat(name string) formatCheck {
	if check, ok := c.formats[name]; ok {
		return check
	}
	check := newStringFormat(name)
	c.formats[name] = check
	return check
}

func newStringFormat(name string) formatCheck {
	switch {
	case isFree(name):
		return anyText
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
		return !ok || compiled.Validate(text) == nil && isStrictly(name, text)
	}
}

// inURI are the characters of RFC 3986, section 2.
var inURI = regexp.MustCompile(`^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$`)

// isStrictly reports whether a text has a format also in what the library lets pass.
func isStrictly(format, text string) bool {
	switch format {
	case "email":
		return !strings.HasPrefix(text, "@")
	case "uri", "uri-reference":
		return inURI.MatchString(text) && strings.Count(text, "#") <= 1
	default:
		return true
	}
}

// numberFormat returns the check of a format of numbers; nil where it is not known.
func numberFormat(name string) formatCheck {
	between := func(low, high float64) formatCheck {
		return func(value any) bool {
			n, ok := value.(number)
			return !ok || n.compare(low) >= 0 && n.compare(high) <= 0
		}
	}
	switch name {
	case "int32":
		return between(math.MinInt32, math.MaxInt32)
	case "int64": // The bound itself is one too many, and the largest float64 below it too few.
		return func(value any) bool {
			n, ok := value.(number)
			if !ok || len(n) < len("9223372036854775807") && !strings.ContainsAny(string(n), "eE") {
				return true
			}
			exact, ok := n.rat()
			return ok && (!exact.IsInt() || exact.Num().IsInt64())
		}
	case "float":
		return between(-math.MaxFloat32, math.MaxFloat32)
	case "double":
		return between(-math.MaxFloat64, math.MaxFloat64)
	default:
		return nil
	}
}
