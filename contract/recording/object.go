package recording

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// objectShape says which of the names in shapeNames a JSON object has. A name in the request or in
// the response is like request.url.
type objectShape struct {
	// names has the formats that have one of the names.
	names formatSet
	// These are the kinds of the values of some names, or 0 if the object doesn't have the name.
	request, requestHeaders, responseHeaders jsontext.Kind
}

// formatSet is a set of formats.
type formatSet uint8

// The constants are the formats that some names belong to.
const (
	harEntryFormat formatSet = 1 << iota
	wireMockFormat
	kongFormat
	accessLogFormat
	tapTraceFormat
	tapSegmentFormat
)

// The constants are names of parts of an exchange that most formats use.
const (
	requestName  = "request"
	responseName = "response"
	dataName     = "data"
	nameName     = "name"
)

// urlName is the name in a shape for the URL of a request.
const urlName = "request.url"

// shapeReader reads the shapes of values, one after the other. It uses its memory again for the
// next value. The zero value is ready to use.
type shapeReader struct {
	decoder jsontext.Decoder
	input   bytes.Buffer
	shape   objectShape
	// name is the current name, with the name of the object that has it.
	name []byte
}

// shapeOf returns the shape of a value, until the next call. The value must be valid JSON.
func (r *shapeReader) shapeOf(value jsontext.Value) *objectShape {
	r.shape = objectShape{}
	r.input = *bytes.NewBuffer(value)
	r.decoder.Reset(&r.input, lenient)
	r.add("")
	return &r.shape
}

// add adds the names in an object. At the top level, it also adds the names in the request and in
// the response.
func (r *shapeReader) add(prefix string) {
	d := &r.decoder
	if _, err := d.ReadToken(); err != nil {
		return
	}
	for d.PeekKind() == '"' {
		quoted, err := d.ReadValue()
		if err != nil {
			return
		}
		r.name, _ = jsontext.AppendUnquote(append(r.name[:0], prefix...), quoted) // A name that is not UTF-8 is no known name.
		kind := d.PeekKind()
		r.shape.names |= shapeNames[string(r.name)]
		switch string(r.name) {
		case requestName:
			r.shape.request = kind
			if kind == '{' {
				r.add(requestName + ".")
				continue
			}
		case responseName:
			if kind == '{' {
				r.add(responseName + ".")
				continue
			}
		case requestHeadersName:
			r.shape.requestHeaders = kind
		case responseHeadersName:
			r.shape.responseHeaders = kind
		case urlName:
			if kind == '"' {
				r.addURL()
				continue
			}
		}
		if err := d.SkipValue(); err != nil {
			return
		}
	}
	_, _ = d.ReadToken() // This reads the end of the object.
}

// addURL reads the URL of a request. In a stub of WireMock, it has no host.
func (r *shapeReader) addURL() {
	url, err := r.decoder.ReadValue()
	if err != nil {
		return
	}
	if r.name, err = jsontext.AppendUnquote(r.name[:0], url); err == nil && bytes.HasPrefix(r.name, []byte("/")) {
		r.shape.names |= wireMockFormat
	}
}

// has reports whether the object has a name of the format.
func (s *objectShape) has(format formatSet) bool { return s.names&format != 0 }

// decodeObject decodes the exchange in a JSON object.
type decodeObject func(in *input, value jsontext.Value) (*contract.Exchange, error)

// Each variable has names that only one of these formats has.
var (
	harNames      = []string{"startedDateTime", "request.postData", "response.content"}
	wireMockNames = []string{
		"uuid", "mappingId", "scenarioName", "persistent", "request.urlPath", "request.urlPattern", "request.urlPathPattern",
		"request.urlPathTemplate", "request.bodyPatterns", "response.bodyFileName", "response.jsonBody", "response.base64Body", "response.proxyBaseUrl",
	}
	kongNames      = []string{"latencies", "client_ip", "upstream_uri", "started_at", "request.uri"}
	accessLogNames = []string{"request_method", "request_uri"}
)

// shapeNames has the names by which formats are recognized, with the formats.
var shapeNames = func() map[string]formatSet {
	all := map[string]formatSet{tapTraceName: tapTraceFormat, tapSegmentName: tapSegmentFormat}
	for format, names := range map[formatSet][]string{
		harEntryFormat: harNames, wireMockFormat: wireMockNames, kongFormat: kongNames, accessLogFormat: accessLogNames,
	} {
		for _, name := range names {
			all[name] = format
		}
	}
	return all
}()

// The constants are the names in a shape for the headers of a request and of a response.
const (
	requestHeadersName  = "request.headers"
	responseHeadersName = "response.headers"
)

// decoder returns the function that decodes the object. It returns nil if the object is a segment
// of a trace. If decoder doesn't recognize the format, it returns the decoder of this package's own
// format, which reports what is wrong.
func (s *objectShape) decoder() decodeObject {
	switch {
	case s.has(tapSegmentFormat):
		return nil
	case s.has(tapTraceFormat):
		return decodeTapTrace
	case s.has(accessLogFormat) || s.request == '"':
		return decodeAccessLog
	case s.request != '{':
		return decodeLine
	case s.has(harEntryFormat):
		return decodeHAREntry
	case s.has(kongFormat):
		return decodeKongLog
	case s.requestHeaders == '[' || s.responseHeaders == '[':
		return decodeHAREntry
	case s.has(wireMockFormat):
		return decodeWireMockStub
	default:
		return decodeLine
	}
}
