package recording

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// objectShape has those of the names in shapeNames that a JSON object has, with the kinds of their
// values. A name in the request or in the response is like request.url.
type objectShape map[string]jsontext.Kind

// The constants are names of parts of an exchange that most formats use.
const (
	requestName  = "request"
	responseName = "response"
	dataName     = "data"
	nameName     = "name"
)

// urlName is the name in a shape for the URL of a request.
const urlName = "request.url"

// relativeURL is the name in a shape for a request.url that begins with a slash.
const relativeURL = "request.url /"

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
func (r *shapeReader) shapeOf(value jsontext.Value) objectShape {
	if r.shape == nil {
		r.shape = objectShape{}
	}
	clear(r.shape)
	r.input = *bytes.NewBuffer(value)
	r.decoder.Reset(&r.input, lenient)
	r.add("")
	return r.shape
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
		name := shapeNames[string(r.name)]
		if name != "" {
			r.shape[name] = kind
		}
		switch {
		case (name == requestName || name == responseName) && kind == '{':
			r.add(prefixes[name])
			continue
		case name == urlName && kind == '"':
			if url, err := d.ReadValue(); err == nil {
				if r.name, err = jsontext.AppendUnquote(r.name[:0], url); err == nil && bytes.HasPrefix(r.name, []byte("/")) {
					r.shape[relativeURL] = kind
				}
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

// prefixes has what precedes the names in a request or a response.
var prefixes = map[string]string{requestName: requestName + ".", responseName: responseName + "."}

// shapeNames has all names that decoder asks for, by themselves.
var shapeNames = func() map[string]string {
	all := map[string]string{}
	others := []string{requestName, responseName, requestHeadersName, responseHeadersName, urlName, tapSegmentName, tapTraceName}
	for _, names := range [][]string{harNames, wireMockNames, kongNames, accessLogNames, others} {
		for _, name := range names {
			all[name] = name
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
	case s[requestHeadersName] == '[' || s[responseHeadersName] == '[':
		return decodeHAREntry
	case s.has(wireMockNames...):
		return decodeWireMockStub
	default:
		return decodeLine
	}
}
