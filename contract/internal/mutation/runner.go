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
	// operations has the digest of each operation by its method and path, for each version.
	operations map[string]map[string]string
	// wrongExamples has the pointers of the examples that contradict the document itself.
	wrongExamples map[string]bool
	sessions      []session
	// steps is how many steps it takes to try a mutant. maxSteps is how many the mutants in a sample
	// may take together.
	steps, maxSteps int
	// checkSteps is how many steps it takes to check the exchanges. maxCheckSteps is how many the
	// checks for a sample may take together.
	checkSteps, maxCheckSteps int
}

// session has the exchanges of one recording.
type session struct {
	exchanges []held
	// operations has the operations that the exchanges call.
	operations map[string]bool
}

// held is an exchange with the findings of its check against the document.
type held struct {
	exchange  *contract.Exchange
	operation string // The operation is empty if the document doesn't have it.
	verdict   []mark
}

// mark has the parts of a finding that the comparison of verdicts looks at.
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
// with the same [contract.Source].File are one session. The exchanges must not change while the
// runner is in use. If the context ends, NewRunner returns its error.
func NewRunner(ctx context.Context, c *contract.Contract, exchanges []contract.Exchange) (*Runner, error) {
	steps, err := stepsOf(c)
	if err != nil {
		return nil, err
	}
	r := &Runner{contract: c, operations: digestsOf(c), wrongExamples: map[string]bool{}, steps: steps, maxSteps: maxSteps, maxCheckSteps: maxCheckSteps}
	for _, w := range c.Warnings() {
		r.wrongExamples[w.Document.Pointer] = true
	}
	running, file := c.Session(), ""
	for i := range exchanges {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		x := &exchanges[i]
		if i == 0 || x.Source.File != file {
			running.Forget()
			file = x.Source.File
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
	r.checkSteps = running.Steps()
	return r, nil
}

// digestsOf returns the digests of the operations, by the name of the version. The empty name has
// the digests of the document without the overlays of versions.
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

// Run tries the mutants, several at the same time. It returns their outcomes in the order of the
// mutants. The outcomes depend only on the mutants and the exchanges. Unless progress is nil, Run
// calls it after each mutant with the number of mutants that are done. The calls don't overlap. If
// the context ends, the remaining mutants are [Untried]. Run doesn't return an error for this. A
// mutant is Untried too if the checks take far more work with it than with the document.
func (r *Runner) Run(ctx context.Context, mutants []Mutant, progress func(done, total int64)) Result {
	outcomes := make([]Outcome, len(mutants))
	var next atomic.Int64
	var reporting sync.Mutex
	var done int64
	most := r.mostSteps(len(mutants))
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(mutants)); i = next.Add(1) - 1 {
				if ctx.Err() != nil || mutants[i].further > 0 {
					outcomes[i] = Outcome{Mutant: mutants[i], State: Untried}
					continue
				}
				outcomes[i] = r.try(mutants[i], most)
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

// mostSteps returns how many steps the checks against one of some mutants may take. Usual mutants
// take about as many as the document. But a hostile document may have an expression that costs much
// and that its mutants evaluate more often.
func (r *Runner) mostSteps(mutants int) int {
	const factor = 4
	return factor * max(r.checkSteps, r.maxCheckSteps/max(1, mutants))
}

// Try checks the exchanges against one mutant and returns the outcome, as [Runner.Run] does.
func (r *Runner) Try(m Mutant) Outcome { return r.try(m, r.mostSteps(1)) }

func (r *Runner) try(m Mutant, most int) Outcome {
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
	killer, isTried := r.difference(c, changed, most)
	if !isTried {
		return Outcome{Mutant: m, State: Untried}
	}
	if killer != nil {
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

// brokenExample returns the place of the first example that contradicts the mutant and agrees with
// the document.
func (r *Runner) brokenExample(c *contract.Contract) (contract.Place, bool) {
	for _, w := range c.Warnings() {
		if w.Kind == contract.ExampleWarning && !r.wrongExamples[w.Document.Pointer] {
			return w.Document, true
		}
	}
	return contract.Place{}, false
}

// versionOf returns the contract of a version. An empty name means the default version.
func versionOf(c *contract.Contract, name string) *contract.Contract {
	if name == "" {
		name = c.DefaultVersion()
	}
	if version, ok := c.Version(name); ok {
		return version
	}
	return c
}

// hasSameVersions reports whether the operations of all versions have the same digests as in the
// document.
func (r *Runner) hasSameVersions(c *contract.Contract) bool {
	for name, operations := range digestsOf(c) {
		if !maps.Equal(operations, r.operations[name]) {
			return false
		}
	}
	return true
}

// changed returns the operations of a version that differ between the document and the mutant, or
// that only one of the two has.
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

// difference returns the first exchange whose verdict differs from its verdict for the document. It
// returns nil if there is none. It tries the exchanges of changed operations first, because they
// kill most mutants. It returns false if the checks would take more steps than most.
func (r *Runner) difference(c *contract.Contract, changed map[string]bool, most int) (killer *held, isTried bool) {
	session := c.Session()
	for _, likely := range []bool{true, false} {
		for i := range r.sessions {
			s := &r.sessions[i]
			if likely && !s.hasAnyOf(changed) {
				continue
			}
			session.Forget()
			for j := range s.exchanges {
				h := &s.exchanges[j]
				check := session.Next(h.exchange)
				switch {
				case changed[h.operation] != likely:
				case differ(marks(check()), h.verdict):
					return h, true
				case session.Steps() > most:
					return nil, false
				}
			}
		}
	}
	return nil, true
}

// differ reports whether two verdicts differ. It leaves out the invariants that one of the two did
// not check, because their expressions cost too much.
func differ(a, b []mark) bool {
	if slices.Equal(a, b) {
		return false
	}
	unchecked := map[contract.Rule]bool{}
	for _, m := range slices.Concat(a, b) {
		if m.rule.IsInvariant() && m.severity == contract.Drift {
			unchecked[m.rule] = true
		}
	}
	left := func(all []mark) []mark {
		return slices.DeleteFunc(slices.Clone(all), func(m mark) bool { return unchecked[m.rule] })
	}
	return !slices.Equal(left(a), left(b))
}

func (s *session) hasAnyOf(changed map[string]bool) bool {
	for name := range changed {
		if s.operations[name] {
			return true
		}
	}
	return false
}
