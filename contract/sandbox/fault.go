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

// FaultKind is the kind of a fault.
type FaultKind string

// The kinds of faults. Some keep the request from being carried out; the others happen after it was
// carried out. The faults of a body don't change an answer without a body, such as a 204.
const (
	// FaultLatency waits for Delay before the request is carried out. Its idempotency key is in
	// flight meanwhile.
	FaultLatency FaultKind = "latency"
	// FaultStatus answers with Status, and the request is not carried out. 429 and 503 come with
	// Retry-After. 502 is what a proxy in front of the API would send. 500 is the API's own failure,
	// which becomes the outcome of an idempotency key, as the vendor's guide says.
	FaultStatus FaultKind = "status"
	// FaultHTML answers with a page of HTML and Status, 502 by default. The request is not carried out.
	FaultHTML FaultKind = "html"
	// FaultResetBefore resets the connection. The request is not carried out.
	FaultResetBefore FaultKind = "reset-before"
	// FaultResetAfter carries out the request, and resets the connection instead of answering.
	FaultResetAfter FaultKind = "reset-after"
	// FaultTruncate closes the connection after half of the body.
	FaultTruncate FaultKind = "truncate"
	// FaultInvalidJSON leaves out the last bytes of the body, so that it is not JSON. The headers
	// don't show that anything is missing.
	FaultInvalidJSON FaultKind = "invalid-json"
	// FaultWrongType replaces each property of the object at the top of the body by the number 5.
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

// Fault is something that goes wrong on purpose. In JSON, the same fields make a fault at
// [FaultsPath] and in [FaultHeader].
type Fault struct {
	Kind FaultKind `json:"kind"`
	// Operation is the operationId of the operation that the fault is for; empty for every operation.
	Operation string `json:"operation,omitzero"`
	// Status is the status of FaultStatus, one of 429, 500, 502 and 503, or of FaultHTML, from 400 to 599.
	Status int `json:"status,omitzero"`
	// RetryAfter is the Retry-After of FaultStatus with 429 and 503, in seconds; 1 by default.
	RetryAfter int `json:"retry_after,omitzero"`
	// Delay is how long FaultLatency and FaultSlowBody take. In JSON it is a string such as "250ms".
	Delay time.Duration `json:"delay,omitzero"`
	// Times is how often the fault happens; 0 means until it is removed.
	Times int `json:"times,omitzero"`
	// Probability is the probability that the fault happens to a request, above 0 and up to 1; 0 means 1.
	Probability float64 `json:"probability,omitzero"`
	// Seed seeds the random numbers for Probability, so that each run is the same.
	Seed uint64 `json:"seed,omitzero"`
}

// faultJSON writes and reads a delay as a string such as "250ms".
var faultJSON = json.JoinOptions(
	json.RejectUnknownMembers(true),
	json.WithMarshalers(json.MarshalFunc(func(d time.Duration) ([]byte, error) { return strconv.AppendQuote(nil, d.String()), nil })),
	json.WithUnmarshalers(json.UnmarshalFunc(func(data []byte, d *time.Duration) error {
		var written string
		err := json.Unmarshal(data, &written)
		if err == nil {
			*d, err = time.ParseDuration(written)
		}
		return err
	})),
)

// parseFault reads a fault from JSON. It doesn't validate it.
func parseFault(data []byte) (Fault, error) {
	var f Fault
	if err := json.Unmarshal(data, &f, faultJSON); err != nil {
		return Fault{}, errors.New(`this is not a fault in JSON, such as {"kind": "status", "status": 503, "times": 2}`)
	}
	return f, nil
}

// validate returns an error if the fault is invalid. The operations are the operationIds of the API.
func (f *Fault) validate(operations []string) error {
	timed := f.Kind == FaultLatency || f.Kind == FaultSlowBody
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("kind: it must be one of %v", faultKinds)
	case f.Operation != "" && !slices.Contains(operations, f.Operation):
		return fmt.Errorf("operation: it must be one of %v", operations)
	case f.Kind == FaultStatus && !slices.Contains([]int{429, 500, 502, 503}, f.Status):
		return errors.New("status: it must be 429, 500, 502 or 503")
	case f.Kind == FaultHTML && f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return errors.New("status: it must be from 400 to 599")
	case f.Kind != FaultStatus && f.Kind != FaultHTML && f.Status != 0:
		return fmt.Errorf("status: a fault of kind %s has none", f.Kind)
	case timed && f.Delay <= 0:
		return fmt.Errorf("delay: a fault of kind %s needs a positive one", f.Kind)
	case !timed && f.Delay != 0:
		return fmt.Errorf("delay: a fault of kind %s has none", f.Kind)
	case f.Times < 0:
		return errors.New("times: it must not be negative")
	case f.RetryAfter < 0:
		return errors.New("retry_after: it must not be negative")
	case f.RetryAfter > 0 && (f.Kind != FaultStatus || f.Status != 429 && f.Status != 503):
		return errors.New("retry_after: only a fault of kind status has one, with 429 or 503")
	case !(f.Probability >= 0 && f.Probability <= 1): // This is true for NaN too.
		return errors.New("probability: it must be from 0 to 1")
	default:
		return nil
	}
}

// instead returns the answer that a fault gives in place of the API, nil if the API answers.
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

// takeFault sets the fault that happens to a call: the one in its header, or else the next one that
// waits.
func (s *Sandbox) takeFault(c *call) *failure {
	asked := c.request.Header.Get(FaultHeader)
	if asked == "" {
		c.fault = s.faults.take(c.endpoint.id)
		return nil
	}
	f, err := parseFault([]byte(asked))
	if err == nil {
		err = f.validate(s.faults.operations)
	}
	if err == nil && (f.Times != 0 || f.Probability != 0 || f.Seed != 0) {
		err = errors.New("times, probability, seed: leave them out; the fault happens to this request alone")
	}
	if err != nil {
		return badRequest(inHeader, FaultHeader, FaultHeader+": "+err.Error())
	}
	if f.isFor(c.endpoint.id) {
		c.fault = &f
	}
	return nil
}

// isFor reports whether a fault can happen to an operation.
func (f *Fault) isFor(operationID string) bool {
	return f.Operation == "" || f.Operation == operationID
}

// is reports whether there is a fault, and of this kind.
func (f *Fault) is(kind FaultKind) bool { return f != nil && f.Kind == kind }

// faults are the faults that wait to happen. It is safe for concurrent use.
type faults struct {
	// operations are the operationIds of the API.
	operations []string

	mu    sync.Mutex
	armed []*armedFault
}

type armedFault struct {
	Fault

	random *rand.Rand
}

// add adds a fault, unless it is invalid.
func (s *faults) add(f Fault) error {
	if err := f.validate(s.operations); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = append(s.armed, &armedFault{Fault: f, random: rand.New(rand.NewPCG(f.Seed, 0))}) //nolint:gosec // It has to be repeatable.
	return nil
}

// take returns the first fault that happens to a request, nil if none does.
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
