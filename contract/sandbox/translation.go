package sandbox

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
)

// inVersion returns an answer in the form of the call's version. Handlers and faults answer as the
// current version does, and the outcomes of idempotency keys are kept so. The documents of the
// older versions say what they list and which properties their answers have.
func (c *call) inVersion(a *answer) *answer {
	if a == nil || c.endpoint == nil || c.version == current {
		return a
	}
	var body map[string]any
	if json.Unmarshal(a.body, &body) != nil {
		return a // It has no body, or the page of a fault.
	}
	translated := a.clone()
	if !c.fault.has(FaultStatus) { // This fault has the status that it was told.
		translated.status = c.endpoint.listed(a.status)
	}
	if translated.status != a.status {
		body["status"] = float64(translated.status)
	}
	translated.body = append(encode(shaped(c.endpoint.schema(translated.status), body)), '\n')
	return translated
}

// standIns are the statuses that stand for one that the document of an older version doesn't list:
// a refusal of the same request that it lists.
var standIns = map[int]int{
	http.StatusForbidden:           http.StatusUnauthorized,
	http.StatusConflict:            http.StatusBadRequest,
	http.StatusUnprocessableEntity: http.StatusBadRequest,
}

// listed returns a status if the document lists it for the operation, or else the one that stands
// for it.
func (e *endpoint) listed(status int) int {
	if standIn := standIns[status]; standIn != 0 && !e.lists(status) {
		return standIn
	}
	return status
}

// currentNames are the names in the current version of the properties that have other names in
// older versions.
var currentNames = map[string]string{"result": "data", "code": "status", "context": "metadata", "error": "message"}

// shaped returns a value with the properties that the schema has. It returns the value itself if
// there is no schema, or none of its properties.
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
		if schema.Value.Type.Is(openapi3.TypeString) { // The status of an error, which is in words in some.
			return http.StatusText(int(value))
		}
	}
	return value
}
