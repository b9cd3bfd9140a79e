package sandbox

import (
	"net/http"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

const idempotencyHeader = "Idempotency-Key"

// outcomeAge is how long the outcome of an idempotency key is kept.
const outcomeAge = 24 * time.Hour

// idempotencyKey returns the key of a request, empty if it has none.
func idempotencyKey(header http.Header, schema *openapi3.Schema) (string, *failure) {
	values := header.Values(idempotencyHeader)
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

// outcomes are the answers to an account's requests with idempotency keys. A key belongs to the
// partner key that sent it, and an account has one partner key.
//
// A request that was carried out fixes the outcome of its key. From then on only the key counts:
// another request with the same key gets the outcome of the first, as the vendor's guide says. A
// request that is refused with 400, 401, 403 or 422 neither becomes the outcome nor gets it.
type outcomes struct {
	byKey    map[string]*answer
	inFlight map[string]struct{}
	// keys are in the order of their outcomes, oldest first.
	keys []string
}

func newOutcomes() outcomes {
	return outcomes{byKey: map[string]*answer{}, inFlight: map[string]struct{}{}}
}

// find returns the outcome of a key, nil if there is none or it has expired.
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

// put keeps the outcome of a key and removes the expired ones.
func (o *outcomes) put(key string, a *answer, expired []string) {
	for _, old := range expired {
		delete(o.byKey, old)
	}
	o.keys = append(o.keys[len(expired):], key)
	o.byKey[key] = a
}

// beginKey returns the outcome of a key if there is one, and otherwise whether a request with the
// key is in flight. If neither, the caller's request is in flight until endKey.
func (a *account) beginKey(key string, now time.Time) (outcome *answer, busy bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if outcome = a.outcomes.find(key, now); outcome != nil {
		return outcome, false
	}
	_, busy = a.outcomes.inFlight[key]
	a.outcomes.inFlight[key] = struct{}{}
	return nil, busy
}

// endKey ends what beginKey began.
func (a *account) endKey(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.outcomes.inFlight, key)
}
