package probe_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// tickets is a document whose identifiers have other names in the bodies than in the paths, or are
// only in a Location.
const tickets = `
openapi: 3.1.0
info: {title: Tickets, version: "1"}
paths:
  /tickets:
    post:
      responses: {"201": {description: Made., content: {application/json: {schema: {type: object, properties: {serial: {type: integer}}}}}}}
  /tickets/{ticketSerial}:
    parameters: [{name: ticketSerial, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: A ticket., content: {application/json: {schema: {type: object, properties: {serial: {type: integer}}}}}}, 4XX: {description: None.}}
    delete:
      responses: {"204": {description: Gone.}, 4XX: {description: None.}}
  /tickets/{ticketSerial}/comments:
    parameters: [{name: ticketSerial, in: path, required: true, schema: {type: string}}]
    post:
      responses: {"201": {description: Made., content: {application/json: {schema: {type: object, properties: {uid: {type: [string, integer]}}}}}}, 4XX: {description: None.}}
  /comments/{comment}:
    parameters: [{name: comment, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: A comment., content: {application/json: {schema: {type: object, properties: {uid: {type: [string, integer]}}}}}}, 4XX: {description: None.}}
  /tickets/{ticketSerial}/exports:
    parameters: [{name: ticketSerial, in: path, required: true, schema: {type: string}}]
    post:
      responses: {"202": {description: Started., headers: {Location: {schema: {type: string}}}}, 4XX: {description: None.}}
  /jobs/{jobId}:
    parameters: [{name: jobId, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: Its state.}, 4XX: {description: None.}}
  /orders:
    post:
      responses: {"201": {description: Made., content: {application/json: {schema: {type: object, properties: {number: {type: integer}}}}}}}
  /orders/{order}:
    parameters: [{name: order, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: An order., content: {application/json: {schema: {type: object, properties: {number: {type: integer}}}}}}, 4XX: {description: None.}}
    delete:
      responses: {"204": {description: Gone.}, 4XX: {description: None.}}
`

// The probe finds identifiers with other names, and identifiers in a Location. It verifies a guess,
// so it deletes nothing else: the number of an order is the identifier of somebody else's order.
func TestIdentifiersWithOtherNames(t *testing.T) {
	t.Parallel()
	count, live, read := 0, map[string]bool{}, map[string]bool{}
	answer := func(w http.ResponseWriter, status int, value map[string]any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		assert.NoError(t, json.NewEncoder(w).Encode(value))
	}
	r := run(t, parse(t, tickets), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.Split(r.URL.Path, "/")
		kind := path[len(path)-1]
		if len(path)%2 == 1 {
			kind = path[len(path)-2]
		}
		switch {
		case len(path) > 3 && !live["/tickets/"+path[2]]:
			w.WriteHeader(http.StatusNotFound)
		case r.Method == http.MethodPost && len(path)%2 == 0:
			count++
			made := fmt.Sprintf("%s/%d", r.URL.Path, count)
			switch kind {
			case "tickets":
				answer(w, http.StatusCreated, map[string]any{"serial": count})
			case "comments":
				answer(w, http.StatusCreated, map[string]any{"uid": count})
				made = fmt.Sprintf("/comments/%d", count)
			case "orders":
				answer(w, http.StatusCreated, map[string]any{"number": 1})
				made = fmt.Sprintf("/orders/o%d", count)
			case "exports":
				made = fmt.Sprintf("/jobs/%d", count)
				w.Header().Set("Location", made)
				w.WriteHeader(http.StatusAccepted)
			}
			live[made] = true
		case r.Method == http.MethodDelete && kind == "orders":
			t.Error("the probe deletes an order that it didn't create")
		case r.URL.Path == "/orders/1" && r.Method == http.MethodGet: // This is somebody else's order.
			answer(w, http.StatusOK, map[string]any{"number": 17})
		case r.Method != http.MethodGet && r.Method != http.MethodDelete && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET")
			w.WriteHeader(http.StatusMethodNotAllowed)
		case !live[r.URL.Path]:
			w.WriteHeader(http.StatusNotFound)
		case r.Method == http.MethodDelete:
			delete(live, r.URL.Path)
			w.WriteHeader(http.StatusNoContent)
		default:
			read[kind] = true
			switch kind {
			case "tickets":
				answer(w, http.StatusOK, map[string]any{"serial": json.Number(path[2])})
			case "comments":
				answer(w, http.StatusOK, map[string]any{"uid": path[2]})
			}
		}
	}), probe.Cases(0))
	assert.Empty(t, r.Failures, shown(r))
	assert.Equal(t, map[string]bool{"tickets": true, "comments": true, "jobs": true}, read)
	for path := range live {
		assert.NotRegexp(t, "^/tickets/[0-9]+$", path, "tickets are deleted")
	}
}

// A response that has a string of the request is no finding if the same string is also a secret of
// the request.
func TestASecretThatIsAlsoAName(t *testing.T) {
	t.Parallel()
	document := `
openapi: 3.0.3
info: {title: Users, version: "1"}
paths:
  /users:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name, password], properties: {name: {type: string, enum: [same-string]}, password: {type: string, enum: [same-string], writeOnly: true}}}}}
      responses:
        "201": {description: Made., content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
        4XX: {description: Wrong.}
`
	for shownName, want := range map[string]bool{"same-string": false, "another-string": true} {
		r := run(t, parse(t, strings.Replace(document, "[same-string]}, password", "["+shownName+"]}, password", 1)), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var user struct {
				Name     string `json:"name"`
				Password string `json:"password"`
			}
			if json.NewDecoder(r.Body).Decode(&user) != nil || user.Name != shownName || user.Password != "same-string" {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"name": "same-string"}`))
		}), probe.Cases(0))
		found := slices.ContainsFunc(r.Failures, func(f probe.Failure) bool { return f.Finding.Rule.String() == "probe.secret" })
		assert.Equal(t, want, found, shown(r))
	}
}
