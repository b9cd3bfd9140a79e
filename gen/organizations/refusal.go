package organizations

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"
)

// refusal turns a response outside 2xx into an error. It reads the body, within bounds.
func (x *exchange) refusal(response *http.Response, b *body) *Error {
	e := &Error{
		StatusCode: response.StatusCode, Method: x.operation.method, Path: x.url.Path,
		Version: x.servedVersion(response), RetryAfter: retryAfter(response.Header),
	}
	if coding := response.Header.Get("Content-Encoding"); coding != "" {
		e.problem = "the body has the content coding " + x.line(coding) + ", which was not asked for"
		return e
	}
	data, err := b.readRefusal(maxErrorBody, response.ContentLength)
	text := string(data)
	plain := x.redactor().redact(text, err != nil)
	said, decodeErr := parseAPIError(data)
	switch {
	case len(data) == 0 && err == nil:
		e.problem = "the body is empty"
	case decodeErr == nil && err == nil:
		e.Key, e.Message, e.Metadata = said.Key, said.Message, said.Metadata
		if plain != text || !literal(text) || x.redactor().digits {
			e.Key, e.Message = x.bounded(said.Key), x.bounded(said.Message)
			e.Metadata, _ = x.redactValue(said.Metadata).(map[string]any)
		}
	case errors.Is(err, errTooLarge):
		e.problem = fmt.Sprintf("the body is too large for an error: over %d bytes of %s", maxErrorBody, x.mediaType(response))
	case err != nil:
		e.problem = fmt.Sprintf("the body breaks off after %d bytes", len(data))
	default:
		e.problem = fmt.Sprintf("the body is not an error of the API: %d bytes of %s", len(data), x.mediaType(response))
	}
	if e.Body = data; plain != text {
		e.Body = []byte(plain[:min(len(plain), maxErrorBody)])
	}
	return e
}

// parseAPIError parses the body of a refusal.
func parseAPIError(data []byte) (said APIError, err error) {
	d := newDecoder(bytes.NewReader(data))
	if err := d.object(&said); err != nil {
		return said, err
	}
	if err := d.end(); err != nil {
		return said, err
	}
	d.release()
	return said, nil
}

// literal reports whether the strings of some JSON stand in it as they are: then they have no
// secret if the JSON has none.
func literal(text string) bool {
	for i := range len(text) {
		if text[i] == '\\' || text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mediaType returns the media type of a response, for an error.
func (x *exchange) mediaType(response *http.Response) string {
	if contentType := response.Header.Get("Content-Type"); contentType != "" {
		return x.line(contentType)
	}
	return "no media type"
}

// servedVersion returns the version of the API that served a request.
func (x *exchange) servedVersion(response *http.Response) string {
	served := response.Header.Get(versionHeader)
	if served == x.settings.apiVersion {
		return served
	}
	return x.line(served)
}
