package sandbox

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
)

// inVersion converts an answer to the form of the call's version. Handlers and faults answer in the
// form of the current version. The sandbox keeps outcomes of idempotency keys in that form too. The
// document of an older version says which statuses it lists and which properties its answers have.
func (c *call) inVersion(a *answer) *answer {
	if a == nil || c.endpoint == nil || c.version == current {
		return a
	}
	var body map[string]any
	if json.Unmarshal(a.body, &body) != nil {
		return a // The answer has no body, or its body is the page of a fault.
	}
	translated := a.clone()
	if !c.fault.has(FaultStatus) { // A status fault keeps the status that its Status says.
		translated.status = c.endpoint.listed(a.status)
	}
	if translated.status != a.status {
		body["status"] = float64(translated.status)
	}
	translated.body = append(encode(shaped(c.endpoint.schema(translated.status), body)), '\n')
	return translated
}

// standIns maps a status that the document of an older version doesn't list to another refusal that
// it lists.
var standIns = map[int]int{
	http.StatusForbidden:           http.StatusUnauthorized,
	http.StatusConflict:            http.StatusBadRequest,
	http.StatusUnprocessableEntity: http.StatusBadRequest,
}

// listed returns the status if the document lists it for the operation. Otherwise it returns the
// status from standIns.
func (e *endpoint) listed(status int) int {
	if standIn := standIns[status]; standIn != 0 && !e.lists(status) {
		return standIn
	}
	return status
}

// currentNames maps the names of properties in older versions to their names in the current
// version.
var currentNames = map[string]string{"result": "data", "code": "status", "context": "metadata", "error": "message"}

// shaped returns a value with only the properties that the schema has. It returns the value itself
// if there is no schema, or if the schema has no properties.
func shaped(schema *openapi3.SchemaRef, value any) any {
	if schema == nil {
		return value
	}
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = shaped(schema.Value.Items, value[i])
		}
	case map[string]any:
		if len(schema.Value.Properties) == 0 {
			return value
		}
		object := map[string]any{}
		for name, property := range schema.Value.Properties {
			of, ok := value[name]
			if !ok {
				of, ok = value[currentNames[name]]
			}
			if ok {
				object[name] = shaped(property, of)
			}
		}
		return object
	case float64:
		if schema.Value.Type.Is(openapi3.TypeString) { // In some versions, an error has its status in words.
			return http.StatusText(int(value))
		}
	}
	return value
}
