package apipage

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// prefilled is the value that the page shows for a header if the header gets a new value with each
// request. Nobody is likely to use it as a key.
const prefilled = "new-with-each-request"

// interceptor is the JavaScript function of the page that replaces the prefilled value. It can't
// rely on crypto.randomUUID, which a page lacks if another host serves it over plain HTTP.
const interceptor = `request => {
	for (const name in request.headers) {
		if (request.headers[name] === "` + prefilled + `") {
			const bytes = crypto.getRandomValues(new Uint8Array(16));
			request.headers[name] = Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
		}
	}
	return request;
}`

// prefill sets the prefilled value as the example of the header parameters with this name.
func prefill(doc *openapi3.T, name string) {
	var all openapi3.Parameters
	for _, item := range doc.Paths.Map() {
		all = append(all, item.Parameters...)
		for _, operation := range item.Operations() {
			all = append(all, operation.Parameters...)
		}
	}
	for _, parameter := range all {
		p := parameter.Value
		if p.In != openapi3.ParameterInHeader || !strings.EqualFold(p.Name, name) || p.Example == prefilled {
			continue
		}
		p.Example, p.Examples = prefilled, nil
		p.Description += "\n\nThis page sends a new random value in place of `" + prefilled + "`. Write a value of your own to send it twice."
	}
}
