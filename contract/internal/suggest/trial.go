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

// candidate is one or more edits that are being tried together, in an excerpt of the document.
type candidate struct {
	edits    []tried
	excerpt  *excerpt
	contract *contract.Contract
	// concerns has the paths whose operations the edits may change.
	concerns map[string]bool
	session  *contract.Session
	failed   atomic.Bool
}

// tried is an edit with the findings that it has to remove.
type tried struct {
	proposal

	subject *subject
}

// rivals has candidates that use the same excerpt. For all of them, the exchanges are checked only
// once against the unedited excerpt.
type rivals struct {
	excerpt    *excerpt
	session    *contract.Session
	candidates []*candidate
}

// trial has the checks of one exchange against one excerpt: once as it is, and once with the edits
// of each candidate.
type trial struct {
	before     func() []contract.Finding
	candidates []*candidate
	after      []func() []contract.Finding
}

// try checks the exchanges, and marks the candidates that don't hold as failed. It checks several
// exchanges at a time. It returns an error if the exchanges yield an error, or when the context
// ends.
func try(ctx context.Context, c *contract.Contract, candidates []*candidate, exchanges iter.Seq2[*contract.Exchange, error]) error {
	if len(candidates) == 0 {
		return ctx.Err()
	}
	all := group(candidates)
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
	file := ""
	for x, err := range exchanges {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if all = remaining(all); len(all) == 0 {
			return nil
		}
		beginSession(all, x.Source.File != file)
		file = x.Source.File
		of := c.For(x)
		operation, found := of.Find(x.Request.Method, x.Request.URL)
		found = found && !of.HasOverlay()
		for _, r := range all {
			if !found || !r.excerpt.paths[operation.Path] {
				continue
			}
			if t := r.trial(x, operation.Path); len(t.after) > 0 {
				trials <- t
			}
		}
	}
	return nil
}

// beginSession begins a new session for each excerpt that has none. If a new recording begins, it
// begins one for all excerpts.
func beginSession(all []*rivals, isNew bool) {
	for _, r := range all {
		if isNew || r.session == nil {
			r.begin()
		}
	}
}

// group groups candidates by their excerpt and keeps their order.
func group(candidates []*candidate) []*rivals {
	var all []*rivals
	of := map[*excerpt]*rivals{}
	for _, c := range candidates {
		r := of[c.excerpt]
		if r == nil {
			r = &rivals{excerpt: c.excerpt}
			of[c.excerpt] = r
			all = append(all, r)
		}
		r.candidates = append(r.candidates, c)
	}
	return all
}

// release releases the memory of the excerpt. Afterwards, only the edits and the outcome are known.
func (c *candidate) release() { c.excerpt, c.contract, c.session = nil, nil, nil }

// remaining returns the rivals without the candidates that failed, and releases these.
func remaining(all []*rivals) []*rivals {
	for _, r := range all {
		r.candidates = slices.DeleteFunc(r.candidates, func(c *candidate) bool {
			failed := c.failed.Load()
			if failed {
				c.release()
			}
			return failed
		})
	}
	return slices.DeleteFunc(all, func(r *rivals) bool { return len(r.candidates) == 0 })
}

// begin begins a recording.
func (r *rivals) begin() {
	if r.session == nil {
		r.session = r.excerpt.contract.Session()
		for _, c := range r.candidates {
			c.session = c.contract.Session()
		}
		return
	}
	r.session.Forget()
	for _, c := range r.candidates {
		c.session.Forget()
	}
}

// trial adds an exchange to the sessions, and returns its checks by the candidates that concern its
// path.
func (r *rivals) trial(x *contract.Exchange, path string) *trial {
	t := &trial{before: r.session.Next(x)}
	for _, c := range r.candidates {
		if check := c.session.Next(x); c.concerns[path] {
			t.candidates, t.after = append(t.candidates, c), append(t.after, check)
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
		t.after[i] = nil // A check keeps all values of its exchange in memory.
	}
}

// holds reports whether an exchange has no new finding, and none of the findings that an edit
// should have removed.
func (c *candidate) holds(before map[mark]int, after []contract.Finding) bool {
	counts := map[mark]int{}
	for _, f := range after {
		if slices.ContainsFunc(c.edits, func(e tried) bool { return e.subject.covers(f) }) {
			return false
		}
		countIn(counts, f)
	}
	for k, n := range counts {
		// If only some findings are listed, the edit may change which ones. holds then compares
		// only their numbers.
		if n > before[k] && (k.at == inTotal || before[k.in(elsewhere)] == 0) {
			return false
		}
	}
	return true
}

// mark identifies a finding before and after an edit of the document. It leaves out the severity.
// An edit that documents a status may turn a violation into a rejection, but no edit does the
// opposite.
type mark struct {
	rule           contract.Rule
	at             contract.Location
	document, name string
}

// in returns a copy of the mark that has the location.
func (m mark) in(at contract.Location) mark {
	m.at = at
	return m
}

var (
	// elsewhere is the location of a finding that counts findings that are not listed.
	elsewhere = contract.ParseLocation("*")
	// inTotal is a location for the number of findings at all locations.
	inTotal = contract.Location{In: "total"}
)

func countIn(counts map[mark]int, f contract.Finding) {
	m := mark{rule: f.Rule, document: f.Document.Pointer, at: f.At}
	if isListed(m.rule.Keyword) { // The edit may move other names in the list.
		m.document, _ = document.CutLast(m.document)
		m.name = f.Expected
	}
	counts[m] += f.Count()
	counts[m.in(inTotal)] += f.Count()
}
