package recording

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// objectShape has the names in a JSON object that show its format, with the kinds of their values.
// A name in the request or in the response is like request.url.
type objectShape map[string]jsontext.Kind

// The constants are names of parts of an exchange that most formats use.
const (
	requestName  = "request"
	responseName = "response"
	dataName     = "data"
	nameName     = "name"
)

// relativeURL is the name in a shape for a request.url that begins with a slash.
const relativeURL = "request.url /"

// maxShape limits how many names a shape has.
const maxShape = 1000

// usualShape is how many names most shapes have at most. To clear a larger map for each value would
// take longer than to make a new one.
const usualShape = 50

// shapeReader reads the shapes of values, one after the other. It uses its memory again for the
// next value. The zero value is ready to use.
type shapeReader struct {
	decoder jsontext.Decoder
	shape   objectShape
}

// shapeOf returns the shape of a value, until the next call. The value must be valid JSON.
func (r *shapeReader) shapeOf(value jsontext.Value) objectShape {
	if len(r.shape) > usualShape || r.shape == nil {
		r.shape = objectShape{}
	}
	clear(r.shape)
	r.decoder.Reset(bytes.NewBuffer(value), lenient)
	r.shape.add("", &r.decoder)
	return r.shape
}

// add adds the names in an object. At the top level, it also adds the names in the request and in
// the response.
func (s objectShape) add(prefix string, d *jsontext.Decoder) {
	if _, err := d.ReadToken(); err != nil {
		return
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return
		}
		name := prefix + token.String()
		kind := d.PeekKind()
		if len(s) < maxShape {
			s[name] = kind
		}
		switch {
		case (name == requestName || name == responseName) && kind == '{':
			s.add(name+".", d)
			continue
		case name == "request.url" && kind == '"':
			if url, err := d.ReadToken(); err == nil && strings.HasPrefix(url.String(), "/") {
				s[relativeURL] = kind
			}
			continue
		}
		if err := d.SkipValue(); err != nil {
			return
		}
	}
	_, _ = d.ReadToken() // This reads the end of the object.
}

// has reports whether the object has at least one of the names.
func (s objectShape) has(names ...string) bool {
	for _, name := range names {
		if _, ok := s[name]; ok {
			return true
		}
	}
	return false
}

// decodeObject decodes the exchange in a JSON object.
type decodeObject func(in *input, value jsontext.Value) (*contract.Exchange, error)

// Each variable has names that only one of these formats has.
var (
	harNames      = []string{"startedDateTime", "request.postData", "response.content"}
	wireMockNames = []string{
		"uuid", "mappingId", "scenarioName", "persistent", relativeURL, "request.urlPath", "request.urlPattern", "request.urlPathPattern",
		"request.urlPathTemplate", "request.bodyPatterns", "response.bodyFileName", "response.jsonBody", "response.base64Body", "response.proxyBaseUrl",
	}
	kongNames      = []string{"latencies", "client_ip", "upstream_uri", "started_at", "request.uri"}
	accessLogNames = []string{"request_method", "request_uri"}
)

// decoder returns the function that decodes the object. It returns nil if the object is a segment
// of a trace. If decoder doesn't recognize the format, it returns the decoder of this package's own
// format, which reports what is wrong.
func (s objectShape) decoder() decodeObject {
	switch {
	case s.has(tapSegmentName):
		return nil
	case s.has(tapTraceName):
		return decodeTapTrace
	case s.has(accessLogNames...) || s[requestName] == '"':
		return decodeAccessLog
	case s[requestName] != '{':
		return decodeLine
	case s.has(harNames...):
		return decodeHAREntry
	case s.has(kongNames...):
		return decodeKongLog
	case s["request.headers"] == '[' || s["response.headers"] == '[':
		return decodeHAREntry
	case s.has(wireMockNames...):
		return decodeWireMockStub
	default:
		return decodeLine
	}
}
