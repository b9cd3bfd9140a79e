package contract

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// isSecret reports whether a string may be one that no message shows: its schema marks it so, or it holds a credential or a
// write-only value that the request sent.
func (k *check) isSecret(schema *openapi3.Schema, value string) bool {
	if schema.WriteOnly || schema.Format == "password" {
		return true
	}
	return slices.ContainsFunc(k.sentSecrets(), func(secret string) bool {
		return strings.Contains(value, secret) || strings.Contains(secret, value) && len(value) >= shortestSecret
	})
}

// shortestSecret is the length in bytes from which a part of a secret counts as one: shorter ones match by chance.
const shortestSecret = 8

// maxPlace bounds a place in a message, in bytes: a pointer into hostile JSON can be as long as its body.
const maxPlace = 500

// withoutSecrets takes what the request sent as secrets out of a text that comes from the message: names can be secrets too.
func (k *check) withoutSecrets(text string) string {
	if len(text) > maxPlace {
		text = strings.ToValidUTF8(text[:maxPlace], "") + "..."
	}
	for _, secret := range k.sentSecrets() {
		if len(secret) >= shortestSecret {
			text = strings.ReplaceAll(text, secret, "[redacted]")
		}
	}
	return text
}

// sentSecrets returns the credentials and the write-only values in the request of the exchange.
func (k *check) sentSecrets() []string {
	request := &http.Request{Header: k.exchange.Request.Header}
	var secrets []string
	if _, credential, ok := strings.Cut(request.Header.Get("Authorization"), " "); ok {
		secrets = append(secrets, credential)
	}
	if _, password, ok := request.BasicAuth(); ok {
		secrets = append(secrets, password)
	}
	for _, cookie := range request.Cookies() {
		secrets = append(secrets, cookie.Value)
	}
	for _, scheme := range k.securitySchemes() {
		if scheme.Type == apiKey && scheme.In == openapi3.ParameterInHeader {
			secrets = append(secrets, request.Header.Get(scheme.Name))
		}
		if scheme.Type == apiKey && scheme.In == openapi3.ParameterInQuery {
			secrets = append(secrets, k.exchange.Request.URL.Query().Get(scheme.Name))
		}
	}
	var body any
	if json.Unmarshal(k.exchange.Request.Body, &body) == nil {
		secrets = k.appendWriteOnly(secrets, body)
	}
	return slices.DeleteFunc(secrets, func(secret string) bool { return secret == "" })
}

// appendWriteOnly appends the strings at any depth of a request body whose names the document marks writeOnly.
func (k *check) appendWriteOnly(secrets []string, value any) []string {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			secrets = k.appendWriteOnly(secrets, item)
		}
	case map[string]any:
		for name, property := range value {
			if text, ok := property.(string); ok && k.writeOnly[name] != nil {
				secrets = append(secrets, text)
			}
			secrets = k.appendWriteOnly(secrets, property)
		}
	}
	return secrets
}
