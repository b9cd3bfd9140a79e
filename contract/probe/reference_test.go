package probe_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// orders is a document whose requests refer to other resources: in a property of a body, in a list
// of identifiers, in a query parameter, and in a path parameter without a collection.
const orders = `
openapi: 3.1.0
info: {title: Orders, version: "1"}
paths:
  /customers:
    post:
      operationId: createCustomer
      responses:
        "201": {description: Made., content: {application/json: {schema: {type: object, properties: {id: {type: string, format: uuid}}}}}}
  /customers/{customerId}:
    delete:
      operationId: deleteCustomer
      parameters: [{name: customerId, in: path, required: true, schema: {type: string, format: uuid}}]
      responses: {"204": {description: Gone.}, 4XX: {description: Wrong.}}
  /carts:
    post:
      operationId: createCart
      responses:
        "201": {description: Made., content: {application/json: {schema: {type: object, properties: {state: {type: string}, cart_code: {type: string}}}}}}
  /orders:
    post:
      operationId: createOrder
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [customer_id, cartCode, customerIds, customer]
              properties:
                customer_id: {type: string, format: uuid}
                cartCode: {type: string}
                customer: {type: string, format: uuid}
                customerIds: {type: array, minItems: 1, items: {type: string, format: uuid}}
                state: {type: string, enum: [open, paid]}
      responses: {"204": {description: Done.}, 4XX: {description: Wrong.}}
  /report:
    get:
      operationId: readReport
      parameters: [{name: customerId, in: query, required: true, schema: {type: string, format: uuid}}]
      responses: {"200": {description: Fine.}, 4XX: {description: Wrong.}}
  /basket/{cartCode}:
    get:
      operationId: readBasket
      parameters: [{name: cartCode, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: Fine.}, 4XX: {description: Wrong.}}
`

// orderServer keeps the created resources, and refuses references to others.
type orderServer struct {
	made    []string
	deleted []string
	// read and reported report whether a basket and a report were read.
	read, reported bool
	// fails makes every order fail. refuses makes the server refuse paid orders.
	fails, refuses bool
}

