package contract

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// request checks the request of the exchange against the operation that it was routed to.
func (k *check) request(input *openapi3filter.RequestValidationInput) {
	input.Options = &openapi3filter.Options{MultiError: true, SkipSettingDefaults: true, SchemaValidationOptions: k.formats}
	operation := input.Route.Operation
	parameters := effectiveParameters(input.Route.PathItem, operation)
	values := input.Request.URL.Query()
	for _, parameter := range parameters {
		at := parameter.In + " " + parameter.Name
		k.parameter(RequestSide, input, parameter, parameter, at)
		switch parameter.In {
		case openapi3.ParameterInQuery:
			k.repeated(RequestSide, parameter, parameter, values[parameter.Name], at)
		case openapi3.ParameterInHeader:
			k.repeated(RequestSide, parameter, parameter, input.Request.Header.Values(parameter.Name), at)
		}
	}
	k.undeclaredParameters(operation, parameters, input.Request)
	k.security(operation, input.Request)
	k.requestBody(operation)
}

// effectiveParameters returns the parameters of an operation, those of its path item included that it doesn't override.
func effectiveParameters(item *openapi3.PathItem, operation *openapi3.Operation) []*openapi3.Parameter {
	var parameters []*openapi3.Parameter
	for _, ref := range operation.Parameters {
		parameters = append(parameters, ref.Value)
	}
	for _, ref := range item.Parameters {
		if operation.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
			parameters = append(parameters, ref.Value)
		}
	}
	return parameters
}

// undeclaredParameters adds a drift for each query parameter and header that the operation doesn't declare.
func (k *check) undeclaredParameters(operation *openapi3.Operation, parameters []*openapi3.Parameter, request *http.Request) {
	declared := map[string]bool{}
	for _, parameter := range parameters {
		declared[parameter.In+" "+parameterName(parameter.In, parameter.Name)] = true
	}
	for _, scheme := range k.securitySchemes() {
		declared[scheme.In+" "+parameterName(scheme.In, scheme.Name)] = true
	}
	document := k.places.of(operation, "parameters")
	for _, name := range slices.Sorted(maps.Keys(request.URL.Query())) {
		if !declared["query "+name] {
			k.drift("request.query-undeclared", "query "+name, document, "no query parameter of this name")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(request.Header)) {
		if !declared["header "+name] && !standardHeader(RequestSide, name) {
			k.drift("request.header-undeclared", "header "+name, document, "no header of this name")
		}
	}
}

func parameterName(in, name string) string {
	if in == openapi3.ParameterInHeader {
		return http.CanonicalHeaderKey(name)
	}
	return name
}

func (k *check) securitySchemes() map[string]*openapi3.SecurityScheme {
	schemes := map[string]*openapi3.SecurityScheme{}
	if k.doc.Components != nil {
		for name, ref := range k.doc.Components.SecuritySchemes {
			schemes[name] = ref.Value
		}
	}
	return schemes
}

// security adds a finding where the request satisfies none of the operation's security requirements.
func (k *check) security(operation *openapi3.Operation, request *http.Request) {
	requirements, holder := k.doc.Security, any(nil)
	if operation.Security != nil {
		requirements, holder = *operation.Security, operation
	}
	if len(requirements) == 0 {
		return
	}
	schemes := k.securitySchemes()
	var accepted []string
	for _, requirement := range requirements {
		names := slices.Sorted(maps.Keys(requirement))
		if !slices.ContainsFunc(names, func(name string) bool { return !hasCredential(schemes[name], request) }) {
			return
		}
		for i, name := range names {
			names[i] = describeScheme(name, schemes[name])
		}
		accepted = append(accepted, strings.Join(names, " and "))
	}
	k.contradiction("request.security", "header Authorization", k.places.of(holder, "security"), strings.Join(accepted, " or "), describeCredential(request))
}

// apiKey is the type of security schemes that name a header, a query parameter or a cookie.
const apiKey = "apiKey"

// hasCredential reports whether the request carries a credential of the scheme. Whether it is a good one only the server knows.
func hasCredential(scheme *openapi3.SecurityScheme, request *http.Request) bool {
	switch {
	case scheme == nil:
		return false
	case scheme.Type == "http":
		kind, credential, _ := strings.Cut(request.Header.Get("Authorization"), " ")
		if !strings.EqualFold(kind, scheme.Scheme) || credential == "" {
			return false
		}
		if strings.EqualFold(kind, "basic") {
			pair, err := base64.StdEncoding.DecodeString(credential)
			return err == nil && strings.Contains(string(pair), ":")
		}
		return true
	case scheme.Type == apiKey && scheme.In == openapi3.ParameterInHeader:
		return request.Header.Get(scheme.Name) != ""
	case scheme.Type == apiKey && scheme.In == openapi3.ParameterInQuery:
		return request.URL.Query().Get(scheme.Name) != ""
	case scheme.Type == apiKey:
		cookie, err := request.Cookie(scheme.Name)
		return err == nil && cookie.Value != ""
	default: // OAuth 2.0 and OpenID Connect use a bearer token; a client certificate can't be seen in an exchange.
		return scheme.Type == "mutualTLS" || strings.HasPrefix(strings.ToLower(request.Header.Get("Authorization")), "bearer ")
	}
}

func describeScheme(name string, scheme *openapi3.SecurityScheme) string {
	switch {
	case scheme == nil:
		return name
	case scheme.Type == "http":
		return "a " + scheme.Scheme + " credential (" + name + ")"
	default:
		return "a credential (" + name + ")"
	}
}

// describeCredential says which kind of credential came, never its value.
func describeCredential(request *http.Request) string {
	kind, credential, _ := strings.Cut(request.Header.Get("Authorization"), " ")
	switch {
	case kind == "":
		return none
	case credential == "":
		return "an Authorization header without scheme or credential"
	case strings.EqualFold(kind, "bearer"), strings.EqualFold(kind, "basic"), strings.EqualFold(kind, "digest"):
		return "a " + strings.ToLower(kind) + " one that doesn't fit"
	default:
		return "one of another scheme"
	}
}

// requestBody checks the body of the request: present where required, absent where none is declared, and as declared.
func (k *check) requestBody(operation *openapi3.Operation) {
	request := k.exchange.Request
	if operation.RequestBody == nil {
		if len(request.Body) > 0 {
			k.contradiction("request.body-undeclared", "body", k.places.of(operation, ""), "no body", one)
		}
		return
	}
	declared := operation.RequestBody.Value
	if len(request.Body) == 0 {
		if declared.Required {
			k.contradiction("request.body-required", "body", k.places.of(declared, "required"), "a body", none)
		}
		return
	}
	k.body(RequestSide, declared, declared.Content, request.Header, request.Body)
}
