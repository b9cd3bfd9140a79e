// Package secret finds the values in an exchange that are secret. The document says it of the
// credentials of a request and of the values of writeOnly properties. The names and the texts
// around other values say it of them. No finding should show these either.
//
//	names := secret.NewNames(api)
//	sent := names.Sent(x)
//	if secret.Mentions(&x.Response, sent) {
//		return errors.New("the response holds a secret of the request")
//	}
package secret

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// Names are the names under which the messages of an API hold secrets. Names are safe for
// concurrent use.
type Names struct {
	// writeOnly holds the first property of each name that the document marks writeOnly.
	writeOnly map[string]*document.Node
	passwords map[string]bool
	// keys are the security schemes of the type apiKey.
	keys []*message.Scheme

	naming naming
	echoes echoes
}

// NewNames finds the names in a document.
func NewNames(api *message.API) *Names {
	n := &Names{writeOnly: map[string]*document.Node{}, passwords: map[string]bool{}}
	for node := range api.Document.Root().All() {
		for name, property := range node.Get("properties").Fields() {
			n.add(name, property.Target())
			if property.Ref() != "" && api.Document.Version() >= document.V31 { // From OpenAPI 3.1 on, other keywords may be beside a reference.
				n.add(name, property)
			}
		}
	}
	for _, scheme := range api.Schemes {
		if scheme.IsKey() {
			n.keys = append(n.keys, scheme)
		}
	}
	slices.SortFunc(n.keys, func(a, b *message.Scheme) int { return strings.Compare(a.Name, b.Name) })
	n.naming.secret = n.List()
	return n
}

// add adds the name of a property if the schema marks it.
func (n *Names) add(name string, property *document.Node) {
	if property.StringAt("format") == "password" {
		n.passwords[name] = true
	}
	if first := n.writeOnly[name]; property.Get("writeOnly").IsTrue() && (first == nil || before(property, first)) {
		n.writeOnly[name] = property
	}
}

func before(a, b *document.Node) bool { return a.Place().Line < b.Place().Line }

// WriteOnly returns the node that marks a property of this name writeOnly. It returns nil if the
// responses of the operation may have such a property. They may have it unless the operation's
// request body has the property too, or the name says that the property is a secret.
func (n *Names) WriteOnly(o *message.Operation, name string) *document.Node {
	marked := n.writeOnly[name].Get("writeOnly")
	if marked == nil || suspect.IsSecretName(name) {
		return marked
	}
	if body := o.Body(); body != nil {
		for _, m := range body.Content {
			for s := range m.Schema.All() {
				if property := s.Properties.Get(name); property != nil && property.WriteOnly {
					return property.Node.Get("writeOnly")
				}
			}
		}
	}
	return nil
}

// List returns all names, sorted. These are the properties that the document marks writeOnly or
// gives the format password, and the headers, query parameters and cookies with credentials.
func (n *Names) List() []string {
	all := maps.Clone(n.passwords)
	for name := range n.writeOnly {
		all[name] = true
	}
	for _, scheme := range n.keys {
		all[scheme.ParameterName] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// Sent returns the credentials and the write-only values in the request of an exchange, sorted and
// without duplicates. No string in the list is empty.
func (n *Names) Sent(x *message.Exchange) []string {
	var secrets []string
	for _, name := range []string{"Authorization", "Proxy-Authorization"} {
		for _, value := range x.Request.Header.Values(name) {
			secrets = append(secrets, position.CredentialSecrets(value, true)...)
		}
	}
	for _, value := range message.Cookies(x.Request.Header) {
		secrets = append(secrets, value)
	}
	if password, ok := x.URL.User.Password(); ok {
		secrets = append(secrets, password)
	}
	query, _ := message.ParseQuery(x.URL.RawQuery)
	for _, scheme := range n.keys {
		switch scheme.In {
		case message.InHeader:
			secrets = append(secrets, x.Request.Header.Values(scheme.ParameterName)...)
		case message.InQuery:
			secrets = append(secrets, query.Values(scheme.ParameterName)...)
		}
	}
	secrets = n.appendWriteOnly(secrets, x.Request.ValueOrNull())
	slices.Sort(secrets)
	return slices.DeleteFunc(slices.Compact(secrets), func(secret string) bool { return secret == "" })
}

// Confidential returns the secrets that the request doesn't also send in the open. They must not
// appear in the response. Words that responses have anyway are left out: secrets that are shorter
// than [Shortest], and words such as client_secret.
func (n *Names) Confidential(x *message.Exchange, sent []string) []string {
	isOpen := containment(n.appendOpen(nil, x.Request.ValueOrNull()), len(sent))
	return slices.DeleteFunc(slices.Clone(sent), func(secret string) bool {
		return len(secret) < Shortest || suspect.IsHarmlessValue(secret) || isOpen(secret)
	})
}

// appendOpen appends the strings of a request body, at any depth, whose names the document doesn't
// mark writeOnly.
func (n *Names) appendOpen(texts []string, value any) []string {
	switch value := value.(type) {
	case string:
		texts = append(texts, value)
	case jsonvalue.Array:
		for _, item := range value {
			texts = n.appendOpen(texts, item)
		}
	case *jsonvalue.Object:
		for _, m := range value.Members {
			if n.writeOnly[m.Name] == nil {
				texts = n.appendOpen(texts, m.Value)
			}
		}
	}
	return texts
}

// appendWriteOnly appends the strings of a request body, at any depth, whose names the document
// marks writeOnly.
func (n *Names) appendWriteOnly(secrets []string, value any) []string {
	switch value := value.(type) {
	case jsonvalue.Array:
		for _, item := range value {
			secrets = n.appendWriteOnly(secrets, item)
		}
	case *jsonvalue.Object:
		for _, m := range value.Members {
			if text, ok := m.Value.(string); ok && n.writeOnly[m.Name] != nil {
				secrets = append(secrets, text)
			}
			secrets = n.appendWriteOnly(secrets, m.Value)
		}
	}
	return secrets
}

// Shortest is the minimum length in bytes of a secret that is recognized inside other strings. A
// shorter secret would be found by chance.
const Shortest = 8

// Mentions reports whether a message contains one of the texts: in the value of a header, or in a
// name or a string of its body. A text shorter than [Shortest] must be the whole value, because
// many strings contain it by chance.
func Mentions(b *message.Body, texts []string) bool {
	if len(texts) <= Many {
		return slices.ContainsFunc(texts, func(text string) bool {
			return text != "" && b.AnyString(func(whole string) bool {
				return whole == text || len(text) >= Shortest && strings.Contains(whole, text)
			})
		})
	}
	var all []string
	b.AnyString(func(whole string) bool {
		all = append(all, whole)
		return false
	})
	in := newIndex(all)
	return slices.ContainsFunc(texts, func(text string) bool {
		return text != "" && (in.whole[text] || len(text) >= Shortest && in.contains(text))
	})
}

// Marks reports whether a schema marks its values as secrets.
func Marks(s *schema.Schema) bool { return s.WriteOnly || s.Format() == "password" }
