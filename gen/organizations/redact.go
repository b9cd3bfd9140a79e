package organizations

import (
	"bytes"
	"strings"
)

// secrets returns what no error shows: the key, and the secret in the body of the request. Some may be empty.
func (x *exchange) secrets() [3]string {
	_, keys := x.settings.credential.key()
	return [3]string{keys[0], keys[1], x.secret}
}

// redact takes the secrets out of a text.
func (x *exchange) redact(text string) string {
	for _, secret := range x.secrets() {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, redacted)
		}
	}
	return text
}

// redactBytes takes the secrets out of a body. It may return the same slice.
func (x *exchange) redactBytes(body []byte) []byte {
	for _, secret := range x.secrets() {
		if secret != "" && bytes.Contains(body, []byte(secret)) {
			body = bytes.ReplaceAll(body, []byte(secret), []byte(redacted))
		}
	}
	return body
}

// redactValue takes the secrets out of a value that was decoded from JSON, names of objects included. It may change the value.
func (x *exchange) redactValue(value any) any {
	switch value := value.(type) {
	case string:
		return x.redact(value)
	case []any:
		for i, item := range value {
			value[i] = x.redactValue(item)
		}
	case map[string]any:
		for name, item := range value {
			plain := x.redact(name)
			if plain != name {
				delete(value, name)
			}
			value[plain] = x.redactValue(item)
		}
	}
	return value
}
