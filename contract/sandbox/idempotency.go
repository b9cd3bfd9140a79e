package sandbox

import (
	"net/http"
	"regexp"
	"time"
)

const idempotencyHeader = "Idempotency-Key"

// outcomeAge is how long the outcome of an idempotency key is kept.
const outcomeAge = 24 * time.Hour

var idempotencyPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{8,255}$`)

// idempotencyKey returns the key of a request; empty where it has none.
func idempotencyKey(header http.Header) (string, *failure) {
	values := header.Values(idempotencyHeader)
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) > 1:
		return "", badRequest(inHeader, idempotencyHeader, idempotencyHeader+" came more than once")
	case !idempotencyPattern.MatchString(values[0]):
		return "", badRequest(inHeader, idempotencyHeader, idempotencyHeader+" has to have 8 to 255 letters, digits, hyphens and underscores")
	default:
		return values[0], nil
	}
}

// outcomes are what the requests of one account with an idempotency key came to. A key belongs to the partner key that sent it, of which an
// account has one.
//
// What fixes an outcome is a request that the document allows: one that is refused for itself, with 400, 401, 403 or 422, is refused each time, and
// neither becomes the outcome nor is answered with one. After that the key alone counts, as in the vendor's guide: another
// request with the same key gets the outcome of the first.
type outcomes struct {
	byKey    map[string]*answer
	inFlight map[string]struct{}
	// keys are in the order of their outcomes, oldest first.
	keys []string
}

func newOutcomes() outcomes {
	return outcomes{byKey: map[string]*answer{}, inFlight: map[string]struct{}{}}
}

// find returns the outcome of a key, nil where there is none at this time.
func (o *outcomes) find(key string, now time.Time) *answer {
	if a := o.byKey[key]; a != nil && now.Sub(a.at) < outcomeAge {
		return a
	}
	return nil
}

// expired returns the keys, oldest first, whose outcomes are past their time.
func (o *outcomes) expired(now time.Time) []string {
	for i, key := range o.keys {
		if now.Sub(o.byKey[key].at) < outcomeAge {
			return o.keys[:i]
		}
	}
	return o.keys
}

// put keeps the outcome of a key, after it has forgotten what is expired.
func (o *outcomes) put(key string, a *answer, expired []string) {
	for _, old := range expired {
		delete(o.byKey, old)
	}
	o.keys = append(o.keys[len(expired):], key)
	o.byKey[key] = a
}
