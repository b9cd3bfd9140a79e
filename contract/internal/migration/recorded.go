package migration

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// recorded says what would happen to recorded exchanges of the old version if the new version
// answered.
type recorded struct {
	// total is the number of exchanges of the old version.
	total  int
	groups map[key]*Group
}

// key identifies a group.
type key struct {
	part Part
	text string
}

// Group has the recorded exchanges that one change affects.
type Group struct {
	Part Part
	// Text says in one line what the exchanges have in common, and what to do. It begins with a
	// verb.
	Text      string
	Exchanges int
	// Examples has the first exchanges. There are at most three.
	Examples []string
}

const maxExamples = 3

// Recorded tells the report that it is about recordings. There may be no exchange in them.
func (r *Report) Recorded() { r.recorded = &recorded{groups: map[key]*Group{}} }

// Add adds a recorded exchange. It ignores an exchange if its version is not the old version.
func (r *Report) Add(x *contract.Exchange) {
	if r.contract.For(x).VersionName() != r.old.version {
		return
	}
	r.recorded.total++
	operation, found := r.old.contract.Find(x.Request.Method, x.Request.URL)
	if !found {
		return
	}
	now := *x
	now.Request.Header = x.Request.Header.Clone()
	now.Request.Header.Set(r.header, r.revised.version)
	for _, m := range r.moved {
		if m.old.String() == operation.String() && m.old.Path == m.revised.Path {
			now.Request.Method = m.revised.Method
			r.note(x, Calls, fmt.Sprintf("call %s: from %s on, call %s", operation, r.revised.version, m.revised))
		}
	}
	if x.Response != nil {
		response := *x.Response
		response.Header = response.Header.Clone()
		response.Header.Set(r.header, r.revised.version)
		now.Response = &response
	}
	r.credential(x, operation)
	seen := map[key]bool{}
	for _, f := range r.revised.contract.Check(&now) {
		part, text := Requests, fmt.Sprintf("call %s: from %s on, %s", operation, r.revised.version, f.Message())
		if f.Rule.IsInvariant() {
			continue // The invariant is about the data and not about the version.
		}
		if f.Side == contract.ResponseSide {
			part, text = Responses, fmt.Sprintf("get %d from %s: expect a difference at %s: %s", f.Status, operation, f.At, f.Message())
		}
		if !seen[key{part, text}] {
			seen[key{part, text}] = true
			r.note(x, part, text)
		}
	}
}

// credential records that an operation may no longer accept the credential of an exchange.
func (r *Report) credential(x *contract.Exchange, operation contract.Operation) {
	kind, _, found := strings.Cut(x.Request.Header.Get("Authorization"), " ")
	kind = strings.ToLower(kind)
	before, now := r.old.document.Schemes()[operation.String()], r.revised.document.Schemes()[operation.String()]
	if !found || now == nil {
		return
	}
	accepted := r.revised.document.HTTPSchemes()
	if !slices.ContainsFunc(now, func(scheme string) bool { return accepted[scheme] == kind }) {
		return // The check of the request already finds this.
	}
	for _, scheme := range before {
		if r.old.document.HTTPSchemes()[scheme] != kind || slices.Contains(now, scheme) {
			continue
		}
		instead := "send " + strings.Join(now, " or ")
		if others := r.takes(scheme, operation.String()); len(others) > 0 {
			instead = "use " + strings.Join(others, " or ")
		}
		r.note(x, Requests, fmt.Sprintf("call %s with a %s credential: if it is a %s, from %s on %s", operation, kind, scheme, r.revised.version, instead))
	}
}

// note counts an exchange in a group.
func (r *Report) note(x *contract.Exchange, part Part, text string) {
	k := key{part, text}
	g := r.recorded.groups[k]
	if g == nil {
		g = &Group{Part: part, Text: text}
		r.recorded.groups[k] = g
	}
	g.Exchanges++
	if len(g.Examples) < maxExamples {
		g.Examples = append(g.Examples, x.Source.String())
	}
}

// list returns the groups. The group with the most exchanges comes first.
func (r *recorded) list() []Group {
	var all []Group
	for _, g := range r.groups {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(
			cmp.Compare(slices.Index([]Part{Calls, Requests, Responses}, a.Part), slices.Index([]Part{Calls, Requests, Responses}, b.Part)),
			cmp.Compare(b.Exchanges, a.Exchanges), cmp.Compare(a.Text, b.Text),
		)
	})
	return all
}

// sentence returns the group as a sentence about the reader's own recordings.
func (g Group) sentence(total int) string {
	verb, rest, _ := strings.Cut(g.Text, " ")
	if g.Exchanges == 1 {
		verb += "s"
	}
	return fmt.Sprintf("%d of your %d recorded requests %s %s", g.Exchanges, total, verb, rest)
}
