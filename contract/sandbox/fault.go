package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
)

// Fault is a failure that the sandbox causes on purpose. [FaultsPath] and [FaultHeader] take a
// fault as JSON with the same fields.
type Fault struct {
	// ID identifies the fault in [Sandbox.RemoveFault]. If the ID is empty, the sandbox sets it to
	// a number. It has at most 100 bytes.
	ID   string    `json:"id,omitzero"`
	Kind FaultKind `json:"kind"`
	// Operation is the operationId of the operation that the fault happens to. If it is empty, the
	// fault happens to every operation.
	Operation string `json:"operation,omitzero"`
	// Status is the status that FaultStatus and FaultHTML answer with, from 400 to 599.
	Status int `json:"status,omitzero"`
	// RetryAfter is the number of seconds in the Retry-After header of FaultStatus with 429 and
	// 503. The default is 1.
	RetryAfter int `json:"retry_after,omitzero"`
	// Delay is how long FaultLatency and FaultSlowBody delay the answer. In JSON it is a string
	// such as "250ms".
	Delay time.Duration `json:"delay,omitzero"`
	// MaxDelay makes each delay random. All delays from Delay to MaxDelay are equally likely.
	MaxDelay time.Duration `json:"max_delay,omitzero"`
	// Sigma makes the delays log-normal. Their median is Delay, and Sigma is the standard deviation
	// of their logarithms. If MaxDelay is set, no delay is longer than MaxDelay.
	Sigma float64 `json:"sigma,omitzero"`
	// Times is how often the fault happens. If it is 0, the fault happens until it is removed.
	Times int `json:"times,omitzero"`
	// Probability is the probability that the fault happens to a request, from 0 (never) to 1. Nil
	// means that it always happens.
	Probability *float64 `json:"probability,omitzero"`
	// Seed seeds the random numbers for Probability and the delays, so that each run draws the same
	// numbers.
	Seed uint64 `json:"seed,omitzero"`
	// And lists faults that happen together with this fault, such as a latency with a status. These
	// faults have only a kind and the fields that belong to the kind.
	And []Fault `json:"and,omitzero"`
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

// validate returns an error if the fault is invalid. The parameter operations lists the
// operationIds of the API.
func (f *Fault) validate(operations []string) error {
	switch p := f.Probability; {
	case len(f.ID) > maxFaultID:
		return fmt.Errorf("id: it must have at most %d bytes", maxFaultID)
	case f.Operation != "" && !slices.Contains(operations, f.Operation):
		return fmt.Errorf("operation: it must be one of %v", operations)
	case f.Times < 0:
		return errors.New("times: it must not be negative")
	case p != nil && !(*p >= 0 && *p <= 1): // The condition is true for NaN too.
		return errors.New("probability: it must be from 0 to 1")
	}
	for i, part := range f.parts() {
		if err := cmp.Or(part.validateKind(), part.validateDelay()); err != nil {
			return err
		}
		if i > 0 && (part.applies() || len(part.And) > 0) {
			return errors.New("and: a fault there has no id, operation, times, probability, seed and and; the outer fault has them")
		}
		for _, before := range f.parts()[:i] {
			if part.Kind.excludes(before.Kind) {
				return fmt.Errorf("and: a fault of kind %s can't happen together with one of kind %s", part.Kind, before.Kind)
			}
		}
	}
	return nil
}

// applies reports whether the fault has a field that limits the requests it happens to.
func (f *Fault) applies() bool {
	return f.ID != "" || f.Operation != "" || f.Times != 0 || f.Probability != nil || f.Seed != 0
}

// parts returns the fault and the faults in its And field.
func (f *Fault) parts() []Fault { return append([]Fault{*f}, f.And...) }

func (f *Fault) validateKind() error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("kind: it must be one of %v", faultKinds)
	case f.Kind != FaultStatus && f.Kind != FaultHTML && f.Status != 0:
		return fmt.Errorf("status: a fault of kind %s has none", f.Kind)
	case (f.Kind == FaultStatus || f.Status != 0) && (f.Status < 400 || f.Status > 599):
		return errors.New("status: it must be from 400 to 599")
	case f.RetryAfter < 0:
		return errors.New("retry_after: it must not be negative")
	case f.RetryAfter > 0 && (f.Kind != FaultStatus || f.Status != http.StatusTooManyRequests && f.Status != http.StatusServiceUnavailable):
		return errors.New("retry_after: only a fault of kind status has one, with 429 or 503")
	default:
		return nil
	}
}

func (f *Fault) validateDelay() error {
	switch {
	case !f.Kind.timed() && (f.Delay != 0 || f.MaxDelay != 0 || f.Sigma != 0):
		return fmt.Errorf("delay: a fault of kind %s has none", f.Kind)
	case f.Delay < 0 || f.Kind.timed() && f.Delay == 0 && (f.MaxDelay == 0 || f.Sigma != 0):
		return fmt.Errorf("delay: a fault of kind %s needs a positive one", f.Kind)
	case f.MaxDelay != 0 && f.MaxDelay < f.Delay:
		return errors.New("max_delay: it must not be shorter than delay")
	case !(f.Sigma >= 0 && f.Sigma <= maxSigma): // The condition is true for NaN too.
		return fmt.Errorf("sigma: it must be from 0 to %d", maxSigma)
	default:
		return nil
	}
}

// maxSigma is the largest Sigma. The delays of real networks vary far less.
const maxSigma = 10

// draw returns a random delay from the fault's distribution.
func (f *Fault) draw(random *rand.Rand) time.Duration {
	switch {
	case f.Sigma > 0:
		longest := f.MaxDelay
		if longest == 0 {
			longest = math.MaxInt64
		}
		delay := float64(f.Delay) * math.Exp(f.Sigma*random.NormFloat64())
		if delay >= float64(longest) {
			return longest
		}
		return time.Duration(delay)
	case f.MaxDelay > 0:
		return f.Delay + time.Duration(random.Uint64N(uint64(f.MaxDelay-f.Delay)+1)) //nolint:gosec // The difference is not negative.
	default:
		return f.Delay
	}
}

// isFor reports whether a fault can happen to an operation.
func (f *Fault) isFor(operationID string) bool {
	return f.Operation == "" || f.Operation == operationID
}
