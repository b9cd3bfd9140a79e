package contract

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// view is an exchange with what is read from it: once, and only when something asks.
type view struct {
	exchange *Exchange
	route    route
	// hasPath says that the document has the path, operation that it has the method too; nil where it hasn't.
	hasPath           bool
	operation         *operation
	request, response body

	sentOnce sync.Once
	sent     []string
}

// secrets returns the secrets of the request.
func (v *view) secrets(c *Contract) []string {
	v.sentOnce.Do(func() { v.sent = c.secretsOf(v) })
	return v.sent
}

func (c *Contract) view(x *Exchange) *view {
	v := &view{exchange: x}
	v.route, v.hasPath = c.router.find(x.Request.Method, x.Request.URL)
	if v.hasPath {
		v.operation = v.route.operations[x.Request.Method]
	}
	v.request.set(x.Request.Header, x.Request.Body)
	if x.Response != nil {
		v.response.set(x.Response.Header, x.Response.Body)
	}
	return v
}

// keptSecrets returns the secrets that the request doesn't say openly as well: those may come back.
func (v *view) keptSecrets(c *Contract) []string {
	var open []string
	open = c.appendOpen(open, v.request.valueOrNull())
	secrets := slices.Clone(v.secrets(c))
	return slices.DeleteFunc(secrets, containment(open, len(secrets)))
}

// activation gives the invariants their variables.
type activation struct {
	contract *Contract
	exchange *view
	last     map[string]*view
	// request and response are what most invariants ask for.
	request, response ref.Val
}

func (c *Contract) activation(v *view, last map[string]*view) *activation {
	return &activation{contract: c, exchange: v, last: last, request: c.requestOf(v), response: responseOf(v)}
}

// newEnvironment declares the variables and the one function that the language of invariants has beside those of CEL.
func newEnvironment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.CustomTypeAdapter(adapter{}),
		cel.Variable("request", cel.DynType),
		cel.Variable("response", cel.DynType),
		cel.Variable("last", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("provenance", cel.StringType),
		cel.Function("mentions", cel.Overload("mentions_response_texts", []*cel.Type{cel.DynType, cel.ListType(cel.StringType)}, cel.BoolType,
			cel.BinaryBinding(mentionsAny))),
	)
}

// mentionsAny implements mentions(response, TEXTS): whether the response holds one of the texts.
func mentionsAny(message, texts ref.Val) ref.Val {
	response, ok := message.(record)
	list, isList := texts.(traits.Lister)
	if !ok || !isList || response.message == nil {
		return types.NewErr("mentions takes a response and a list of texts")
	}
	all := make([]string, 0, 1) // Most requests hold one secret.
	for i := range int64(list.Size().(types.Int)) {
		if text, ok := list.Get(types.Int(i)).(types.String); ok {
			all = append(all, string(text))
		}
	}
	return types.Bool(response.message.mentionsAny(all))
}

// ResolveName implements the interface that cel-go reads variables through.
func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "request":
		return a.request, true
	case "response":
		return a.response, true
	case "provenance":
		return string(a.exchange.exchange.Source.Provenance), true
	case "last":
		return record{names: a.operations, find: func(id string) any {
			if v := a.last[id]; v != nil {
				return a.contract.recordOf(v)
			}
			return nil
		}}, true
	default:
		return nil, false
	}
}

// Parent implements the interface that cel-go reads variables through.
func (a *activation) Parent() cel.Activation { return nil }

func (a *activation) operations() []string { return slices.Collect(maps.Keys(a.last)) }

// recordOf is an exchange as invariants see it.
func (c *Contract) recordOf(v *view) record {
	return record{names: func() []string { return []string{"request", "response"} }, find: func(name string) any {
		switch name {
		case "request":
			return c.requestOf(v)
		case "response":
			return responseOf(v)
		default:
			return nil
		}
	}}
}

// requestOf is a request as invariants see it.
func (c *Contract) requestOf(v *view) record {
	request := &v.exchange.Request
	headers, body := onceHeaders(request.Header), onceBody(&v.request)
	return record{names: requestNames, find: func(name string) any {
		switch name {
		case "method":
			return request.Method
		case "path":
			return unescaped(v.route.path)
		case "query":
			values, _ := parseQuery(request.URL.RawQuery)
			return joined(values)
		case "headers":
			return headers()
		case "body":
			return body()
		case "text":
			return string(v.request.text)
		case "secrets":
			return v.keptSecrets(c)
		default:
			return nil
		}
	}}
}

func requestNames() []string {
	return []string{"method", "path", "query", "headers", "body", "text", "secrets"}
}

// responseOf is a response as invariants see it.
func responseOf(v *view) record {
	headers, body := onceHeaders(v.exchange.Response.Header), onceBody(&v.response)
	return record{names: responseNames, message: &v.response, find: func(name string) any {
		switch name {
		case "status":
			return v.exchange.Response.Status
		case "headers":
			return headers()
		case "body":
			return body()
		case "text":
			return string(v.response.text)
		default:
			return nil
		}
	}}
}

func responseNames() []string { return []string{"status", "headers", "body", "text"} }

// onceHeaders and onceBody return what most invariants ask for, made when the first one does.
func onceHeaders(header http.Header) func() any {
	return sync.OnceValue(func() any { return headersOf(header) })
}

func onceBody(b *body) func() any {
	return sync.OnceValue(func() any {
		if value := b.valueOrNull(); value != nil {
			return adapter{}.NativeToValue(value)
		}
		return nil
	})
}

// headersOf is a header as invariants see it: names in lower case, lines joined.
func headersOf(header http.Header) record {
	return record{
		names: func() []string {
			all := make([]string, 0, len(header))
			for name := range header {
				all = append(all, strings.ToLower(name))
			}
			return all
		},
		find: func(name string) any {
			lines := header[http.CanonicalHeaderKey(name)]
			if len(lines) == 0 || name != strings.ToLower(name) {
				return nil
			}
			return strings.Join(lines, ", ")
		},
	}
}

// joined joins the values of each name, as RFC 9110 joins the lines of a header.
func joined(values map[string][]string) map[string]string {
	all := make(map[string]string, len(values))
	for name, list := range values {
		all[name] = strings.Join(list, ", ")
	}
	return all
}

// unescaped returns path parameters as the caller meant them.
func unescaped(path map[string]string) map[string]string {
	values := make(map[string]string, len(path))
	for name, value := range path {
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		values[name] = value
	}
	return values
}
