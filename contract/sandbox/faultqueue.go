package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
)

// faults has the faults that have been added and not yet used up. It is safe for concurrent use.
type faults struct {
	// operations lists the operationIds of the API.
	operations []string

	mu    sync.Mutex
	armed []*armedFault
	// last is the number that the sandbox last gave a fault as its ID.
	last int
}

type armedFault struct {
	Fault

	random *rand.Rand
}

// The constants limit the memory that the faults take. maxFaultID is a length in bytes.
const (
	maxFaults  = 1_000
	maxFaultID = 100
)

// Inject adds a fault. If the fault is invalid, Inject returns an error of one line that names the
// field.
func (s *Sandbox) Inject(f Fault) error {
	if s == nil {
		return errNoSandbox
	}
	_, err := s.faults.add(f)
	return err
}

// Faults returns the faults that can still happen, each with its ID.
func (s *Sandbox) Faults() []Fault { return s.faults.list() }

// RemoveFault removes the fault with this ID. It returns false if no fault has this ID. For
// instance, the fault may already have happened as often as its Times says.
func (s *Sandbox) RemoveFault(id string) bool { return s.faults.remove(id) }

// ClearFaults removes all faults that can still happen.
func (s *Sandbox) ClearFaults() { s.faults.clear() }

// add adds a fault, unless it is invalid, and returns it with its ID.
func (s *faults) add(f Fault) (Fault, error) {
	if err := f.validate(s.operations); err != nil {
		return Fault{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case len(s.armed) == maxFaults:
		return Fault{}, fmt.Errorf("there are %d faults, which is the limit; remove some of them", maxFaults)
	case f.ID == "":
		f.ID = s.number()
	case s.find(f.ID) >= 0:
		return Fault{}, errors.New("id: another fault has it; remove that fault, or choose another id")
	}
	s.armed = append(s.armed, &armedFault{Fault: f, random: rand.New(rand.NewPCG(f.Seed, 0))}) //nolint:gosec // The numbers must be repeatable.
	return f, nil
}

// number returns a number that no fault has as its ID yet. The caller must hold the lock.
func (s *faults) number() string {
	for {
		s.last++
		if id := strconv.Itoa(s.last); s.find(id) < 0 {
			return id
		}
	}
}

// find returns the index of the fault with this ID, or a negative number if there is no such fault.
// The caller must hold the lock.
func (s *faults) find(id string) int {
	return slices.IndexFunc(s.armed, func(a *armedFault) bool { return a.ID == id })
}

// take returns what the first fault that applies to a request does to it, or nil if no fault
// applies.
func (s *faults) take(operationID string) happening {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, a := range s.armed {
		if !a.isFor(operationID) {
			continue
		}
		if p := a.Probability; p != nil && a.random.Float64() >= *p {
			continue
		}
		if a.Times == 1 {
			s.armed = slices.Delete(s.armed, i, i+1)
		} else if a.Times > 1 {
			a.Times--
		}
		return happeningOf(&a.Fault, a.random)
	}
	return nil
}

func (s *faults) remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(id)
	if i < 0 {
		return false
	}
	s.armed = slices.Delete(s.armed, i, i+1)
	return true
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

// FaultHeader is a request header that makes a fault happen to the request that has the header. The
// value is a [Fault] in JSON, without ID, Times, Probability and Seed.
const FaultHeader = "X-Sandbox-Fault"

// takeFault sets the fault that happens to a call. The fault comes from the call's header, or else
// from the faults that have been added.
func (s *Sandbox) takeFault(c *call) *failure {
	asked := c.request.Header[FaultHeader]
	if len(asked) == 0 {
		c.fault = s.faults.take(c.endpoint.id)
		return nil
	}
	f, err := parseFault([]byte(asked[0]))
	if err == nil {
		err = f.validate(s.faults.operations)
	}
	if err == nil && (f.ID != "" || f.Times != 0 || f.Probability != nil || f.Seed != 0) {
		err = errors.New("id, times, probability, seed: leave them out; the fault happens to this request alone")
	}
	if err != nil {
		return badRequest(inHeader, FaultHeader, FaultHeader+": "+err.Error())
	}
	if f.isFor(c.endpoint.id) {
		c.fault = happeningOf(&f, rand.New(rand.NewPCG(rand.Uint64(), 0))) //nolint:gosec // The random number is no secret.
	}
	return nil
}
