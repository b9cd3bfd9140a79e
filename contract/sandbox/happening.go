package sandbox

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// happening has the faults that happen to one request: a fault and the faults in its And field. The
// Delay of each fault is the delay that was drawn for this request. If it is empty, no fault
// happens.
type happening []Fault

func happeningOf(f *Fault, random *rand.Rand) happening {
	h := happening(f.parts())
	for i := range h {
		h[i].Delay = h[i].draw(random)
	}
	return h
}

// find returns the fault of this kind, or nil if no such fault happens.
func (h happening) find(kind FaultKind) *Fault {
	i := slices.IndexFunc(h, func(f Fault) bool { return f.Kind == kind })
	if i < 0 {
		return nil
	}
	return &h[i]
}

func (h happening) has(kind FaultKind) bool { return h.find(kind) != nil }

// kinds returns the kinds of the faults, such as "latency+status".
func (h happening) kinds() string {
	kinds := make([]string, len(h))
	for i, f := range h {
		kinds[i] = string(f.Kind)
	}
	return strings.Join(kinds, "+")
}

// instead returns the answer of a fault that answers before the API sees the request. It returns
// nil if no fault does.
func (h happening) instead(c *call) *answer {
	if f := h.find(FaultStatus); f != nil && !f.fromAPI() {
		return refusal(f.failure(c), c.version)
	}
	f := h.find(FaultHTML)
	if f == nil {
		return nil
	}
	a := newAnswer()
	a.status = cmp.Or(f.Status, http.StatusBadGateway)
	a.header.Set("Content-Type", "text/html; charset=utf-8")
	a.body = fmt.Appendf(nil, "<!DOCTYPE html>\n<title>%[1]d</title>\n<h1>%[1]d %[2]s</h1>\n", a.status, http.StatusText(a.status))
	return a
}

// fromAPI reports whether a status fault gives an answer of the API itself.
func (f *Fault) fromAPI() bool {
	return f.Status == http.StatusNotFound || f.Status == http.StatusConflict || f.Status == http.StatusInternalServerError
}

// nameProperty is the property of a request body that must be unique within the account.
const nameProperty = "name"

// failure returns the answer of a status fault. If the API itself has answers with this status, the
// fault gives the API's answer.
func (f *Fault) failure(c *call) *failure {
	switch f.Status {
	case http.StatusUnauthorized:
		return unauthorized()
	case http.StatusForbidden:
		return forbidden("this operation takes another credential")
	case http.StatusNotFound:
		if c.id == "" {
			return gone()
		}
		return notFound(c.id)
	case http.StatusConflict:
		if body := c.endpoint.body; body != nil && body.Properties[nameProperty] == nil {
			return keyInUse()
		}
		return nameTaken()
	case http.StatusUnprocessableEntity:
		field := nameProperty
		if body := c.endpoint.body; body != nil && len(body.Required) > 0 {
			field = body.Required[0]
		}
		return unprocessable(field, field+" can't be accepted")
	case http.StatusInternalServerError:
		return internal()
	}
	failed := &failure{status: f.Status, key: "fault", message: cmp.Or(http.StatusText(f.Status), "a fault")}
	if f.Status == http.StatusTooManyRequests || f.Status == http.StatusServiceUnavailable {
		failed.header = http.Header{"Retry-After": {strconv.Itoa(max(1, f.RetryAfter))}}
	}
	return failed
}
