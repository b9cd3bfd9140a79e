package organizations

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Error is the answer to a request that the API, or something in front of it, refused: every status outside 2xx. Find it with
// [errors.As], or ask for one status with [errors.Is] and [ErrNotFound] or a sibling of it. Secrets that the request sent are redacted in it.
type Error struct {
	// StatusCode is the status of the response, from its status line.
	StatusCode int
	// Key, Message and Metadata are those of the API's ApiError. They are empty where the body was none.
	Key      string
	Message  string
	Metadata map[string]any
	// Method and Path are those of the request.
	Method string
	Path   string
	// Version is the version of the API that served the request; empty where the response names none.
	Version string
	// Body is the body of the response, up to its first 8 KiB.
	Body []byte

	// problem says what came where the body was no ApiError.
	problem    string
	retryAfter time.Duration
}

// maxErrorBody is how much of the body of a refusal is read, and kept in an [Error].
const maxErrorBody = 8 << 10

// maxErrorText bounds each part of the API's words in an error's text, in bytes.
const maxErrorText = 300

// Error returns one line: the request, the status, and what the API said or, in words, what came instead.
func (e *Error) Error() string {
	parts := []string{e.Method + " " + e.Path, strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode)))}
	for _, part := range []string{e.Key, e.Message, e.problem} {
		if part != "" {
			parts = append(parts, oneLine(part))
		}
	}
	return strings.Join(parts, ": ")
}

// Is reports whether target is the sentinel of this error's status.
func (e *Error) Is(target error) bool {
	status, ok := target.(statusError)
	return ok && int(status) == e.StatusCode
}

// statusError is an error for one status, to compare with.
type statusError int

func (s statusError) Error() string {
	return fmt.Sprintf("%d %s", int(s), http.StatusText(int(s)))
}

// The documented statuses outside 2xx, for [errors.Is].
var (
	ErrBadRequest          error = statusError(http.StatusBadRequest)
	ErrUnauthorized        error = statusError(http.StatusUnauthorized)
	ErrForbidden           error = statusError(http.StatusForbidden)
	ErrNotFound            error = statusError(http.StatusNotFound)
	ErrConflict            error = statusError(http.StatusConflict)
	ErrUnprocessableEntity error = statusError(http.StatusUnprocessableEntity)
	ErrInternalServerError error = statusError(http.StatusInternalServerError)
)

// oneLine bounds a text and takes the line breaks and other characters out of it that would do something to a terminal.
func oneLine(text string) string {
	if len(text) > maxErrorText {
		text = strings.ToValidUTF8(text[:maxErrorText], "") + "..."
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return ' '
	}, text)
}

// DecodeError is an answer of 2xx that holds something else than the API documents.
type DecodeError struct {
	// StatusCode is the status of the response.
	StatusCode int
	// Method and Path are those of the request.
	Method string
	Path   string
	// Pointer is the place in the JSON of the body, as a JSON pointer (RFC 6901); empty where it is the body as a whole.
	Pointer string

	problem string
	err     error
	// lost says that the connection broke off, and with it the body.
	lost bool
}

// Error returns one line that says what came.
func (e *DecodeError) Error() string {
	text := fmt.Sprintf("%s %s: %d %s: ", e.Method, e.Path, e.StatusCode, http.StatusText(e.StatusCode))
	if e.Pointer != "" {
		text += "at " + oneLine(e.Pointer) + ": "
	}
	return text + e.problem
}

// Unwrap returns what reading the body gave: an error of the connection, for instance.
func (e *DecodeError) Unwrap() error { return e.err }

// VersionError is an answer that another version of the API served than the one asked for. What the request did is done.
type VersionError struct {
	// Requested and Served are the versions.
	Requested string
	Served    string
	// Method and Path are those of the request.
	Method string
	Path   string
}

// Error returns one line that names both versions.
func (e *VersionError) Error() string {
	return fmt.Sprintf("%s %s: version %s was asked for and %q answered; WithVersionWarning accepts it", e.Method, e.Path, e.Requested, oneLine(e.Served))
}

// refusal reads the body of a response outside 2xx into an error.
func (x *exchange) refusal(response *http.Response) *Error {
	e := &Error{
		StatusCode: response.StatusCode, Method: x.operation.method, Path: x.url.Path,
		Version: x.redact(response.Header.Get(versionHeader)), retryAfter: retryAfter(response.Header),
	}
	body, err := readUpTo(response.Body, maxErrorBody, response.ContentLength)
	var said APIError
	switch decodeErr := json.Unmarshal(body, &said); {
	case len(body) == 0 && err == nil:
		e.problem = "the body is empty"
	case decodeErr == nil && err == nil:
		e.Key, e.Message = x.redact(said.Key), x.redact(said.Message)
		e.Metadata, _ = x.redactValue(said.Metadata).(map[string]any)
	case errors.Is(err, errTooLarge):
		e.problem = fmt.Sprintf("the body is too large for an error: over %d bytes of %s", maxErrorBody, mediaType(response))
	case err != nil:
		e.problem = fmt.Sprintf("the body breaks off after %d bytes", len(body))
	default:
		e.problem = fmt.Sprintf("the body is no error of the API: %d bytes of %s", len(body), mediaType(response))
	}
	if text := string(body); x.redact(text) != text {
		body = []byte(x.redact(text))
	}
	e.Body, e.problem = body, x.redact(e.problem)
	return e
}

func mediaType(response *http.Response) string {
	if contentType := response.Header.Get("Content-Type"); contentType != "" {
		return oneLine(contentType)
	}
	return "no media type"
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

// decodeError says why the body of a 2xx is not what the API documents.
func (x *exchange) decodeError(response *http.Response, err error) *DecodeError {
	e := &DecodeError{StatusCode: response.StatusCode, Method: x.operation.method, Path: x.url.Path, err: err}
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.Is(err, errTooLarge):
		e.problem = fmt.Sprintf("the body is larger than the %d bytes that WithMaxResponseBytes allows", x.settings.maxResponseBytes)
	case errors.Is(err, errEmpty):
		e.problem = "the body is empty"
	case errors.As(err, &semantic):
		e.Pointer = string(semantic.JSONPointer)
		e.problem = "the value is not what the API documents"
		if semantic.JSONKind != 0 {
			e.problem = fmt.Sprintf("the API documents no JSON %s there", kindName(semantic.JSONKind))
		}
	case errors.Is(err, jsontext.ErrDuplicateName):
		errors.As(err, &syntax)
		e.Pointer = string(syntax.JSONPointer)
		e.problem = "the same name stands twice in an object"
	case errors.Is(err, errMissing):
		e.Pointer = "/" + x.operation.payload
		e.problem = "the property is missing"
	case errors.As(err, &syntax):
		e.Pointer = string(syntax.JSONPointer)
		e.problem = fmt.Sprintf("the body is no JSON, or breaks off: %s, byte %d", mediaType(response), syntax.ByteOffset)
	default:
		e.lost = true
		e.problem = "the body breaks off: " + oneLine(err.Error())
	}
	e.Pointer, e.problem = x.redact(e.Pointer), x.redact(e.problem)
	return e
}
