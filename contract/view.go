package contract

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// view is an exchange with what is read from it: once, and only when something asks.
type view struct {
	exchange *Exchange
	route    route
	// hasPath says that the document has the path, operation that it has the method too; nil where it hasn't.
	hasPath           bool
	operation         *operation
	request, response body
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

// activation gives the invariants their variables.
type activation struct {
	contract *Contract
	exchange *view
	last     map[string]*view
}

// newEnvironment declares the variables and the one function that the language of invariants has beside those of CEL.
func newEnvironment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.CustomTypeAdapter(adapter{}),
		cel.Variable("request", cel.DynType),
		cel.Variable("response", cel.DynType),
		cel.Variable("last", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("provenance", cel.StringType),
		cel.Function("mentions", cel.Overload("mentions_dyn_string", []*cel.Type{cel.DynType, cel.StringType}, cel.BoolType,
			cel.BinaryBinding(func(message, text ref.Val) ref.Val {
				return types.Bool(mentions(message.Value(), string(text.(types.String))))
			}))),
	)
}

// ResolveName implements the interface that cel-go reads variables through.
func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "request":
		return a.contract.requestOf(a.exchange), true
	case "response":
		return responseOf(a.exchange), true
	case "provenance":
		return string(a.exchange.exchange.Source.Provenance), true
	case "last":
		last := make(map[string]any, len(a.last))
		for id, v := range a.last {
			last[id] = map[string]any{"request": a.contract.requestOf(v), "response": responseOf(v)}
		}
		return last, true
	default:
		return nil, false
	}
}

// Parent implements the interface that cel-go reads variables through.
func (a *activation) Parent() cel.Activation { return nil }

// requestOf is a request as invariants see it: what is worked out stands there as a function.
func (c *Contract) requestOf(v *view) map[string]any {
	request := &v.exchange.Request
	return map[string]any{
		"method": request.Method,
		"path":   func() any { return unescaped(v.route.path) },
		"query": func() any {
			values, _ := query(request.URL)
			return joined(values, func(name string) string { return name })
		},
		"headers": func() any { return joined(request.Header, strings.ToLower) },
		"body":    v.request.valueOrNull,
		"text":    func() any { return string(v.request.text) },
		"secrets": func() any { return c.Secrets(v.exchange) },
	}
}

// responseOf is a response as invariants see it.
func responseOf(v *view) map[string]any {
	return map[string]any{
		"status":  v.exchange.Response.Status,
		"headers": func() any { return joined(v.exchange.Response.Header, strings.ToLower) },
		"body":    v.response.valueOrNull,
		"text":    func() any { return string(v.response.text) },
	}
}

// joined joins the values of each name, as RFC 9110 joins the lines of a header.
func joined(values map[string][]string, as func(string) string) map[string]string {
	all := make(map[string]string, len(values))
	for name, list := range values {
		all[as(name)] = strings.Join(list, ", ")
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

// adapter gives cel-go the values of this package; objects and arrays only as far as an expression goes into them.
type adapter struct{}

// NativeToValue implements the interface of cel-go.
func (a adapter) NativeToValue(value any) ref.Val {
	switch value := value.(type) {
	case func() any:
		return a.NativeToValue(value())
	case map[string]any:
		return types.NewStringInterfaceMap(a, value)
	case *object:
		members := make(map[string]any, len(value.members))
		for _, m := range value.members {
			members[m.name] = m.value
		}
		return types.NewStringInterfaceMap(a, members)
	case array:
		return types.NewDynamicList(a, []any(value))
	case number:
		if integer, err := strconv.ParseInt(string(value), 10, 64); err == nil {
			return types.Int(integer)
		}
		return types.Double(value.float())
	default:
		return types.DefaultTypeAdapter.NativeToValue(value)
	}
}

// mentions reports whether a message holds a text: in the value of a header, or in a name or a string of its body. A text that is so short
// that it would be in many by chance has to be the whole of one.
func mentions(message any, text string) bool {
	parts, ok := message.(map[string]any)
	if !ok || text == "" {
		return false
	}
	holds := func(whole string) bool {
		return whole == text || len(text) >= shortestSecret && strings.Contains(whole, text)
	}
	for _, part := range parts {
		if f, ok := part.(func() any); ok {
			part = f()
		}
		switch part := part.(type) {
		case map[string]string:
			for _, value := range part {
				if holds(value) {
					return true
				}
			}
		default:
			if anyString(part, holds) {
				return true
			}
		}
	}
	return false
}

// anyString reports whether a name or a string in a JSON value is as asked.
func anyString(value any, is func(string) bool) bool {
	switch value := value.(type) {
	case string:
		return is(value)
	case array:
		return slices.ContainsFunc(value, func(item any) bool { return anyString(item, is) })
	case *object:
		return slices.ContainsFunc(value.members, func(m member) bool { return is(m.name) || anyString(m.value, is) })
	default:
		return false
	}
}