func (s *orderServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.Method == http.MethodPost && (r.URL.Path == "/customers" || r.URL.Path == "/carts"):
		id := fmt.Sprintf("%08d-0000-4000-8000-000000000000", len(s.made))
		s.made = append(s.made, id)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = fmt.Fprintf(w, `{"id": %q, "cart_code": %q, "state": "new"}`, id, id)
	case r.Method == http.MethodPost && r.URL.Path == "/orders":
		w.WriteHeader(s.order(r))
	case r.Method == http.MethodDelete && strings.HasPrefix(r.URL.Path, "/customers/"):
		if !slices.Contains(s.made, id) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		s.deleted = append(s.deleted, id)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet && r.URL.Path == "/report":
		if s.reported = slices.Contains(s.made, r.URL.Query().Get("customerId")) || s.reported; !slices.Contains(s.made, r.URL.Query().Get("customerId")) {
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/basket/"):
		if s.read = s.read || slices.Contains(s.made, id); !slices.Contains(s.made, id) {
			w.WriteHeader(http.StatusNotFound)
		}
	default:
		w.Header().Set("Allow", "GET, POST, DELETE")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// order returns the status for an order.
func (s *orderServer) order(r *http.Request) int {
	var order struct {
		Customer    string   `json:"customer"`
		CustomerID  string   `json:"customer_id"`
		CartCode    string   `json:"cartCode"`
		CustomerIDs []string `json:"customerIds"`
		State       *string  `json:"state"`
	}
	if r.Header.Get("Content-Type") == "" || json.NewDecoder(r.Body).Decode(&order) != nil || order.State != nil && !slices.Contains([]string{"open", "paid"}, *order.State) {
		return http.StatusBadRequest
	}
	if len(order.CustomerIDs) == 0 {
		return http.StatusBadRequest
	}
	for _, id := range append(order.CustomerIDs, order.Customer, order.CustomerID, order.CartCode) {
		if !slices.Contains(s.made, id) {
			return http.StatusUnprocessableEntity
		}
	}
	if s.refuses && order.State != nil && *order.State == "paid" {
		return http.StatusUnprocessableEntity
	}
	if s.fails {
		return http.StatusInternalServerError
	}
	return http.StatusNoContent
}

// The probe creates the resources to which a request refers, and deletes them at the end.
func TestReferences(t *testing.T) {
	t.Parallel()
	server := &orderServer{}
	r := run(t, parse(t, orders), server)
	refused := slices.DeleteFunc(slices.Clone(r.Failures), func(f probe.Failure) bool { return f.Finding.Rule.String() != "probe.refused" })
	assert.Empty(t, refused, shown(r))
	assert.True(t, server.read, "a basket is read by the code of a cart")
	assert.True(t, server.reported, "a report is about a customer")
	for _, u := range r.Unreached {
		assert.NotContains(t, u.Claim.Place.Pointer, "/properties/state", "the states of an order have nothing to do with those of a cart")
	}
	for _, id := range server.deleted {
		assert.Contains(t, server.made, id)
	}
	for _, left := range r.Left {
		assert.Contains(t, left, "/carts", "what can't be deleted is listed, and nothing else")
	}
	assert.NotEmpty(t, r.Left)
}

// A sequence has only the requests on which its last request depends, and it shows the failure
// again.
func TestSequencesAreShort(t *testing.T) {
	t.Parallel()
	c := parse(t, orders)
	r := run(t, c, &orderServer{fails: true})
	i := slices.IndexFunc(r.Failures, func(f probe.Failure) bool { return f.Finding.Rule.String() == "probe.server-error" })
	require.GreaterOrEqual(t, i, 0, shown(r))
	f := r.Failures[i]
	var sent []string
	var requests []probe.Sent
	for _, s := range f.Steps {
		sent = append(sent, s.Exchange.Request.URL.Path)
		requests = append(requests, again(&s))
	}
	assert.ElementsMatch(t, []string{"/customers", "/carts", "/orders"}, sent)
	assert.Equal(t, "/orders", sent[len(sent)-1])
	recorded := &recorder{T: t}
	server := &orderServer{fails: true, made: []string{"another"}}
	probe.Replay(recorded, c, server, f.Finding.Operation, f.Finding.Rule.String(), requests)
	assert.Len(t, recorded.errors, 1)
}

// A request that is made smaller keeps its references.
func TestSmallerRequestsKeepReferences(t *testing.T) {
	t.Parallel()
	server := &orderServer{refuses: true}
	r := run(t, parse(t, orders), server)
	i := slices.IndexFunc(r.Failures, func(f probe.Failure) bool { return f.Finding.Rule.String() == "probe.refused" })
	require.GreaterOrEqual(t, i, 0, shown(r))
	last := r.Failures[i].Steps[len(r.Failures[i].Steps)-1].Exchange.Request
	var order struct {
		CartCode string `json:"cartCode"`
		State    string `json:"state"`
	}
	require.NoError(t, json.Unmarshal(last.Body, &order))
	assert.Equal(t, "paid", order.State)
	assert.Contains(t, server.made, order.CartCode)
}

// The requests of sequences have new values, but refer to created resources.
func TestSequencesKeepReferences(t *testing.T) {
	t.Parallel()
	shop, err := soundShop()
	require.NoError(t, err)
	authors, books := map[string]bool{}, 0
	for _, x := range shop.exchanges {
		var value struct {
			ID       string `json:"id"`
			AuthorID string `json:"author_id"`
		}
		switch {
		case x.Response == nil || x.Response.Status >= 300 || json.Unmarshal(x.Response.Body, &value) != nil:
		case x.Request.Method == http.MethodPost && x.Request.URL.Path == "/authors":
			authors[value.ID] = true
		case x.Request.Method == http.MethodPut:
			books++
			assert.True(t, authors[value.AuthorID], "%s", x.Request.Body)
		}
	}
	assert.Positive(t, books)
}
