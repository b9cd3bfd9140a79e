package invariant

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

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

// Facts are the values that the expressions of invariants can refer to. They are not safe for
// concurrent use.
type Facts struct {
	provenance string
	// last holds the earlier exchanges of the session, by operationId.
	last map[string]*Exchange
	// request and response are kept, because most invariants use them.
	request, response ref.Val
}

// Exchange is an exchange that expressions can refer to.
type Exchange struct {
	*message.Exchange

	// Secrets returns the secrets of the request that must not appear in the response.
	Secrets func() []string
}

// NewFacts returns the facts about an exchange that has a response. Last holds the last successful
// exchange of each operation, by operationId, and may be nil.
func NewFacts(x *Exchange, provenance string, last map[string]*Exchange) *Facts {
	return &Facts{provenance: provenance, last: last, request: requestOf(x), response: responseOf(x)}
}

// newEnvironment declares the variables, and the function mentions, which CEL doesn't have.
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

// mentionsAny implements mentions(response, STRINGS). It reports whether the response holds one of
// the strings.
func mentionsAny(value, texts ref.Val) ref.Val {
	response, ok := value.(lazyMap)
	list, isList := texts.(traits.Lister)
	if !ok || !isList || response.body == nil {
		return types.NewErr("mentions takes a response and a list of strings")
	}
	all := make([]string, 0, 1) // Most requests hold one secret.
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
	case "last":
		return lazyMap{names: func() []string { return slices.Collect(maps.Keys(f.last)) }, find: func(id string) any {
			if x := f.last[id]; x != nil {
				return exchangeOf(x)
			}
			return nil
		}}, true
	default:
		return nil, false
	}
}

// Parent implements [cel.Activation]. There is no parent.
func (f *Facts) Parent() cel.Activation { return nil }

// exchangeOf returns an exchange as a CEL value.
func exchangeOf(x *Exchange) lazyMap {
	return lazyMap{names: func() []string { return []string{"request", "response"} }, find: func(name string) any {
		switch name {
		case "request":
			return requestOf(x)
		case "response":
			return responseOf(x)
		default:
			return nil
		}
	}}
}

// requestOf returns a request as a CEL value.
func requestOf(x *Exchange) lazyMap {
	headers, body := onceHeaders(x.Request.Header), onceBody(&x.Request)
	return lazyMap{names: requestNames, find: func(name string) any {
		switch name {
		case "method":
			return x.Method
		case "path":
			return unescaped(x.Values)
		case "query":
			query, _ := message.ParseQuery(x.URL.RawQuery)
			return joined(query)
		case "headers":
			return headers()
		case "body":
			return body()
		case "text":
			return string(x.Request.Text)
		case "secrets":
			return x.Secrets()
		default:
			return nil
		}
	}}
}

func requestNames() []string {
	return []string{"method", "path", "query", "headers", "body", "text", "secrets"}
}

// responseOf returns a response as a CEL value.
func responseOf(x *Exchange) lazyMap {
	headers, body := onceHeaders(x.Response.Header), onceBody(&x.Response)
	return lazyMap{names: responseNames, body: &x.Response, find: func(name string) any {
		switch name {
		case "status":
			return x.Status
		case "headers":
			return headers()
		case "body":
			return body()
		case "text":
			return string(x.Response.Text)
		default:
			return nil
		}
	}}
}

func responseNames() []string { return []string{"status", "headers", "body", "text"} }

// onceHeaders returns a function that makes the CEL value of the headers at the first call.
func onceHeaders(header http.Header) func() any {
	return sync.OnceValue(func() any { return headersOf(header) })
}

// onceBody returns a function that makes the CEL value of a body at the first call.
func onceBody(b *message.Body) func() any {
	return sync.OnceValue(func() any {
		if value := b.ValueOrNull(); value != nil {
			return adapter{}.NativeToValue(value)
		}
		return nil
	})
}

// headersOf returns a header as a CEL value: names in lower case, and the lines of a name joined.
func headersOf(header http.Header) lazyMap {
	return lazyMap{
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
func joined(query message.Query) map[string]string {
	all := make(map[string]string, len(query))
	for name := range query {
		all[name] = strings.Join(query.Values(name), ", ")
	}
	return all
}

// unescaped returns the path parameters without percent-encoding.
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
