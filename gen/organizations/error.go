package organizations

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Error is a response outside 2xx. The API, or something in front of it, refused the request. Find
// it with [errors.As], or use [errors.Is] to compare it with an error for one status, such as
// [ErrNotFound]. It contains no secret of the request. Neither the key nor a client secret nor a
// value of [WithHeader] is in it.
type Error struct {
	// StatusCode is the status code of the response.
	StatusCode int
	// Header is the header of the response, limited to 16 KiB.
	Header http.Header
	// Key, Message and Metadata are the properties of the API's ApiError. They are empty if the
	// body is not an ApiError.
	Key      string
	Message  string
	Metadata map[string]any
	// Additional has the properties of the ApiError that the document doesn't know. The keys are
	// their names, and the values are the JSON that came. It is nil if there are none.
	Additional map[string]jsontext.Value
	// Method and Path are the method and path of the request.
	Method string
	Path   string
	// Version is the version of the API that served the request. It is empty if the response names
	// none.
	Version string
	// RetryAfter is how long the response's Retry-After header asks to wait before another attempt.
	// It is 0 if the response doesn't have the header.
	RetryAfter time.Duration
	// Body has at most the first 8 KiB of the response's body.
	Body []byte

	// problem says what the body was, if it was not an ApiError.
	problem string
}

// maxErrorBody is how much of the body of a refusal the client reads and keeps in an [Error].
const maxErrorBody = 8 << 10

// maxErrorText is how many bytes of a text that the server wrote appear in an error's text.
const maxErrorText = 300

// nilError is the text of an error that is a nil pointer. Package fmt prints nil pointers so.
const nilError = "<nil>"

// Error returns one line. It has the request, the status, and the API's message or what came
// instead of an ApiError.
func (e *Error) Error() string {
	if e == nil {
		return nilError
	}
	parts := []string{e.Method + " " + e.Path, strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode)))}
	for _, part := range []string{e.Key, e.Message, e.problem} {
		if part != "" {
			parts = append(parts, oneLine(part))
		}
	}
	if e.RetryAfter > 0 {
		parts = append(parts, fmt.Sprintf("it asks to wait %v", e.RetryAfter))
	}
	return strings.Join(parts, ": ")
}

// Is reports whether target is the sentinel for this error's status.
func (e *Error) Is(target error) bool {
	status, ok := target.(statusError)
	return ok && e != nil && int(status) == e.StatusCode
}

// statusError is an error for one status. Programs compare errors with it.
type statusError int

func (s statusError) Error() string {
	return fmt.Sprintf("%d %s", int(s), http.StatusText(int(s)))
}

// These errors are for comparison with [errors.Is]. There is one for each documented status outside
// 2xx, and one for each status after which the client retries; see [RetryPolicy].
var (
	ErrBadRequest          error = statusError(http.StatusBadRequest)
	ErrUnauthorized        error = statusError(http.StatusUnauthorized)
	ErrForbidden           error = statusError(http.StatusForbidden)
	ErrNotFound            error = statusError(http.StatusNotFound)
	ErrConflict            error = statusError(http.StatusConflict)
	ErrUnprocessableEntity error = statusError(http.StatusUnprocessableEntity)
	ErrTooManyRequests     error = statusError(http.StatusTooManyRequests)
	ErrInternalServerError error = statusError(http.StatusInternalServerError)
	ErrBadGateway          error = statusError(http.StatusBadGateway)
	ErrServiceUnavailable  error = statusError(http.StatusServiceUnavailable)
	ErrGatewayTimeout      error = statusError(http.StatusGatewayTimeout)
)

// DecodeError is a response of 2xx whose body is not what the API documents.
type DecodeError struct {
	// StatusCode is the status of the response.
	StatusCode int
	// Method and Path are the method and path of the request.
	Method string
	Path   string
	// Pointer is the place of the error in the body, as a JSON pointer (RFC 6901) of at most 8 KiB.
	// It is empty if the error is about the whole body.
	Pointer string

	problem string
	err     error
	// lost reports whether the connection broke off within the body.
	lost bool
}

// Error returns one line. It has the request, the status, and what is wrong with the body.
func (e *DecodeError) Error() string {
	if e == nil {
		return nilError
	}
	text := fmt.Sprintf("%s %s: %d %s: ", e.Method, e.Path, e.StatusCode, http.StatusText(e.StatusCode))
	if e.Pointer != "" {
		text += "at " + oneLine(e.Pointer) + ": "
	}
	return text + e.problem
}

// Unwrap returns the error of the connection if it broke off within the body, and nil otherwise.
func (e *DecodeError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.err
}

// VersionError is a response of 2xx from another version of the API than the version that the
// request asked for. The API has carried out the request. If a method returns an organization
// together with this error, the method has decoded the response.
type VersionError struct {
	// Requested is the version that the request asked for, and Served the version that answered.
	Requested string
	Served    string
	// Method and Path are the method and path of the request.
	Method string
	Path   string
}

// Error returns one line that names both versions.
func (e *VersionError) Error() string {
	if e == nil {
		return nilError
	}
	return fmt.Sprintf("%s %s: version %s was requested and version %q answered; WithVersionWarning accepts it",
		e.Method, e.Path, e.Requested, oneLine(e.Served))
}
