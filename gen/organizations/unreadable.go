package organizations

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// decodeError returns an error that says why the body of a response of 2xx is not what the API
// documents. It wraps only errors of the connection, because JSON errors quote the body.
func (x *exchange) decodeError(response *http.Response, err error) *DecodeError {
	e := &DecodeError{StatusCode: response.StatusCode, Method: x.operation.method, Path: x.path()}
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.Is(err, errTooLarge):
		e.problem = fmt.Sprintf("the body is larger than the %d bytes that WithMaxResponseBytes allows", x.settings.maxResponseBytes)
	case errors.Is(err, errTooMany):
		e.problem = fmt.Sprintf("the body has more than %d values and fewer than %d bytes for each", freeValues, bytesPerValue)
	case errors.Is(err, errUnknown):
		e.problem = "the body has too many properties that the API does not document"
	case errors.Is(err, errExpands):
		e.problem = fmt.Sprintf("the body is gzip that expands to more than %d times its size", maxExpansion)
	case errors.Is(err, errEmpty):
		e.problem = "the body is empty"
	case errors.As(err, &semantic):
		e.Pointer = x.pointer(semantic.JSONPointer)
		e.problem = "the value is not what the API documents"
		if semantic.JSONKind != 0 {
			e.problem = fmt.Sprintf("the API documents no JSON %s there", kindName(semantic.JSONKind))
		}
	case errors.Is(err, jsontext.ErrDuplicateName):
		errors.As(err, &syntax)
		e.Pointer = x.pointer(syntax.JSONPointer)
		e.problem = "an object has the same name twice"
	case errors.Is(err, errMissing):
		e.Pointer = "/" + x.operation.payload
		e.problem = "the property is missing"
	case errors.As(err, &syntax):
		e.Pointer = x.pointer(syntax.JSONPointer)
		e.problem = fmt.Sprintf("the body is not JSON, or breaks off: %s, byte %d", x.mediaType(response), syntax.ByteOffset)
	default:
		e.lost = true
		e.problem = "the body breaks off: " + x.line(withoutUser(err.Error()))
		e.err = x.redactError(err)
	}
	return e
}

// pointer removes the secrets from a JSON pointer. If the pointer is long, it returns only the
// beginning.
func (x *exchange) pointer(pointer jsontext.Pointer) string {
	return x.bounded(string(pointer))
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case jsontext.KindBeginObject:
		return "object"
	case jsontext.KindBeginArray:
		return "array"
	default:
		return kind.String()
	}
}
