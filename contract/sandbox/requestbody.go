package sandbox

import (
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The constants limit the bodies of requests, in bytes. The vendor documents no limit. While a long
// body comes, it takes one of the sandbox's places for long bodies, so that clients can't fill the
// memory.
const (
	maxRequestBody = 1 << 20
	shortBody      = 64 << 10
	longBodies     = 64
)

// readBody reads the body of a request and checks it against its schema. The body that it returns
// has only the properties that the schema declares, each once. The generated code therefore decodes
// exactly what readBody checked.
func (c *call) readBody(schema *openapi3.Schema) ([]byte, *failure) {
	r := c.request
	types := r.Header.Values("Content-Type")
	if len(types) != 1 {
		return nil, badRequest(inHeader, "Content-Type", "the body must be application/json; send one Content-Type that says so")
	}
	mediaType, parameters, err := mime.ParseMediaType(types[0])
	if err != nil || mediaType != jsonType || parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8") {
		return nil, badRequest(inHeader, "Content-Type", "the body must be application/json, in UTF-8")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, badRequest(inHeader, "Content-Encoding", "the body must not be encoded")
	}
	tooLarge := badRequest("body", "size", "the body is larger than 1 MiB")
	if r.ContentLength > maxRequestBody {
		return nil, tooLarge
	}
	c.unread = false
	body := http.MaxBytesReader(nil, r.Body, maxRequestBody)
	data, err := io.ReadAll(io.LimitReader(body, shortBody))
	if err == nil && len(data) == shortBody {
		select {
		case c.longBodies <- struct{}{}:
			defer func() { <-c.longBodies }()
		default:
			return nil, busy()
		}
		var rest []byte
		rest, err = io.ReadAll(body)
		data = append(data, rest...)
	}
	switch _, over := errors.AsType[*http.MaxBytesError](err); {
	case over:
		return nil, tooLarge
	case err != nil:
		return nil, brokenBody(err)
	case len(data) == 0:
		return nil, badRequest("body", "json", "the body is missing")
	}
	return checkBody(data, schema)
}

// checkBody checks a body against the schema of an object.
func checkBody(data []byte, schema *openapi3.Schema) ([]byte, *failure) {
	var value jsontext.Value
	object := map[string]jsontext.Value{} // A property that the schema doesn't have may have any number as its value.
	err := json.Unmarshal(data, &value)   // Unmarshal refuses a second value, duplicate names and invalid UTF-8.
	if err == nil && value.Kind() == '{' {
		err = json.Unmarshal(value, &object)
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return nil, badRequest("body", "json", "an object in the body has a name twice")
	case err != nil:
		return nil, badRequest("body", "json", "the body is not one JSON value in UTF-8")
	case value.Kind() != '{':
		return nil, unprocessable("body", "the body must be a JSON object")
	}
	known := map[string]jsontext.Value{}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		property, present := object[name]
		if !present {
			continue
		}
		if broken := brokenConstraint(schema.Properties[name].Value, property); broken != "" {
			return nil, unprocessable(name, name+" "+broken)
		}
		known[name] = property
	}
	for _, name := range schema.Required {
		if _, present := known[name]; !present {
			return nil, unprocessable(name, name+" is required")
		}
	}
	data, err = json.Marshal(known)
	if err != nil {
		return nil, badRequest("body", "json", "the body is not one JSON value in UTF-8")
	}
	return data, nil
}

// refuseBody returns a failure if the request has a body. The operation takes none.
func (c *call) refuseBody() *failure {
	c.unread = false
	if c.request.Body == http.NoBody {
		return nil
	}
	switch n, err := io.ReadFull(c.request.Body, make([]byte, 1)); {
	case n > 0:
		return badRequest("body", "size", "this operation takes no body")
	case !errors.Is(err, io.EOF):
		return brokenBody(err)
	default:
		return nil
	}
}

// brokenBody is 400 for a body that can't be read to its end.
func brokenBody(err error) *failure {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return badRequest("body", "time", "the body takes too long; send it within 30 seconds")
	}
	return badRequest("body", "size", "the body ends too early or is not framed as its headers say")
}
