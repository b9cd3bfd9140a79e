package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

const idempotencyHeader = "Idempotency-Key"

// outcomeAge is how long the outcome of an idempotency key is kept.
const outcomeAge = 24 * time.Hour

// idempotencyKey returns the key of a request, empty if it has none.
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

// outcomes are the answers to an account's requests with idempotency keys.
//
// The answer to a request that was carried out becomes the outcome of its key. From then on only
// the key counts: another request with the same key gets this outcome, as the vendor's guide says.
// An answer of 400, 401, 403 or 422 doesn't become an outcome. A request that is refused before
// execution doesn't get the outcome of its key either.
type outcomes struct {
	byKey    map[string]*answer
	inFlight map[string]struct{}
	// keys are in the order of their outcomes, oldest first.
	keys []string
}

func newOutcomes() outcomes {
	return outcomes{byKey: map[string]*answer{}, inFlight: map[string]struct{}{}}
}

// outcomeKey returns the name of the call's idempotency key in the account. A key belongs to the
// caller: the keys of a partner are apart from the keys of an organization. A user, or a partner
// that acts as an organization, uses the keys of the organization, since both may see it. No key
// contains a slash.
func (c *call) outcomeKey() string {
	if c.kind == partnerKey {
		return c.key
	}
	return c.organization.String() + "/" + c.key
}

// fixesOutcome reports whether the answer becomes the outcome of its request's idempotency key. The
// x-decision of the responses in the document says which answers do.
func (a *answer) fixesOutcome() bool {
	switch a.status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity:
		return false
	default:
		return true
	}
}

// find returns the outcome of a key, or nil if there is none or the outcome has expired.
func (o *outcomes) find(key string, now time.Time) *answer {
	if a := o.byKey[key]; a != nil && now.Sub(a.at) < outcomeAge {
		return a
	}
	return nil
}

// expired returns the keys whose outcomes have expired, oldest first.
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
	before, replaced := o.keys, map[string]*answer{}
	for _, old := range expired {
		replaced[old] = o.byKey[old]
		delete(o.byKey, old)
	}
	o.keys = o.keys[len(expired):]
	if old := o.byKey[key]; old != nil { // It has expired, but was kept after the clock was set back.
		replaced[key] = old
		o.keys = slices.DeleteFunc(slices.Clone(o.keys), func(other string) bool { return other == key })
	}
	o.keys = append(o.keys, key)
	o.byKey[key] = a
	return func() {
		o.keys = before
		delete(o.byKey, key)
		maps.Copy(o.byKey, replaced)
	}
}

// begin returns whether a request with the key is in flight. If none is, begin returns the outcome
// of the key, or nil if there is none. Then the caller's request is in flight until
// [account.endKey].
func (o *outcomes) begin(key string, now time.Time) (outcome *answer, busy bool) {
	if _, busy = o.inFlight[key]; busy {
		return nil, true
	}
	if outcome = o.find(key, now); outcome == nil {
		o.inFlight[key] = struct{}{}
	}
	return outcome, false
}

// endKey ends what begin began.
func (a *account) endKey(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.outcomes.inFlight, key)
}
