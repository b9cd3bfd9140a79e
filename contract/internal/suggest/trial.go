package suggest

import (
	"cmp"
	"context"
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// candidate is an edit that is being tried.
type candidate struct {
	subject *subject
	title   string
	// location is that of the file that the edit is in, and text is its edited text.
	location string
	text     []byte

	contract *contract.Contract
	// concerns are the operations that the edit changes, by method and path.
	concerns map[string]bool
	session  *contract.Session
	failed   atomic.Bool
}

func newCandidate(before, after *contract.Contract, about *subject, p proposal, text []byte) *candidate {
	c := &candidate{subject: about, title: p.title, location: p.location(), text: text, contract: after, concerns: map[string]bool{}}
	digests := map[string]string{}
	for _, o := range before.Operations() {
		digests[o.String()] = o.Digest
	}
	for _, o := range after.Operations() {
		if digests[o.String()] != o.Digest {
			c.concerns[o.String()] = true
		}
	}
	return c
}

// trial is one exchange with the checks of it: against the document as it is, and as it would be.
type trial struct {
	before     func() []contract.Finding
	candidates []*candidate
	after      []func() []contract.Finding
}

// try goes over the exchanges, and marks the candidates as failed that don't hold. Exchanges are
// checked several at a time. It returns an error if the exchanges have one, or when the context
// ends.
func try(ctx context.Context, c *contract.Contract, candidates []*candidate, exchanges iter.Seq2[*contract.Exchange, error]) error {
	if len(candidates) == 0 {
		return ctx.Err()
	}
	trials := make(chan *trial, 2*runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for t := range trials {
				t.run(ctx)
			}
		})
	}
	defer running.Wait()
	defer close(trials)
	var session *contract.Session
	file := ""
	for x, err := range exchanges {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		candidates = slices.DeleteFunc(slices.Clone(candidates), func(c *candidate) bool { return c.failed.Load() })
		if len(candidates) == 0 {
			return nil
		}
		if session == nil || x.Source.File != file {
			session, file = c.Session(), x.Source.File
			for _, candidate := range candidates {
				candidate.session = candidate.contract.Session()
			}
		}
		if t := newTrial(c, session, candidates, x); len(t.after) > 0 {
			trials <- t
		}
	}
	return nil
}

// newTrial adds the exchange to all sessions, and returns its checks by what concerns it.
func newTrial(c *contract.Contract, session *contract.Session, candidates []*candidate, x *contract.Exchange) *trial {
	t := &trial{before: session.Next(x)}
	operation, found := c.Find(x.Request.Method, x.Request.URL)
	name := operation.String()
	for _, candidate := range candidates {
		if check := candidate.session.Next(x); found && candidate.concerns[name] {
			t.candidates, t.after = append(t.candidates, candidate), append(t.after, check)
		}
	}
	return t
}

func (t *trial) run(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	before := map[mark]int{}
	for _, f := range t.before() {
		countIn(before, f)
	}
	t.before = nil
	for i, candidate := range t.candidates {
		if ctx.Err() != nil {
			return
		}
		if !candidate.failed.Load() && !candidate.holds(before, t.after[i]()) {
			candidate.failed.Store(true)
		}
		t.after[i] = nil // It holds all values of the exchange.
	}
}

// holds reports whether none of the findings in an exchange is one that the edit should have ended,
// and none is new.
func (c *candidate) holds(before map[mark]int, after []contract.Finding) bool {
	counts := map[mark]int{}
	for _, f := range after {
		if c.subject.covers(f) {
			return false
		}
		countIn(counts, f)
	}
	for k, n := range counts {
		// If not all findings are listed, the edit changes which ones are. Then only their number counts.
		if n > before[k] && (k.at == inTotal || before[k.in(elsewhere)] == 0) {
			return false
		}
	}
	return true
}

// mark is what a finding has in common before and after an edit of the document. The severity is
// left out: an edit may turn a violation into a rejection, by documenting the status, but never a
// rejection into a violation.
type mark struct {
	rule           contract.Rule
	at             contract.Location
	document, name string
}

// in returns the mark for another location.
func (m mark) in(at contract.Location) mark {
	m.at = at
	return m
}

var (
	// elsewhere is the location of a finding that stands for those that are not listed.
	elsewhere = contract.ParseLocation("*")
	// inTotal is the location under which findings are counted wherever they are.
	inTotal = contract.Location{In: "total"}
)

func countIn(counts map[mark]int, f contract.Finding) {
	m := mark{rule: f.Rule, document: f.Document.Pointer, at: f.At}
	if m.rule.Keyword == required { // The edit may move the other names in the list.
		m.document, _ = document.CutLast(m.document)
		m.name = f.Expected
	}
	counts[m] += f.Count()
	counts[m.in(inTotal)] += f.Count()
}
