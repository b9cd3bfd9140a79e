package watch

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// header is the value of the field in for a header parameter.
const header = "header"

// authorization is the lower-case name of the header that carries HTTP credentials.
const authorization = "authorization"

// credentials says how the requests of an operation carry credentials.
type credentials struct {
	// carriers has the headers, query parameters and cookies that carry a credential, such as
	// "header authorization". Each has the authentication schemes that it carries, such as bearer.
	// The list is empty if the document only has a parameter.
	carriers map[string][]string
	// optional reports whether a request may have no credential.
	optional bool
	// node is the place where the document says this.
	node *document.Node
}

// credentials returns how requests carry credentials, according to the security of the operation or
// of the document.
func (d *Definition) credentials(o operation) credentials {
	found := credentials{carriers: map[string][]string{}, node: o.node.Get("security")}
	if found.node == nil {
		found.node = d.root.Get("security")
	}
	found.optional = found.node.Len() == 0
	for requirement := range found.node.Items() {
		found.optional = found.optional || requirement.Len() == 0
		for name := range requirement.Fields() {
			carrier, scheme := carrierOf(target(d.root.At("components", "securitySchemes", name)))
			if carrier != "" && !slices.Contains(found.carriers[carrier], scheme) {
				found.carriers[carrier] = append(found.carriers[carrier], scheme)
			}
		}
	}
	if found.node == nil {
		found.node = o.node
	}
	return found
}

// carrierOf returns what carries the credential of a security scheme, and the HTTP authentication
// scheme.
func carrierOf(scheme *document.Node) (carrier, name string) {
	switch scheme.StringAt("type") {
	case "http":
		return header + " " + authorization, strings.ToLower(scheme.StringAt("scheme"))
	case "oauth2", "openIdConnect":
		return header + " " + authorization, "bearer"
	case "apiKey":
		in, name := scheme.StringAt("in"), scheme.StringAt("name")
		if in == header {
			name = strings.ToLower(name)
		}
		return in + " " + name, "key"
	default:
		return "", ""
	}
}

// takeParameters removes the parameters that carry a credential: the header Authorization, and
// everything that carries a credential in the other document. It adds them to the credentials,
// unless the credentials already have them.
func (c *credentials) takeParameters(parameters map[string]*document.Node, other credentials) {
	for carrier, n := range parameters {
		_, byOther := other.carriers[carrier]
		if carrier != header+" "+authorization && !byOther {
			continue
		}
		delete(parameters, carrier)
		if _, known := c.carriers[carrier]; !known {
			c.optional = !target(n).Get("required").IsTrue()
			c.carriers[carrier], c.node = nil, n
		}
	}
}

// shownCredential describes a carrier and a scheme in words.
func shownCredential(carrier, scheme string) string {
	in, name, _ := strings.Cut(carrier, " ")
	if carrier == header+" "+authorization {
		name = "Authorization"
	}
	words := "credential in " + in + " " + quote(name)
	if scheme != "" && scheme != "key" {
		words += " by " + scheme
	}
	return words
}
