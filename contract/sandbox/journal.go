package sandbox

import (
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The journal keeps the last journalRequests requests, with bodies of up to journalBody bytes.
const (
	journalRequests = 10_000
	journalBody     = 4 << 10
)

// Request is a request to the API in the journal. It contains no API key and no client secret.
type Request struct {
	// Number counts the requests from 1.
	Number uint64    `json:"number"`
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	// Path is the path. The journal replaces a segment that is neither a word of the API nor a
	// UUID.
	Path string `json:"path"`
	// Operation is the operationId. It is empty if the API doesn't have the path or the method.
	Operation string `json:"operation,omitzero"`
	Version   string `json:"version"`
	// Status is the status of the answer. It is 0 if the sandbox reset the connection before it
	// carried out the request.
	Status int `json:"status,omitzero"`
	// Caller is the kind of credential: "partner", "user" or "organization". Partner is the ID of
	// the partner's owner organization. Both are empty if the credential is missing or unknown.
	Caller         string `json:"caller,omitzero"`
	Partner        string `json:"partner,omitzero"`
	IdempotencyKey string `json:"idempotency_key,omitzero"`
	// Replayed reports whether the answer is the kept outcome of the idempotency key.
	Replayed bool `json:"replayed,omitzero"`
	// Fault is the kind of the fault that happened. The kinds of faults that happened together are
	// joined by "+".
	Fault string `json:"fault,omitzero"`
	// Body is the body of a request that was admitted. It has only the properties that the document
	// knows, with [redacted] instead of the client secret. The journal leaves out a body of more
	// than 4 KiB.
	Body jsontext.Value `json:"body,omitzero"`
}

// journal keeps the requests to the API. It is safe for concurrent use.
type journal struct {
	mu       sync.Mutex
	requests []Request // When it is full, a new request replaces the oldest.
	oldest   int
	count    uint64 // The number of requests since the journal was emptied.
	number   uint64 // The number of the last request.
}

// Requests returns the requests that a query selects, the oldest first. The journal keeps the last
// 10,000 requests.
func (s *Sandbox) Requests(q RequestQuery) []Request {
	list, _ := s.journal.find(q)
	return list
}

// ClearRequests empties the journal.
func (s *Sandbox) ClearRequests() { s.journal.clear() }

// add adds the request of a call. The answer is nil if the sandbox reset the connection.
func (j *journal) add(c *call, a *answer, now time.Time) {
	r := Request{
		Time: now, Method: safeMethod(c.request.Method), Path: c.path(), Version: c.version,
		IdempotencyKey: c.sentKey(), Replayed: c.replayed, Body: withoutSecret(c.body), Caller: string(c.kind),
	}
	if c.endpoint != nil {
		r.Operation = c.endpoint.id
	}
	if c.account != nil {
		r.Partner = c.account.name
	}
	if a != nil {
		r.Status = a.status
	}
	if len(c.fault) > 0 {
		r.Fault = c.fault.kinds()
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.number++
	j.count++
	r.Number = j.number
	if len(j.requests) < journalRequests {
		j.requests = append(j.requests, r)
	} else {
		j.requests[j.oldest] = r
		j.oldest = (j.oldest + 1) % journalRequests
	}
}

// sentKey returns the idempotency key of a call. If a fault answers before admission, sentKey reads
// the header, because admission hasn't. A test may want to check that the next attempt has the same
// key.
func (c *call) sentKey() string {
	if c.key != "" || len(c.fault) == 0 || c.endpoint.headers[idempotencyHeader] == nil {
		return c.key
	}
	key, _ := idempotencyKey(c.request.Header, c.endpoint.headers[idempotencyHeader])
	return key
}

// find returns the requests that a query selects, and how many earlier requests the journal has
// dropped.
func (j *journal) find(q RequestQuery) (list []Request, lost uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, part := range [][]Request{j.requests[j.oldest:], j.requests[:j.oldest]} {
		for i := range part {
			if q.matches(&part[i]) {
				list = append(list, part[i])
			}
		}
	}
	return list, j.count - uint64(len(j.requests))
}

func (j *journal) clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests, j.oldest, j.count = nil, 0, 0
}

// secretProperty is the property of a request body that the journal must not show.
const secretProperty = "client_secret"

// withoutSecret returns a checked body with [redacted] instead of the client secret. It returns nil
// if the body is longer than journalBody.
func withoutSecret(body []byte) jsontext.Value {
	if len(body) == 0 || len(body) > journalBody {
		return nil
	}
	var object map[string]jsontext.Value
	if err := json.Unmarshal(body, &object); err != nil {
		return nil
	}
	if _, ok := object[secretProperty]; !ok {
		return body
	}
	object[secretProperty] = encode(redacted)
	shown, err := json.Marshal(object, json.Deterministic(true))
	if err != nil {
		return nil
	}
	return shown
}
