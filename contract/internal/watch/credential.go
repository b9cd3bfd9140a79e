package watch

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// header is the location of a parameter.
const header = "header"

// authorization is the header, in lower case, that carries the credentials of HTTP.
const authorization = "authorization"

// credentials are the ways in which the requests of an operation carry a credential.
type credentials struct {
	// carriers are headers, query parameters and cookies, as "header authorization". Each has the
	// schemes that are sent in it, such as bearer; none if the document only has a parameter.
	carriers map[string][]string
	// optional says that a request may have none.
	optional bool
	// node is where the document says so.
	node *document.Node
}

// credentials returns how requests carry credentials by the security of the operation or of the
// document.
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

// carrierOf returns what carries the credential of a security scheme, and the scheme of HTTP.
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

// takeParameters makes credentials of the parameters that are ones: of the header Authorization,
// and of what carries a credential by the other document. It removes them from the parameters.
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

// shownCredential returns the words for a carrier and a scheme.
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
