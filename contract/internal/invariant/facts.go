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
	known             *known
	// spent is the cost of the expressions that were evaluated. maxCost limits the cost of one, and
	// costsOfExchange times maxCost that of all.
	spent, maxCost uint64
	// skipsLoops says that no expression that loops is evaluated.
	skipsLoops bool
}

// Exchange is an exchange that expressions can refer to.
type Exchange struct {
	*message.Exchange

	// Secrets returns the secrets of the request that must not appear in the response.
	Secrets func() []string
}

// Facts returns the facts about an exchange that has a response. The parameter last has the last
// successful exchange of each operation, by operationId. It may be nil. If skipsLoops is true, the
// expressions that loop are not evaluated, because a [Budget] is spent.
func (s *Set) Facts(x *Exchange, provenance string, last map[string]*Exchange, skipsLoops bool) *Facts {
	a := adapter{new(known)}
	return &Facts{
		provenance: types.String(provenance), last: lazyMap{session(last), a}, versions: s.versions, request: lazyMap{request{x}, a}, response: lazyMap{response{x}, a}, known: a.known, maxCost: s.compiler.maxCost, skipsLoops: skipsLoops,
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
	of, ok := responseOf(value)
	list, isList := texts.(traits.Lister)
	if !ok || !isList {
		return types.NewErr("mentions takes a response and a list of strings")
	}
	all := make([]string, 0, 1) // Most requests contain one secret.
	for i := range int64(list.Size().(types.Int)) {
		if text, ok := list.Get(types.Int(i)).(types.String); ok {
			all = append(all, string(text))
		}
	}
	found := secret.Mentions(&of.Response, all)
	if !found {
		value.(lazyMap).adapter.needs(&of.Response, "text")
	}
	return types.Bool(found)
}

// responseOf returns the exchange of a value that is a response.
func responseOf(value ref.Val) (response, bool) {
	m, _ := value.(lazyMap)
	of, ok := m.fields.(response)
	return of, ok
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

func (s session) size() int { return len(s) }

func (s session) name(a adapter, i int) string {
	if a.known.ids == nil {
		a.known.ids = slices.Collect(maps.Keys(s))
	}
	return a.known.ids[i]
}

func (s session) find(a adapter, id string) any {
	if x := s[id]; x != nil {
		return lazyMap{exchange{x}, a}
	}
	return nil
}

// These are the names of the fields of messages.
var (
	exchangeNames = []string{"request", "response"}
	requestNames  = []string{"method", "path", "query", "headers", "body", "text", "secrets"}
	responseNames = []string{"status", "headers", "body", "text"}
)

// exchange has the fields of an exchange for CEL.
type exchange struct{ *Exchange }

func (exchange) size() int { return len(exchangeNames) }

func (exchange) name(_ adapter, i int) string { return exchangeNames[i] }

func (x exchange) find(a adapter, name string) any {
	switch name {
	case "request":
		return lazyMap{request(x), a}
	case "response":
		return lazyMap{response(x), a}
	default:
		return nil
	}
}

// request has the fields of a request for CEL.
type request struct{ *Exchange }

func (request) size() int { return len(requestNames) }

func (request) name(_ adapter, i int) string { return requestNames[i] }

func (x request) find(a adapter, name string) any {
	a.needs(&x.Request, name)
	return a.once(field{&x.Request, name}, x)
}

func (x request) compute(a adapter, name string) any {
	switch name {
	case "method":
		return x.Method
	case "path":
		return unescaped(x.Values)
	case "query":
		query, _ := message.ParseQuery(x.URL.RawQuery)
		return joined(query)
	case "headers":
		return lazyMap{headers{&x.Request}, a}
	case "body":
		return a.bodyOf(&x.Request)
	case "text":
		return types.String(x.Request.Text)
	case "secrets":
		return x.Secrets()
	default:
		return nil
	}
}

// response has the fields of a response for CEL.
type response struct{ *Exchange }

func (response) size() int { return len(responseNames) }

func (response) name(_ adapter, i int) string { return responseNames[i] }

func (x response) find(a adapter, name string) any {
	a.needs(&x.Response, name)
	return a.once(field{&x.Response, name}, x)
}

func (x response) compute(a adapter, name string) any {
	switch name {
	case "status":
		return x.Status
	case "headers":
		return lazyMap{headers{&x.Response}, a}
	case "body":
		return a.bodyOf(&x.Response)
	case "text":
		return types.String(x.Response.Text)
	default:
		return nil
	}
}

// needs notes that an expression asks for a field of a message.
func (a adapter) needs(b *message.Body, name string) {
	if b.Omitted && (name == "body" || name == "text") {
		a.known.neededOmitted = true
	}
}

// bodyOf returns the value of a body, or nil if it has none.
func (a adapter) bodyOf(b *message.Body) any {
	if value := b.ValueOrNull(); value != nil {
		return a.NativeToValue(value)
	}
	return nil
}

// headers has the fields of the header of a message for CEL. The names are in lower case, and the
// lines of a name are joined.
type headers struct{ of *message.Body }

func (h headers) size() int { return len(h.of.Header) }

func (h headers) name(a adapter, i int) string { return a.known.header(h.of).names[i] }

func (h headers) find(a adapter, name string) any {
	if len(h.of.Header) >= manyMembers {
		if value, ok := a.known.header(h.of).fields[name]; ok {
			return value
		}
		return nil
	}
	if name != strings.ToLower(name) {
		return nil
	}
	// Rules ask for the same few names again and again. To convert a name to the spelling of the
	// header would allocate memory each time.
	for each, lines := range h.of.Header {
		if isField(each, lines) && strings.EqualFold(each, name) {
			return types.String(strings.Join(lines, ", "))
		}
	}
	return nil
}

// knownHeader has the names in a header, and the fields by their names.
type knownHeader struct {
	names  []string
	fields map[string]types.String
}

// header returns what is known of the header of a message.
func (k *known) header(of *message.Body) *knownHeader {
	if found := k.headers[of]; found != nil {
		return found
	}
	found := &knownHeader{fields: make(map[string]types.String, len(of.Header))}
	for each, lines := range of.Header {
		name := strings.ToLower(each)
		found.names = append(found.names, name)
		if isField(each, lines) {
			found.fields[name] = types.String(strings.Join(lines, ", "))
		}
	}
	if k.headers == nil {
		k.headers = map[*message.Body]*knownHeader{}
	}
	k.headers[of] = found
	return found
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
