package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
)

// FaultKind is what goes wrong.
type FaultKind string

// The kinds of faults. Those before the effect leave everything as it was; the others come when the request has been carried out. An answer without a
// body, as 204 is, can't have a body that is wrong: it is sent as it is.
const (
	// FaultLatency waits for Delay before a request is carried out. An idempotency key is in flight meanwhile.
	FaultLatency FaultKind = "latency"
	// FaultStatus answers with Status, before the effect: 429 and 503, with Retry-After, and 502 as a proxy in front of the API would. 500 is
	// the API's own: as the vendor's guide has it, it becomes the outcome of an idempotency key.
	FaultStatus FaultKind = "status"
	// FaultHTML answers with a page of HTML and Status, 502 by default, before the effect.
	FaultHTML FaultKind = "html"
	// FaultResetBefore resets the connection before the effect.
	FaultResetBefore FaultKind = "reset-before"
	// FaultResetAfter resets the connection after the effect, in the place of an answer.
	FaultResetAfter FaultKind = "reset-after"
	// FaultTruncate closes the connection after half of the body.
	FaultTruncate FaultKind = "truncate"
	// FaultInvalidJSON sends a body that is no JSON: its last bytes are missing, and nothing else tells.
	FaultInvalidJSON FaultKind = "invalid-json"
	// FaultWrongType sends a body in which each property of the object at the top is the number 5.
	FaultWrongType FaultKind = "wrong-type"
	// FaultNoVersion leaves out X-Polytomic-Version.
	FaultNoVersion FaultKind = "no-version"
	// FaultSlowBody sends the body in pieces, over Delay in all.
	FaultSlowBody FaultKind = "slow-body"
)

var faultKinds = []FaultKind{
	FaultLatency, FaultStatus, FaultHTML, FaultResetBefore, FaultResetAfter, FaultTruncate, FaultInvalidJSON, FaultWrongType, FaultNoVersion,
	FaultSlowBody,
}

// Fault is something that goes wrong on purpose. The same fields, in JSON, make one by the control endpoint and by a request's header.
type Fault struct {
	Kind FaultKind `json:"kind"`
	// Operation is the operationId of the operation that it is for; empty for all.
	Operation string `json:"operation,omitzero"`
	// Status is that of FaultStatus, one of 429, 500, 502 and 503, and of FaultHTML, any from 400 to 599.
	Status int `json:"status,omitzero"`
	// RetryAfter is the Retry-After of FaultStatus with 429 and 503, in seconds; 1 by default.
	RetryAfter int `json:"retry_after,omitzero"`
	// Delay is how long FaultLatency and FaultSlowBody take. In JSON it is a string like "250ms".
	Delay time.Duration `json:"delay,omitzero"`
	// Times is how often it happens; 0 is until it is cleared.
	Times int `json:"times,omitzero"`
	// Probability is how likely it happens to a request, over 0 and up to 1; 0 is 1.
	Probability float64 `json:"probability,omitzero"`
	// Seed makes what Probability decides the same at each run.
	Seed uint64 `json:"seed,omitzero"`
}

// faultJSON writes and reads a delay as people do.
var faultJSON = json.JoinOptions(
	json.RejectUnknownMembers(true),
	json.WithMarshalers(json.MarshalFunc(func(d time.Duration) ([]byte, error) { return strconv.AppendQuote(nil, d.String()), nil })),
	json.WithUnmarshalers(json.UnmarshalFunc(func(data []byte, d *time.Duration) error {
		var text string
		err := json.Unmarshal(data, &text)
		if err == nil {
			*d, err = time.ParseDuration(text)
		}
		return err
	})),
)

// parseFault reads a fault from JSON.
func parseFault(data []byte) (Fault, error) {
	var f Fault
	if err := json.Unmarshal(data, &f, faultJSON); err != nil {
		return Fault{}, errors.New(`it is no fault in JSON, like {"kind": "status", "status": 503, "times": 2}`)
	}
	return f, f.validate()
}

