package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

const idempotencyHeader = "Idempotency-Key"

// outcomeAge is how long the sandbox keeps the outcome of an idempotency key.
const outcomeAge = 24 * time.Hour

// idempotencyKey returns the idempotency key of a request, or an empty string if the request has
// none.
func idempotencyKey(header http.Header, schema *openapi3.Schema) (string, *failure) {
	values := header[idempotencyHeader]
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) > 1:
		return "", sentTwice(idempotencyHeader)
	}
	if broken := brokenConstraint(schema, encode(values[0])); broken != "" {
		return "", badRequest(inHeader, idempotencyHeader, idempotencyHeader+" "+broken)
	}
	return values[0], nil
}

// outcomes has the kept answers to an account's requests with idempotency keys.
//
// When the sandbox has carried out a request, the answer becomes the outcome of the request's key.
// From then on, every request with the same key gets this outcome, whatever its body says, as the
// vendor's guide says. An answer of 400, 401, 403 or 422 doesn't become an outcome. A request that
// admission refuses doesn't get the outcome of its key either.
type outcomes struct {
	byKey    map[string]*answer
	inFlight map[string]struct{}
	// keys has the keys in the order of their outcomes, the oldest first.
	keys []string
	// size is the sum of the sizes of the outcomes.
	size int
}

func newOutcomes() outcomes {
	return outcomes{byKey: map[string]*answer{}, inFlight: map[string]struct{}{}}
}

// outcomeKey returns the name under which the account keeps the outcome of the call's idempotency
// key. Each caller has its own keys: a partner and an organization can use the same key for
// different requests. A user, or a partner that acts as an organization, uses the organization's
// keys, because both may see the organization. No key contains a slash.
func (c *call) outcomeKey() string {
	if c.kind == partnerKey {
		return c.key
	}
	return c.organization.String() + "/" + c.key
}

// fixesOutcome reports whether the answer becomes the outcome of the idempotency key. The
// x-decision of each response in the document says which answers become outcomes.
func (a *answer) fixesOutcome() bool {
	switch a.status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity:
		return false
	default:
		return true
	}
}

// find returns the outcome of a key. It returns nil if the key has no outcome or the outcome has
// expired.
func (o *outcomes) find(key string, now time.Time) *answer {
	if a := o.byKey[key]; a != nil && now.Sub(a.at) < outcomeAge {
		return a
	}
	return nil
}

// expired returns the keys whose outcomes have expired, the oldest first.
func (o *outcomes) expired(now time.Time) []string {
	for i, key := range o.keys {
		if now.Sub(o.byKey[key].at) < outcomeAge {
			return o.keys[:i]
		}
	}
	return o.keys
}

// put keeps the outcome of a key and removes the outcomes of expired keys. It returns a function
// that undoes both.
func (o *outcomes) put(key string, a *answer, expired []string) (undo func()) {
	before, size, replaced := o.keys, o.size, map[string]*answer{}
	for _, old := range expired {
		replaced[old] = o.byKey[old]
		o.size -= outcomeSize(old, o.byKey[old])
		delete(o.byKey, old)
	}
	o.keys = o.keys[len(expired):]
	if old := o.byKey[key]; old != nil { // The old outcome has expired. It was kept because the clock was set back.
		replaced[key] = old
		o.size -= outcomeSize(key, old)
		o.keys = slices.DeleteFunc(slices.Clone(o.keys), func(other string) bool { return other == key })
	}
	o.keys = append(o.keys, key)
	o.byKey[key] = a
	o.size += outcomeSize(key, a)
	return func() {
		o.keys, o.size = before, size
		delete(o.byKey, key)
		maps.Copy(o.byKey, replaced)
	}
}

// begin reports whether a request with the key is in flight. If no request is in flight, begin
// returns the outcome of the key, or nil if the key has none. The caller's request is then in
// flight until the caller calls [account.endKey].
func (o *outcomes) begin(key string, now time.Time) (outcome *answer, busy bool) {
	if _, busy = o.inFlight[key]; busy {
		return nil, true
	}
	if outcome = o.find(key, now); outcome == nil {
		o.inFlight[key] = struct{}{}
	}
	return outcome, false
}

// endKey says that the request with the key is no longer in flight.
func (a *account) endKey(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.outcomes.inFlight, key)
}
