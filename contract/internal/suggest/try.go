package suggest

import (
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// candidate is an edit that is being tried.
type candidate struct {
	wish  *wish
	title string
	text  []byte

	contract *contract.Contract
	// concerns are the operations that the edit changes, by method and path.
	concerns map[string]bool
	session  *contract.Session
	failed   atomic.Bool
}

func newCandidate(before, after *contract.Contract, w *wish, title string, text []byte) *candidate {
	c := &candidate{wish: w, title: title, text: text, contract: after, concerns: map[string]bool{}}
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

// try goes over the exchanges, and marks the candidates as failed that don't hold. Exchanges are checked several at a time.
func try(c *contract.Contract, candidates []*candidate, exchanges iter.Seq2[*contract.Exchange, error]) error {
	if len(candidates) == 0 {
		return nil
	}
	trials := make(chan *trial, 2*runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for t := range trials {
				t.run()
			}
		})
	}
	defer running.Wait()
	defer close(trials)
	var session *contract.Session
	file := ""
	for x, err := range exchanges {
		if err != nil {
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

func (t *trial) run() {
	before := map[kind]int{}
	for _, f := range t.before() {
		countIn(before, f)
	}
	for i, candidate := range t.candidates {
		if !candidate.failed.Load() && !candidate.holds(before, t.after[i]()) {
			candidate.failed.Store(true)
		}
	}
}

// holds reports whether the findings in an exchange hold nothing that the edit should have ended, and nothing that is new or worse.
func (c *candidate) holds(before map[kind]int, after []contract.Finding) bool {
	counts := map[kind]int{}
	for _, f := range after {
		if c.wish.is(f) {
			return false
		}
		countIn(counts, f)
	}
	for k, n := range counts {
		if n > before[k] {
			return false
		}
	}
	return true
}

// kind is what is the same in the findings of one exchange before and after an edit of the document. An edit may turn a violation into a
// rejection, by documenting the status, but never the other way round, so that the severity is left out.
type kind struct {
	rule           contract.Rule
	at             contract.Location
	document, name string
}

func countIn(counts map[kind]int, f contract.Finding) {
	k := kind{rule: f.Rule, document: f.Document.Pointer, at: f.At}
	if k.rule.Keyword == required { // The edit may move the places of others in the list.
		k.document, _ = cut(k.document)
		k.name = f.Expected
	}
	counts[k]++
}

// is reports whether a finding is one that is to be gone.
func (w *wish) is(f contract.Finding) bool {
	if w.subject.what != required {
		return f.Document.Pointer == w.subject.document && subjectOf(f) == w.subject
	}
	list, _ := cut(w.subject.document)
	other, _ := cut(f.Document.Pointer)
	return list == other && f.Expected == w.subject.name && f.Rule.Keyword == required
}
