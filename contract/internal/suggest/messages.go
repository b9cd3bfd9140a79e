package suggest

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// messages has the request and the response of one exchange. Each part is read once, when it is
// first needed.
type messages struct {
	exchange *contract.Exchange
	contract *contract.Contract
	bodies   map[contract.Side]body
	query    url.Values
	sent     []string
	hasSent  bool
	// members has the members of each object in which a name was looked up.
	members map[*jsonvalue.Object]map[string]any
}

// body is a body in JSON.
type body struct {
	value    any
	readable bool
}

func (m *messages) header(side contract.Side) http.Header {
	if side == contract.RequestSide {
		return m.exchange.Request.Header
	}
	return m.exchange.Response.Header
}

// parameters returns the values of a query parameter.
func (m *messages) parameters(name string) []string {
	if m.query == nil {
		m.query = m.exchange.Request.URL.Query()
	}
	return m.query[name]
}

// secrets returns the secrets of the request.
func (m *messages) secrets() []string {
	if !m.hasSent {
		m.sent, m.hasSent = m.contract.Secrets(m.exchange), true
	}
	return m.sent
}

// value returns the value at a location in a JSON body.
func (m *messages) value(side contract.Side, at contract.Location) (any, bool) {
	b := m.body(side)
	if !b.readable || at.In != contract.InBody {
		return nil, false
	}
	value := b.value
	for _, token := range jsonvalue.Tokens(at.Pointer) {
		child, found := m.child(value, token)
		if !found {
			return nil, false
		}
		value = child
	}
	return value, true
}

func (m *messages) body(side contract.Side) body {
	if known, isRead := m.bodies[side]; isRead {
		return known
	}
	written := m.exchange.Request.Body
	if side == contract.ResponseSide {
		written = m.exchange.Response.Body
	}
	value, err := jsonvalue.Decode(written, func(jsonvalue.Flaw, jsontext.Pointer) {})
	read := body{value, err == nil}
	if m.bodies == nil {
		m.bodies = map[contract.Side]body{}
	}
	m.bodies[side] = read
	return read
}

// child returns the value under a name in an object, or the value at an index in an array.
func (m *messages) child(parent any, token string) (any, bool) {
	switch parent := parent.(type) {
	case *jsonvalue.Object:
		members := m.members[parent]
		if members == nil { // An object may have many thousands of members, and a finding for each.
			members = make(map[string]any, len(parent.Members))
			for _, member := range parent.Members {
				members[member.Name] = member.Value
			}
			if m.members == nil {
				m.members = map[*jsonvalue.Object]map[string]any{}
			}
			m.members[parent] = members
		}
		value, found := members[token]
		return value, found
	case jsonvalue.Array:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(parent) {
			return parent[i], true
		}
	}
	return nil, false
}
