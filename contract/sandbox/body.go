package sandbox

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxRequestBody bounds the body of a request, in bytes. The vendor names no bound.
const maxRequestBody = 1 << 20

// The properties of a request to create or update an organization.
var requestProperties = []string{"name", "issuer", "sso_domain", "sso_org_id", "client_id", "client_secret"}

// readBody reads the body of a request that has one, and returns it with nothing in it but the properties of the document, once each: the
// generated code then decodes what was checked here.
func readBody(r *http.Request) ([]byte, *failure) {
	types := r.Header.Values("Content-Type")
	if len(types) != 1 {
		return nil, badRequest(inHeader, "Content-Type", "the body must be application/json, and Content-Type has to say so once")
	}
	if mediaType, parameters, err := mime.ParseMediaType(types[0]); err != nil || mediaType != "application/json" ||
		parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8") {
		return nil, badRequest(inHeader, "Content-Type", "the body must be application/json, in UTF-8")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, badRequest(inHeader, "Content-Encoding", "the body must not be encoded")
	}
	tooLarge := badRequest("body", "size", "the body is too large; 1 MiB is the most")
	if r.ContentLength > maxRequestBody {
		return nil, tooLarge
	}
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxRequestBody))
	switch _, over := errors.AsType[*http.MaxBytesError](err); {
	case over:
		return nil, tooLarge
	case err != nil:
		return nil, badRequest("body", "size", "the body breaks off")
	case len(data) == 0:
		return nil, badRequest("body", "json", "the body is missing")
	}
	return checkBody(data)
}

// checkBody checks a body against the schema of the two requests, which are the same.
func checkBody(data []byte) ([]byte, *failure) {
	var value jsontext.Value
	object := map[string]jsontext.Value{} // Values stay as they are: a number may be larger than Go has.
	err := json.Unmarshal(data, &value)   // Which refuses two values, names that stand twice, and what is no UTF-8.
	if err == nil && value.Kind() == '{' {
		err = json.Unmarshal(value, &object)
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return nil, badRequest("body", "json", "a name stands twice in an object of the body")
	case err != nil:
		return nil, badRequest("body", "json", "the body is not one JSON value in UTF-8")
	case value.Kind() != '{':
		return nil, unprocessable("body", "the body must be a JSON object")
	}
	known := map[string]jsontext.Value{}
	for _, name := range requestProperties {
		text, present := object[name]
		if !present {
			continue
		}
		if text.Kind() != '"' {
			return nil, unprocessable(name, name+" must be a string")
		}
		known[name] = text
	}
	if name := string(known["name"]); name == "" || name == `""` {
		return nil, unprocessable("name", "name is required and can't be empty")
	}
	data, err = json.Marshal(known)
	if err != nil {
		return nil, badRequest("body", "json", "the body is not one JSON value in UTF-8")
	}
	return data, nil
}

// refuseBody is for operations that take none: the document declares none for them.
func refuseBody(r *http.Request) *failure {
	if n, _ := io.ReadFull(r.Body, make([]byte, 1)); n > 0 {
		return badRequest("body", "size", "this operation takes no body")
	}
	return nil
}