func (f *Fault) validate() error {
	timed := f.Kind == FaultLatency || f.Kind == FaultSlowBody
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("kind: it is none of %v", faultKinds)
	case f.Operation != "" && !isOperation(f.Operation):
		return errors.New("operation: it is no operationId of the document")
	case f.Kind == FaultStatus && !slices.Contains([]int{429, 500, 502, 503}, f.Status):
		return errors.New("status: it is none of 429, 500, 502 and 503")
	case f.Kind == FaultHTML && f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return errors.New("status: it is not from 400 to 599")
	case f.Kind != FaultStatus && f.Kind != FaultHTML && f.Status != 0:
		return fmt.Errorf("status: a fault of kind %s has none", f.Kind)
	case timed != (f.Delay > 0):
		return errors.New("delay: kinds latency and slow-body have a positive one, the others none")
	case f.Times < 0 || f.RetryAfter < 0:
		return errors.New("times, retry_after: neither can be negative")
	case f.RetryAfter > 0 && (f.Kind != FaultStatus || f.Status != 429 && f.Status != 503):
		return errors.New("retry_after: only kind status has one, with 429 and 503")
	case !(f.Probability >= 0 && f.Probability <= 1): // NaN is neither.
		return errors.New("probability: it is not from 0 to 1")
	default:
		return nil
	}
}

func isOperation(id string) bool {
	for _, o := range operations {
		if o.id == id {
			return true
		}
	}
	return false
}

// instead returns the answer that a fault gives in the place of the API's; nil where it gives none.
func (f *Fault) instead(version string) *answer {
	switch {
	case f == nil:
		return nil
	case f.Kind == FaultStatus && f.Status != http.StatusInternalServerError:
		failed := &failure{status: f.Status, key: "fault", message: http.StatusText(f.Status)}
		if f.Status != http.StatusBadGateway {
			failed.header = http.Header{"Retry-After": {strconv.Itoa(max(1, f.RetryAfter))}}
		}
		return refusal(failed, version)
	case f.Kind == FaultHTML:
		status := f.Status
		if status == 0 {
			status = http.StatusBadGateway
		}
		a := newAnswer()
		a.status = status
		a.header.Set("Content-Type", "text/html; charset=utf-8")
		a.body = fmt.Appendf(nil, "<!DOCTYPE html>\n<title>%[1]d</title>\n<h1>%[1]d %[2]s</h1>\n", status, http.StatusText(status))
		return a
	default:
		return nil
	}
}

// isFor reports whether a fault can happen to an operation.
func (f *Fault) isFor(operationID string) bool {
	return f.Operation == "" || f.Operation == operationID
}

// is reports whether there is a fault of a kind.
func (f *Fault) is(kind FaultKind) bool { return f != nil && f.Kind == kind }

// faults are those that wait to happen. It is safe for concurrent use.
type faults struct {
	mu    sync.Mutex
	armed []*armedFault
}

type armedFault struct {
	Fault

	random *rand.Rand
}

func (s *faults) add(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = append(s.armed, &armedFault{Fault: f, random: rand.New(rand.NewPCG(f.Seed, 0))}) //nolint:gosec // It has to be repeatable.
}

// take returns the first fault that happens to a request, nil where none does.
func (s *faults) take(operationID string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, a := range s.armed {
		if !a.isFor(operationID) {
			continue
		}
		if a.Probability > 0 && a.random.Float64() >= a.Probability {
			continue
		}
		f := a.Fault
		if a.Times == 1 {
			s.armed = slices.Delete(s.armed, i, i+1)
		} else if a.Times > 1 {
			a.Times--
		}
		return &f
	}
	return nil
}

func (s *faults) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = nil
}

func (s *faults) list() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Fault, len(s.armed))
	for i, a := range s.armed {
		list[i] = a.Fault
	}
	return list
}
