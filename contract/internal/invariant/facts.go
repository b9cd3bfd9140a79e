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
	// spent is the cost of the expressions that were evaluated.
	spent uint64
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
	a := adapter{new(known)}
	return &Facts{
		provenance: types.String(provenance), last: a.session(last), versions: s.versions, request: a.request(x), response: a.response(x),
	}
}

// mentions is the name of the function that CEL doesn't have.
const mentions = "mentions"

// newEnvironment declares the variables, and the function mentions, which CEL doesn't have.
func newEnvironment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.CustomTypeAdapter(adapter{}),
		cel.Variable("request", cel.DynType),
		cel.Variable("response", cel.DynType),
		cel.Variable("last", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("provenance", cel.StringType),
		cel.Variable("versions", cel.ListType(cel.StringType)),
		cel.Function(mentions, cel.Overload("mentions_response_texts", []*cel.Type{cel.DynType, cel.ListType(cel.StringType)}, cel.BoolType,
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
type session struct {
	lazyNames

	exchanges map[string]*Exchange
	adapter   adapter
}

func (a adapter) session(exchanges map[string]*Exchange) lazyMap {
	s := &session{exchanges: exchanges, adapter: a}
	s.collect = func() []string { return slices.Collect(maps.Keys(exchanges)) }
	return lazyMap{fields: s, adapter: a}
}

func (s *session) find(id string) any {
	if x := s.exchanges[id]; x != nil {
		return lazyMap{fields: exchange{exchangeNames, x, s.adapter}, adapter: s.adapter}
	}
	return nil
}

// These are the names of the fields of messages.
var (
	exchangeNames = names{"request", "response"}
	requestNames  = names{"method", "path", "query", "headers", "body", "text", "secrets"}
	responseNames = names{"status", "headers", "body", "text"}
)

// exchange has the fields of an exchange for CEL.
type exchange struct {
	names
	*Exchange

	adapter adapter
}

func (x exchange) find(name string) any {
	switch name {
	case "request":
		return x.adapter.request(x.Exchange)
	case "response":
		return x.adapter.response(x.Exchange)
	default:
		return nil
	}
}

// request has the fields of a request for CEL.
type request exchange

// request returns a request as a CEL value.
func (a adapter) request(x *Exchange) lazyMap {
	return lazyMap{fields: &request{requestNames, x, a}, adapter: a}
}

func (x *request) find(name string) any { return x.adapter.once(field{&x.Request, name}, x) }

func (x *request) compute(name string) any {
	switch name {
	case "method":
		return x.Method
	case "path":
		return unescaped(x.Values)
	case "query":
		query, _ := message.ParseQuery(x.URL.RawQuery)
		return joined(query)
	case "headers":
		return x.adapter.headers(x.Request.Header)
	case "body":
		return x.adapter.bodyOf(&x.Request)
	case "text":
		return types.String(x.Request.Text)
	case "secrets":
		return x.Secrets()
	default:
		return nil
	}
}

// response has the fields of a response for CEL.
type response exchange

// response returns a response as a CEL value.
func (a adapter) response(x *Exchange) lazyMap {
	return lazyMap{fields: &response{responseNames, x, a}, adapter: a, body: &x.Response}
}

func (x *response) find(name string) any { return x.adapter.once(field{&x.Response, name}, x) }

func (x *response) compute(name string) any {
	switch name {
	case "status":
		return x.Status
	case "headers":
		return x.adapter.headers(x.Response.Header)
	case "body":
		return x.adapter.bodyOf(&x.Response)
	case "text":
		return types.String(x.Response.Text)
	default:
		return nil
	}
}

// bodyOf returns the value of a body, or nil if it has none.
func (a adapter) bodyOf(b *message.Body) any {
	if value := b.ValueOrNull(); value != nil {
		return a.NativeToValue(value)
	}
	return nil
}

// headers has the fields of a header for CEL. The names are in lower case, and the lines of a name
// are joined.
type headers struct {
	lazyNames

	header http.Header
	// index has the fields by their names. It is nil until one of many is asked for.
	index map[string]types.String
}

func (a adapter) headers(header http.Header) lazyMap {
	h := &headers{header: header}
	h.collect = func() []string {
		all := make([]string, 0, len(header))
		for name := range header {
			all = append(all, strings.ToLower(name))
		}
		return all
	}
	return lazyMap{fields: h, adapter: a}
}

func (h *headers) find(name string) any {
	if len(h.header) >= manyMembers {
		return h.findOfMany(name)
	}
	if name != strings.ToLower(name) {
		return nil
	}
	// Rules ask for the same few names again and again. To convert a name to the spelling of the
	// header would allocate memory each time.
	for each, lines := range h.header {
		if isField(each, lines) && strings.EqualFold(each, name) {
			return types.String(strings.Join(lines, ", "))
		}
	}
	return nil
}

func (h *headers) findOfMany(name string) any {
	if h.index == nil {
		h.index = make(map[string]types.String, len(h.header))
		for each, lines := range h.header {
			if isField(each, lines) {
				h.index[strings.ToLower(each)] = types.String(strings.Join(lines, ", "))
			}
		}
	}
	if value, ok := h.index[name]; ok {
		return value
	}
	return nil
}

// isField reports whether a name in a header has lines and the usual spelling.
func isField(name string, lines []string) bool {
	return len(lines) > 0 && name == http.CanonicalHeaderKey(name)
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
