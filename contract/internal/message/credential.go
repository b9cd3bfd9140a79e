package message

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Scheme is a security scheme of a document.
type Scheme struct {
	// Node is nil if a requirement names the scheme but the document doesn't define it.
	Node *document.Node
	// Name is the name of the scheme. Type is http, apiKey, oauth2, openIdConnect or mutualTLS.
	Name, Type string
	// HTTPScheme is the authentication scheme of the type http, such as bearer.
	HTTPScheme string
	// In and ParameterName say where a key of the type apiKey is in a request. They are empty for
	// other types.
	In, ParameterName string
}

// Requirement is a list of security schemes. A request satisfies it with the credentials of all of
// them. It is empty if no credential is needed.
type Requirement []*Scheme

func newScheme(name string, node *document.Node) *Scheme {
	return &Scheme{
		Node: node, Name: name, Type: node.StringAt("type"), HTTPScheme: node.StringAt("scheme"), In: node.StringAt("in"), ParameterName: node.StringAt("name"),
	}
}

// security returns the requirements of an operation. If the operation has none, it returns those of
// the document.
func (c *Compiler) security(source *document.Node) []Requirement {
	var all []Requirement
	for node := range SecurityHolder(source).Get("security").Items() {
		requirement := Requirement{}
		for name := range node.SortedFields() {
			scheme := c.scheme(node, name)
			if why := scheme.unchecked(); why != "" {
				c.unchecked = append(c.unchecked, schema.Note{Node: node.Get(name), What: "the security scheme " + wording.Quote(name) + " is not checked: " + why})
			}
			requirement = append(requirement, scheme)
		}
		all = append(all, requirement)
	}
	return all
}

// scheme returns the scheme that a requirement names. Since OpenAPI 3.2, a requirement may name a
// scheme by its URI.
func (c *Compiler) scheme(requirement *document.Node, name string) *Scheme {
	if scheme := c.api.Schemes[name]; scheme != nil {
		return scheme
	}
	if requirement.Document().Version() >= document.V32 && strings.ContainsAny(name, "/#") {
		if node, err := requirement.Resolve(name); err == nil {
			return newScheme(name, node.Target())
		}
	}
	return &Scheme{Name: name}
}

// SecurityHolder returns the node whose security applies to an operation: the operation, or the
// root of the document.
func SecurityHolder(operation *document.Node) *document.Node {
	if operation.Get("security") != nil {
		return operation
	}
	return operation.Document().Root()
}

// The constants are the types of security schemes whose credentials an exchange shows. A scheme of
// the type apiKey names a header, a query parameter or a cookie.
const (
	apiKey        = "apiKey"
	httpType      = "http"
	oauth2        = "oauth2"
	openIDConnect = "openIdConnect"
)

// unchecked returns the reason why a request can't show whether it satisfies the scheme. It returns
// an empty string if a request can show it.
func (s *Scheme) unchecked() string {
	switch {
	case s.Node == nil:
		return "the document does not define it"
	case s.Type == "mutualTLS":
		return "an exchange does not show client certificates"
	case s.Type == apiKey && !slices.Contains([]string{InHeader, InQuery, InCookie}, s.In):
		return "no key is in " + wording.Quote(s.In)
	case !slices.Contains([]string{apiKey, httpType, oauth2, openIDConnect}, s.Type):
		return "there is no type " + wording.Quote(s.Type)
	default:
		return ""
	}
}

// IsKey reports whether the scheme names the place of its credential.
func (s *Scheme) IsKey() bool { return s.Type == apiKey }

// Place returns the part of a request in which the credential of the scheme is, and the name of the
// credential there.
func (s *Scheme) Place() (in, name string) {
	if s.IsKey() {
		return s.In, s.ParameterName
	}
	return InHeader, "Authorization"
}

// Satisfied reports whether a request has a credential for each scheme of the requirement. It
// ignores schemes whose credentials an exchange doesn't show. Only the server knows whether the
// credentials are valid.
func (r Requirement) Satisfied(header http.Header, query Query) bool {
	return !slices.ContainsFunc(r, func(s *Scheme) bool { return !s.satisfied(header, query) })
}

func (s *Scheme) satisfied(header http.Header, query Query) bool {
	switch {
	case s.unchecked() != "":
		return true
	case s.Type == httpType:
		kind, credential := cutCredential(header)
		if !strings.EqualFold(kind, s.HTTPScheme) || credential == "" {
			return false
		}
		if strings.EqualFold(kind, "bearer") {
			return isToken(credential)
		}
		if strings.EqualFold(kind, "basic") {
			pair, err := base64.StdEncoding.DecodeString(credential)
			return err == nil && strings.Contains(string(pair), ":")
		}
		return true
	case s.Type == apiKey && s.In == InHeader:
		return header.Get(s.ParameterName) != ""
	case s.Type == apiKey && s.In == InQuery:
		return query.Get(s.ParameterName) != ""
	case s.Type == apiKey:
		return strings.Join(cookiesNamed(header, s.ParameterName), "") != ""
	default: // OAuth 2.0 and OpenID Connect use a bearer token.
		kind, credential := cutCredential(header)
		return strings.EqualFold(kind, "bearer") && isToken(credential)
	}
}

// cutCredential splits the Authorization header into the scheme and the credential. One or more
// spaces separate them (RFC 9110, section 11.4).
func cutCredential(header http.Header) (scheme, credential string) {
	scheme, credential, _ = strings.Cut(header.Get("Authorization"), " ")
	return scheme, strings.TrimLeft(credential, " ")
}

// isToken reports whether a string can be a bearer token, which has no spaces (RFC 6750, section
// 2.1).
func isToken(credential string) bool {
	return credential != "" && !strings.ContainsAny(credential, " \t")
}

// Missing returns the first scheme of the requirement for which a request has no credential, or nil
// if the request has them all.
func (r Requirement) Missing(header http.Header, query Query) *Scheme {
	for _, s := range r {
		if !s.satisfied(header, query) {
			return s
		}
	}
	return nil
}

// Describe describes the requirement in a few words.
func (r Requirement) Describe() string {
	names := make([]string, len(r))
	for i, s := range r {
		switch s.Type {
		case "":
			names[i] = s.Name
		case httpType:
			names[i] = "a " + s.HTTPScheme + " credential (" + s.Name + ")"
		default:
			names[i] = "a credential (" + s.Name + ")"
		}
	}
	return strings.Join(names, " and ")
}

// DescribeCredential describes the kind of credential in a request, never its value.
func DescribeCredential(header http.Header) string {
	kind, credential := cutCredential(header)
	switch {
	case kind == "":
		return "none"
	case credential == "":
		return "an Authorization header without a scheme or a credential"
	case strings.EqualFold(kind, "bearer"), strings.EqualFold(kind, "basic"), strings.EqualFold(kind, "digest"):
		return "a " + strings.ToLower(kind) + " credential that does not fit"
	default:
		return "a credential of another scheme"
	}
}
