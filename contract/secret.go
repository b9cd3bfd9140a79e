package contract

import (
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// Secrets returns the credentials and the write-only values in the request of an exchange, each once and none empty. They must be in
// no message, no log and no file.
func (c *Contract) Secrets(x *Exchange) []string {
	return c.secretsOf(c.view(x))
}

func (c *Contract) secretsOf(v *view) []string {
	request := &v.exchange.Request
	var secrets []string
	for _, name := range []string{"Authorization", "Proxy-Authorization"} {
		for _, value := range request.Header.Values(name) {
			kind, credential, found := strings.Cut(value, " ")
			if !found { // A key alone, as some APIs take it, or a scheme alone, which is no secret and does no harm as one.
				credential = value
			}
			secrets = append(secrets, credential)
			if !strings.EqualFold(kind, "basic") {
				continue
			}
			if pair, err := base64.StdEncoding.DecodeString(credential); err == nil {
				_, password, _ := strings.Cut(string(pair), ":")
				secrets = append(secrets, password)
			}
		}
	}
	for _, value := range cookies(request.Header) {
		secrets = append(secrets, value)
	}
	if password, ok := request.URL.User.Password(); ok {
		secrets = append(secrets, password)
	}
	values, _ := parseQuery(request.URL.RawQuery)
	for _, scheme := range c.keys {
		switch scheme.In {
		case openapi3.ParameterInHeader:
			secrets = append(secrets, request.Header.Values(scheme.Name)...)
		case openapi3.ParameterInQuery:
			secrets = append(secrets, values[scheme.Name]...)
		}
	}
	secrets = c.appendWriteOnly(secrets, v.request.valueOrNull())
	slices.Sort(secrets)
	return slices.DeleteFunc(slices.Compact(secrets), func(secret string) bool { return secret == "" })
}

// SecretNames returns the names of the properties that the document marks writeOnly or of the format password, and those of the
// headers, query parameters and cookies that hold credentials; sorted.
func (c *Contract) SecretNames() []string {
	all := map[string]bool{}
	for name := range c.writeOnly {
		all[name] = true
	}
	for known := range c.places.objects {
		if s, ok := known.(*openapi3.Schema); ok {
			for name, property := range s.Properties {
				if property.Value.Format == "password" {
					all[name] = true
				}
			}
		}
	}
	for _, scheme := range c.keys {
		all[scheme.Name] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// isSecret reports whether a string may be one that no message shows: its schema marks it so, its name or its looks say so, or it holds a credential
// or a write-only value that the request sent. Beside very many of those, none is shown.
func (k *check) isSecret(schema *openapi3.Schema, place, value string) bool {
	if schema.WriteOnly || schema.Format == "password" || namesSecret(place) || suspect.LooksSecret(value) {
		return true
	}
	secrets := k.secrets(k.Contract)
	return len(secrets) > manyTexts || slices.ContainsFunc(secrets, func(secret string) bool {
		return strings.Contains(value, secret) || strings.Contains(secret, value) && len(value) >= shortestSecret
	})
}

// namesSecret reports whether a name on the way to a place in a message says that a secret stands there. That of a parameter does so by the word
// key, too.
func namesSecret(place string) bool {
	names := strings.Split(place, "/")
	_, name, isParameter := strings.Cut(names[0], " ") // Else it is a JSON pointer.
	names[0] = name
	return isParameter && suspect.IsKeyName(name) || slices.ContainsFunc(names, suspect.IsSecretName)
}

// shortestSecret is the length in bytes from which a part of a secret counts as one: shorter ones match by chance.
const shortestSecret = 8

// maxPlace bounds a place in a message, in bytes: a pointer into hostile JSON can be as long as its body.
const maxPlace = 500

// withoutSecrets takes what the request sent as secrets out of a text that comes from the message: names can be secrets too.
func (k *check) withoutSecrets(text string) string {
	if k.redactor == nil {
		k.redactor = newRedactor(k.secrets(k.Contract))
	}
	text = k.redactor.Replace(text)
	if len(text) > maxPlace {
		text = strings.ToValidUTF8(text[:maxPlace], "") + "..."
	}
	return text
}

// newRedactor returns what takes secrets out of texts, the longest first; in a JSON pointer and in quotes they are written otherwise.
func newRedactor(secrets []string) *strings.Replacer {
	var pairs []string
	for _, secret := range slices.SortedStableFunc(slices.Values(secrets), func(a, b string) int { return len(b) - len(a) }) {
		if len(secret) < shortestSecret {
			break
		}
		quoted := strconv.Quote(secret)
		for _, form := range slices.Compact([]string{secret, pointerEscapes.Replace(secret), quoted[1 : len(quoted)-1]}) {
			pairs = append(pairs, form, "[redacted]")
		}
	}
	return strings.NewReplacer(pairs...)
}

// appendOpen appends the strings at any depth of a request body whose names the document doesn't mark writeOnly.
func (c *Contract) appendOpen(texts []string, value any) []string {
	switch value := value.(type) {
	case string:
		texts = append(texts, value)
	case array:
		for _, item := range value {
			texts = c.appendOpen(texts, item)
		}
	case *object:
		for _, m := range value.members {
			if c.writeOnly[m.name] == nil {
				texts = c.appendOpen(texts, m.value)
			}
		}
	}
	return texts
}

// appendWriteOnly appends the strings at any depth of a request body whose names the document marks writeOnly.
func (c *Contract) appendWriteOnly(secrets []string, value any) []string {
	switch value := value.(type) {
	case array:
		for _, item := range value {
			secrets = c.appendWriteOnly(secrets, item)
		}
	case *object:
		for _, m := range value.members {
			if text, ok := m.value.(string); ok && c.writeOnly[m.name] != nil {
				secrets = append(secrets, text)
			}
			secrets = c.appendWriteOnly(secrets, m.value)
		}
	}
	return secrets
}
