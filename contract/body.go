package contract

import (
	stdjson "encoding/json" // Takes the last of duplicate names, and mends broken UTF-8.
	"errors"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// body checks a body that there is against the media types declared for it.
func (k *check) body(s Side, declarer any, content openapi3.Content, header http.Header, body []byte) {
	contentType := header.Get("Content-Type")
	mediaType := content.Get(contentType)
	if mediaType == nil {
		declared := make([]string, 0, len(content))
		for name := range sorted(content) {
			declared = append(declared, name)
		}
		actual := none
		if contentType != "" {
			actual = quote(contentType)
		}
		k.contradiction(rule(s, "media-type"), "header Content-Type", k.places.of(declarer, "content"), strings.Join(declared, " or "), actual)
		return
	}
	if !isJSON(contentType) || mediaType.Schema == nil {
		return
	}
	value, ok := k.decode(s, mediaType, body)
	if !ok {
		return
	}
	options := slices.Concat(k.formats, []openapi3.SchemaValidationOption{openapi3.MultiErrors(), openapi3.VisitAsResponse()})
	if s == RequestSide {
		options[len(options)-1] = openapi3.VisitAsRequest()
	}
	schema := mediaType.Schema.Value
	if err := schema.VisitJSON(value, options...); err != nil {
		k.schemaErrors(s, err, schema, func(path []string) string { return bodyPlace(pointer("", path...)) })
	}
	k.undeclaredProperties(s, []*openapi3.Schema{schema}, value, nil)
}

// bodyPlace is the place of a JSON pointer in a body.
func bodyPlace(pointer string) string {
	if pointer == "" {
		return "body"
	}
	return pointer
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && (mediaType == "application/json" || strings.HasSuffix(mediaType, "+json"))
}

// decode reads the JSON value of a body. What is no JSON at all ends the check of the body; what RFC 8259 only advises against
// and implementations read differently, duplicate names and broken UTF-8, is a finding and doesn't.
func (k *check) decode(s Side, mediaType *openapi3.MediaType, body []byte) (any, bool) {
	var value any
	err := json.Unmarshal(body, &value)
	if err == nil {
		return value, true
	}
	document := k.places.of(mediaType, "")
	var syntax *jsontext.SyntacticError
	at := "body"
	if errors.As(err, &syntax) {
		at = bodyPlace(string(syntax.JSONPointer))
	}
	value = nil // The strict attempt may have left the part before the error.
	if stdjson.Unmarshal(body, &value) != nil {
		actual := "something else"
		if syntax != nil {
			actual = "an error at byte " + strconv.FormatInt(syntax.ByteOffset, 10)
		}
		k.contradiction(rule(s, "json"), at, document, "one JSON value and nothing else", actual)
		return nil, false
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		k.contradiction(rule(s, "duplicate-name"), at, document, "each name once in an object", "one twice")
	} else {
		k.contradiction(rule(s, "utf-8"), at, document, "UTF-8", "bytes that are none")
	}
	return value, true
}
