package organizations

import (
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// refusal returns the error for a response outside 2xx. It reads a limited part of the body.
func (x *exchange) refusal(response *http.Response, b *body) *Error {
	e := &Error{
		StatusCode: response.StatusCode, Header: x.redactHeader(response.Header), Method: x.operation.method, Path: x.path(),
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
	case decodeErr == nil && !errors.Is(err, errTooLarge):
		e.Key, e.Message, e.Metadata, e.Additional = said.Key, said.Message, said.Metadata, said.Additional
		if plain != text || !literal(text) || len(x.redactor().digits) > 0 {
			e.Key, e.Message = x.bounded(said.Key), x.bounded(said.Message)
			e.Metadata, _ = x.redactValue(said.Metadata).(map[string]any)
			e.Additional = x.redactAdditional(said.Additional)
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

// parseAPIError parses the body of a response outside 2xx.
func parseAPIError(data []byte) (said APIError, err error) {
	d := newDecoderOf(data)
	if err := d.object(&said); err != nil {
		return said, err
	}
	if err := d.end(); err != nil {
		return said, err
	}
	d.release()
	return said, nil
}

// redactAdditional removes the secrets from the properties that the document doesn't know.
func (x *exchange) redactAdditional(properties map[string]jsontext.Value) map[string]jsontext.Value {
	var plain map[string]jsontext.Value
	for name, text := range properties {
		var value any
		if json.Unmarshal(text, &value) != nil {
			continue // The decoder has already read it, so it is valid JSON.
		}
		shown, err := json.Marshal(x.redactValue(value), json.Deterministic(true))
		if err != nil {
			continue
		}
		if plain == nil {
			plain = make(map[string]jsontext.Value, len(properties))
		}
		plain[x.redact(name)] = shown
	}
	return plain
}

// literal reports whether no string in a JSON text has an escape. Then a secret can't be hidden: if
// the text shows none, the strings have none.
func literal(text string) bool {
	for i := range len(text) {
		if text[i] == '\\' || text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mediaType returns the media type of a response, to show it in an error.
func (x *exchange) mediaType(response *http.Response) string {
	if contentType := response.Header.Get("Content-Type"); contentType != "" {
		return x.line(contentType)
	}
	return "no media type"
}

// servedVersion returns the version of the API that served a request.
func (x *exchange) servedVersion(response *http.Response) string {
	served := response.Header.Get(versionHeader)
	if served == x.settings.apiVersion[0] {
		return served
	}
	return x.line(served)
}
