package schema

import (
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// libraryFormats lists the formats that the library checks. The times of formats that end in -local
// have no offset.
var libraryFormats = []string{
	"date", "date-time", "date-time-local", "duration", "email", "hostname", "ipv4", "ipv6", "iri", "iri-reference", "json-pointer", "relative-json-pointer", "time",
	"time-local", "uri", "uri-reference", "uuid",
}

// libraryFormat returns the check of a format: the library's check, and a check for the mistakes
// that the library overlooks.
func libraryFormat(name string) *format {
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	base, isLocal := strings.CutSuffix(name, "-local")
	if err := compiler.AddResource("format.json", map[string]any{"format": base}); err != nil {
		return nil
	}
	compiled, err := compiler.Compile("format.json")
	if err != nil {
		return nil
	}
	return &format{text: func(text string) bool {
		if isLocal {
			text += "Z"
		}
		return compiled.Validate(text) == nil && passesExtraChecks(name, text)
	}}
}

// inURI matches strings that have only characters of a URI (RFC 3986, section 2).
var inURI = lazyregexp.New(`^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$`)

// passesExtraChecks reports whether a text has no mistake that the library overlooks in this
// format.
func passesExtraChecks(name, text string) bool {
	switch name {
	case "email":
		return !strings.HasPrefix(text, "@")
	case "uri", "uri-reference":
		return inURI.MatchString(text) && strings.Count(text, "#") <= 1
	default:
		return true
	}
}
