package mutation

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Runner checks exchanges against mutants of a document. It is safe for concurrent use.
type Runner struct {
	contract *contract.Contract
	// operations are the digests of the operations of each version, by method and path.
	operations map[string]map[string]string
	// wrongExamples are the pointers of the examples that the document itself refuses.
	wrongExamples map[string]bool
	sessions      []session
}

// session is the exchanges of one recording.
type session struct {
	exchanges []held
	// operations are those of the exchanges.
	operations map[string]bool
}

// held is an exchange and what a check of it against the document finds.
type held struct {
	exchange  *contract.Exchange
	operation string // Empty where the document has none.
	verdict   []mark
}

// mark is the part of a finding by which verdicts are compared.
type mark struct {
	severity contract.Severity
	rule     contract.Rule
	at       contract.Location
	count    int
}

func marks(findings []contract.Finding) []mark {
	all := make([]mark, len(findings))
	for i, f := range findings {
		all[i] = mark{f.Severity, f.Rule, f.At, f.Count()}
	}
	return all
}

// NewRunner checks the exchanges against the document, and keeps the verdicts. Successive exchanges
// of one [contract.Source].File are one session. The exchanges must not change while the runner is
// in use.
func NewRunner(c *contract.Contract, exchanges []contract.Exchange) (*Runner, error) {
	r := &Runner{contract: c, operations: digestsOf(c), wrongExamples: map[string]bool{}}
	for _, w := range c.Warnings() {
		r.wrongExamples[w.Document.Pointer] = true
	}
	var running *contract.Session
	for i := range exchanges {
		x := &exchanges[i]
		if running == nil || x.Source.File != exchanges[i-1].Source.File {
			running = c.Session()
			r.sessions = append(r.sessions, session{operations: map[string]bool{}})
		}
		s := &r.sessions[len(r.sessions)-1]
		h := held{exchange: x, verdict: marks(running.Check(x))}
		if o, ok := c.For(x).Find(x.Request.Method, x.Request.URL); ok {
			h.operation = o.String()
			s.operations[h.operation] = true
		}
		s.exchanges = append(s.exchanges, h)
	}
	return r, nil
}

// digestsOf returns the digests of the operations of each version, by the name of the version.
// Those of the document without the overlays of versions are under an empty name.
func digestsOf(c *contract.Contract) map[string]map[string]string {
	all := map[string]map[string]string{"": digests(c)}
	for _, name := range c.Versions() {
		version, _ := c.Version(name)
		all[name] = digests(version)
	}
	return all
}

func digests(c *contract.Contract) map[string]string {
	all := map[string]string{}
	for _, o := range c.Operations() {
		all[o.String()] = o.Digest
	}
	return all
}

// Run tries the mutants, several at the same time, and returns the outcome of each, in their order.
// The outcomes depend only on the mutants and the exchanges. Unless progress is nil, Run calls it
// after each mutant with the number of those that are done; the calls don't overlap. When the
// context ends, the mutants that were not begun are [Untried]; that is not an error.
func (r *Runner) Run(ctx context.Context, mutants []Mutant, progress func(done, total int64)) Result {
	outcomes := make([]Outcome, len(mutants))
	var next atomic.Int64
	var reporting sync.Mutex
	var done int64
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(mutants)); i = next.Add(1) - 1 {
				if ctx.Err() != nil {
					outcomes[i] = Outcome{Mutant: mutants[i], State: Untried}
					continue
				}
				outcomes[i] = r.Try(mutants[i])
				if progress != nil {
					reporting.Lock()
					done++
					progress(done, int64(len(mutants)))
					reporting.Unlock()
				}
			}
		})
	}
	running.Wait()
	return Result{Outcomes: outcomes}
}

// Try checks the exchanges against one mutant.
func (r *Runner) Try(m Mutant) Outcome {
	document, err := m.Document()
	if err != nil {
		return Outcome{Mutant: m, State: Stillborn, By: err.Error()}
	}
	c, err := r.contract.WithFile(m.location, document)
	if err != nil {
		return Outcome{Mutant: m, State: Stillborn, By: err.Error()}
	}
	of := versionOf(c, m.version)
	if example, ok := r.brokenExample(of); ok {
		return Outcome{Mutant: m, State: KilledByExample, By: example.String()}
	}
	changed := r.changed(of, m.version)
	if killer := r.difference(c, changed); killer != nil {
		return Outcome{Mutant: m, State: Killed, By: killer.exchange.Source.String()}
	}
	if m.Equivalent == "" && len(changed) == 0 && r.hasSameVersions(c) && r.hasSameSecrets(m.version, of) {
		m.Equivalent = SameOperations
	}
	if m.Equivalent != "" {
		return Outcome{Mutant: m, State: Equivalent, By: string(m.Equivalent)}
	}
	return Outcome{Mutant: m, State: Survived}
}

// brokenExample returns the place of the first example that the mutant refuses and the document
// does not.
func (r *Runner) brokenExample(c *contract.Contract) (contract.Place, bool) {
	for _, w := range c.Warnings() {
		if w.Kind == contract.ExampleWarning && !r.wrongExamples[w.Document.Pointer] {
			return w.Document, true
		}
	}
	return contract.Place{}, false
}

// versionOf returns the contract of a version, or of the default version for an empty name.
func versionOf(c *contract.Contract, name string) *contract.Contract {
	if name == "" {
		name = c.DefaultVersion()
	}
	if version, ok := c.Version(name); ok {
		return version
	}
	return c
}

// hasSameVersions reports whether the operations of all versions have the digests that they have in
// the document.
func (r *Runner) hasSameVersions(c *contract.Contract) bool {
	for name, operations := range digestsOf(c) {
		if !maps.Equal(operations, r.operations[name]) {
			return false
		}
	}
	return true
}

// changed returns the operations that differ between a version of the document and of the mutant,
// or that only one of them has.
func (r *Runner) changed(c *contract.Contract, version string) map[string]bool {
	changed, now := map[string]bool{}, digests(c)
	before := r.operations[cmp.Or(version, c.VersionName())]
	for name := range maps.Keys(before) {
		if before[name] != now[name] {
			changed[name] = true
		}
	}
	for name := range now {
		if _, ok := before[name]; !ok {
			changed[name] = true
		}
	}
	return changed
}

// difference returns the first exchange whose verdict differs from that of the document, or nil. It
// tries exchanges of changed operations first, since most mutants are killed by one of these.
func (r *Runner) difference(c *contract.Contract, changed map[string]bool) *held {
	for _, likely := range []bool{true, false} {
		for i := range r.sessions {
			s := &r.sessions[i]
			if likely && !s.hasAnyOf(changed) {
				continue
			}
			session := c.Session()
			for j := range s.exchanges {
				h := &s.exchanges[j]
				check := session.Next(h.exchange)
				if changed[h.operation] == likely && !slices.Equal(marks(check()), h.verdict) {
					return h
				}
			}
		}
	}
	return nil
}

func (s *session) hasAnyOf(changed map[string]bool) bool {
	for name := range changed {
		if s.operations[name] {
			return true
		}
	}
	return false
}
