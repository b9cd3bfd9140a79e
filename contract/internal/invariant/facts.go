package invariant

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

// Facts are the values that the expressions of invariants can refer to. They are not safe for
// concurrent use.
type Facts struct {
	provenance ref.Val
	// last has the earlier exchanges of the session, by operationId.
	last     ref.Val
	versions ref.Val
	// request and response are kept, because most invariants use them.
	request, response ref.Val
}

// Exchange is an exchange that expressions can refer to.
type Exchange struct {
	*message.Exchange

	// Secrets returns the secrets of the request that must not appear in the response.
	Secrets func() []string
}

// Facts returns the facts about an exchange that has a response. The parameter last has the last
// successful exchange of each operation, by operationId. It may be nil.
func (s *Set) Facts(x *Exchange, provenance string, last map[string]*Exchange) *Facts {
	return &Facts{
		provenance: types.String(provenance), last: lazyMap{fields: session(last)}, versions: s.versions, request: requestOf(x), response: responseOf(x),
	}
}

// newEnvironment declares the variables, and the function mentions, which CEL doesn't have.
func newEnvironment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.CustomTypeAdapter(adapter{}),
		cel.Variable("request", cel.DynType),
		cel.Variable("response", cel.DynType),
		cel.Variable("last", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("provenance", cel.StringType),
		cel.Variable("versions", cel.ListType(cel.StringType)),
		cel.Function("mentions", cel.Overload("mentions_response_texts", []*cel.Type{cel.DynType, cel.ListType(cel.StringType)}, cel.BoolType,
			cel.BinaryBinding(mentionsAny))),
	)
}

// mentionsAny implements mentions(response, STRINGS). It reports whether the response contains one
// of the strings.
func mentionsAny(value, texts ref.Val) ref.Val {
	response, ok := value.(lazyMap)
	list, isList := texts.(traits.Lister)
	if !ok || !isList || response.body == nil {
		return types.NewErr("mentions takes a response and a list of strings")
	}
	all := make([]string, 0, 1) // Most requests contain one secret.
	for i := range int64(list.Size().(types.Int)) {
		if text, ok := list.Get(types.Int(i)).(types.String); ok {
			all = append(all, string(text))
		}
	}
	return types.Bool(secret.Mentions(response.body, all))
}

// ResolveName implements [cel.Activation], through which cel-go reads variables.
func (f *Facts) ResolveName(name string) (any, bool) {
	switch name {
	case "request":
		return f.request, true
	case "response":
		return f.response, true
	case "provenance":
		return f.provenance, true
	case "versions":
		return f.versions, true
	case "last":
		return f.last, true
	default:
		return nil, false
	}
}

// Parent implements [cel.Activation]. There is no parent.
func (f *Facts) Parent() cel.Activation { return nil }

// session has the earlier exchanges as the fields of a CEL map, by operationId.
type session map[string]*Exchange

func (s session) names() []string { return slices.Collect(maps.Keys(s)) }

func (s session) find(id string) any {
	if x := s[id]; x != nil {
		return lazyMap{fields: exchange{x}}
	}
	return nil
}

// exchange has the fields of an exchange for CEL.
type exchange struct{ *Exchange }

func (exchange) names() []string { return []string{"request", "response"} }

func (x exchange) find(name string) any {
	switch name {
	case "request":
		return requestOf(x.Exchange)
	case "response":
		return responseOf(x.Exchange)
	default:
		return nil
	}
}

// request has the fields of a request for CEL.
type request struct{ *Exchange }

// requestOf returns a request as a CEL value.
func requestOf(x *Exchange) lazyMap { return lazyMap{fields: request{x}} }

func (request) names() []string {
	return []string{"method", "path", "query", "headers", "body", "text", "secrets"}
}

func (x request) find(name string) any {
	switch name {
	case "method":
		return x.Method
	case "path":
		return unescaped(x.Values)
	case "query":
		query, _ := message.ParseQuery(x.URL.RawQuery)
		return joined(query)
	case "headers":
		return lazyMap{fields: headers(x.Request.Header)}
	case "body":
		return bodyOf(&x.Request)
	case "text":
		return string(x.Request.Text)
	case "secrets":
		return x.Secrets()
	default:
		return nil
	}
}

// response has the fields of a response for CEL.
type response struct{ *Exchange }

// responseOf returns a response as a CEL value.
func responseOf(x *Exchange) lazyMap { return lazyMap{fields: response{x}, body: &x.Response} }

func (response) names() []string { return []string{"status", "headers", "body", "text"} }

func (x response) find(name string) any {
	switch name {
	case "status":
		return x.Status
	case "headers":
		return lazyMap{fields: headers(x.Response.Header)}
	case "body":
		return bodyOf(&x.Response)
	case "text":
		return string(x.Response.Text)
	default:
		return nil
	}
}

// bodyOf returns the value of a body, or nil if it has none.
func bodyOf(b *message.Body) any {
	if value := b.ValueOrNull(); value != nil {
		return adapter{}.NativeToValue(value)
	}
	return nil
}

// headers has the fields of a header for CEL. The names are in lower case, and the lines of a name
// are joined.
type headers http.Header

func (h headers) names() []string {
	all := make([]string, 0, len(h))
	for name := range h {
		all = append(all, strings.ToLower(name))
	}
	return all
}

func (h headers) find(name string) any {
	if name != strings.ToLower(name) {
		return nil
	}
	// Rules ask for the same few names again and again. To convert a name to the spelling of the
	// header would allocate memory each time.
	for each, lines := range h {
		if len(lines) > 0 && strings.EqualFold(each, name) && each == http.CanonicalHeaderKey(each) {
			return types.String(strings.Join(lines, ", "))
		}
	}
	return nil
}

// joined joins the values of each name, as RFC 9110 joins the lines of a header.
func joined(query message.Query) map[string]string {
	all := make(map[string]string, len(query))
	for name := range query {
		all[name] = strings.Join(query.Values(name), ", ")
	}
	return all
}

// unescaped returns the path parameters without percent-encoding.
func unescaped(path message.PathValues) map[string]string {
	values := map[string]string{}
	for name, value := range path.All() {
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		values[name] = value
	}
	return values
}
