package suggest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// messages are those of one exchange; each body is read once, when something asks for it.
type messages struct {
	exchange *contract.Exchange
	contract *contract.Contract
	bodies   map[contract.Side]any
	sent     []string
	hasSent  bool
}

func (m *messages) header(side contract.Side) http.Header {
	if side == contract.RequestSide {
		return m.exchange.Request.Header
	}
	return m.exchange.Response.Header
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
	value, read := m.bodies[side]
	if !read {
		text := m.exchange.Request.Body
		if side == contract.ResponseSide {
			text = m.exchange.Response.Body
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if decoder.Decode(&value) != nil {
			value = unreadable{}
		}
		if m.bodies == nil {
			m.bodies = map[contract.Side]any{}
		}
		m.bodies[side] = value
	}
	if _, is := value.(unreadable); is {
		return nil, false
	}
	if at.In != contract.InBody {
		return nil, false
	}
	return find(value, at.Pointer)
}

// unreadable stands for a body that is no JSON.
type unreadable struct{}

// find returns the value at a JSON pointer.
func find(value any, at string) (any, bool) {
	rest, more := strings.CutPrefix(at, "/")
	for more {
		var token string
		token, rest, more = strings.Cut(rest, "/")
		switch parent := value.(type) {
		case map[string]any:
			child, ok := parent[unescapes.Replace(token)]
			if !ok {
				return nil, false
			}
			value = child
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(parent) {
				return nil, false
			}
			value = parent[i]
		default:
			return nil, false
		}
	}
	return value, true
}
