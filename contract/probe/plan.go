package probe

import (
	"context"
	"crypto/sha256"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// plan has the requests that are planned for an operation.
type plan struct {
	operation *derive.Operation
	// cases are the planned requests in order, after choose was called.
	cases []testCase
	// reason says why there are no requests. Otherwise it is empty.
	reason string
}

// verdict is how a server must treat a request.
type verdict int

const (
	// either means that the server may accept or refuse the request.
	either verdict = iota
	accept
	refuse
)

// testCase is a request, and how the server must treat it.
type testCase struct {
	derive.RequestCase

	want verdict
	// broken is the first rule that the request breaks, if the server must refuse the request.
	// alone reports whether the request breaks only this rule.
	broken contract.Finding
	alone  bool
	// exists reports that the resource at the path certainly exists. deleted reports that it was
	// deleted.
	exists, deleted bool
}

// name describes the case in a few words.
func (c *testCase) name() string {
	return c.Name + " (" + c.Claim + ")"
}

// isSafe reports whether a method only reads.
func isSafe(method string) bool {
	return slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions, "QUERY"}, method)
}

// makePlans plans the requests of all operations. Operations that create resources come first, and
// operations that delete them come last. If the context ends, the plans have no requests.
func (p *Probe) makePlans(ctx context.Context) {
	if p.plans != nil {
		return
	}
	for _, o := range p.contract.Operations() {
		p.plans = append(p.plans, p.newPlan(ctx, o))
	}
	slices.SortStableFunc(p.plans, func(a, b *plan) int { return rank(a.operation.Method) - rank(b.operation.Method) })
	p.index = newIndex(p.document, p.plans)
}

// rank returns the position of a method in the order of the operations.
func rank(method string) int {
	return map[string]int{http.MethodPost: 0, http.MethodPut: 2, http.MethodPatch: 2, http.MethodDelete: 3}[method] + map[bool]int{true: 1}[isSafe(method)]
}

// mayChange is the reason why the probe doesn't send a method that changes something.
const mayChange = "it may change something; --allow-writes sends it"

func (p *Probe) newPlan(ctx context.Context, o contract.Operation) *plan {
	pl := &plan{operation: p.derivation.Find(ctx, o.Method, o.Path, p.fixtures.of(o.ID))}
	_, hasBase := pl.operation.Base()
	switch {
	case !isSafe(o.Method) && !p.writes():
		pl.reason = mayChange
	case !hasBase:
		pl.reason = "no request was found that agrees with the document; give an example or a fixture"
	}
	return pl
}

// The constants limit how many similar cases are chosen.
const (
	maxAlike     = 2    // Cases that break the same rule at the same place.
	maxAcceptOne = 9    // Cases that keep the same claim, and cover no other claim.
	maxAccept    = 1000 // Cases that keep the same claim, such as the values of an enum.
)

// The constants are about the work to find out which claims a request covers. It counts only if an
// operation has very many claims.
const (
	manyClaims    = 500
	stepsPerClaim = 4
)

// choose selects the cases of an operation: each case that covers a new claim, and a few of the
// similar cases.
func (p *Probe) choose(ctx context.Context, pl *plan) {
	if pl.reason == "" {
		pl.cases = slices.Collect(p.chosen(ctx, pl.operation))
	}
}

// chosen yields the selected cases of an operation.
func (p *Probe) chosen(ctx context.Context, o *derive.Operation) iter.Seq[testCase] {
	return func(yield func(testCase) bool) {
		s := selection{Probe: p, operation: o, covered: map[string]bool{}, alike: map[string]int{}, sent: map[[sha256.Size]byte]bool{}}
		for _, cases := range []iter.Seq[derive.RequestCase]{o.Requests(ctx), o.Forms(ctx)} {
			for c := range cases {
				if tc, ok := s.take(c); ok && !yield(tc) {
					return
				}
			}
		}
	}
}

// selection selects cases of an operation.
type selection struct {
	*Probe

	operation *derive.Operation
	// covered has the claims that the considered cases cover. alike has the numbers of similar
	// cases.
	covered map[string]bool
	alike   map[string]int
	// sent has the hashes of the selected requests.
	sent map[[sha256.Size]byte]bool
	// wide is the number of claims that the last accepted request covers.
	wide int
}

// take returns a case with how the server must treat it. It returns false if the case is not
// selected.
func (s *selection) take(c derive.RequestCase) (testCase, bool) {
	if c.Request.Method != s.operation.Method || c.IsAboutCredentials() {
		return testCase{}, false // runCredentials and other functions send these.
	}
	key := sha256.Sum256([]byte(describe(&c.Request)))
	if s.sent[key] {
		return testCase{}, false
	}
	tc := s.classify(c)
	kind, most := tc.kind()
	s.operation.Spend(stepsPerClaim * max(0, s.wide-manyClaims))
	fresh := tc.want == accept && s.alike[kind] < maxAccept && s.isFresh(&tc)
	s.alike[kind]++
	if !fresh && s.alike[kind] > most {
		return testCase{}, false
	}
	s.sent[key] = true
	return tc, true
}

// isFresh reports whether a request that the server must accept covers a claim that no earlier
// request covers.
func (s *selection) isFresh(tc *testCase) bool {
	fresh := false
	_, claims := s.contract.Session().Cover(&contract.Exchange{Request: tc.Request})
	s.wide = len(claims)
	for _, each := range claims {
		fresh = fresh || !s.covered[each.Claim]
		s.covered[each.Claim] = true
	}
	return fresh
}

// kind returns a string that is the same for similar cases, and how many of these are selected even
// if they cover no new claim.
func (c *testCase) kind() (kind string, most int) {
	switch {
	case c.want == refuse && !c.alone:
		return c.Claim + " and more", 1
	case c.want == refuse:
		what := c.Name
		if strings.HasSuffix(what, " instead") {
			what = "instead"
		}
		return c.broken.Rule.String() + " " + c.broken.At.String() + " " + c.broken.Document.Pointer + " " + what, maxAlike
	default:
		return c.Claim + " " + c.Name, maxAcceptOne
	}
}

// describe returns a string that identifies a request. Only equal requests have the same string.
func describe(r *contract.Request) string {
	var b strings.Builder
	_, _ = b.WriteString(r.Method + " " + r.URL.String() + "\n")
	_ = r.Header.Write(&b) // Writing to a builder never fails.
	_, _ = b.Write(r.Body)
	return b.String()
}

// tolerated are rules about requests that a server need not enforce. They are about the form of a
// value and not about the value itself.
var tolerated = []string{
	"byte-order-mark", "utf-8", "duplicate-name", "body-undeclared", "query-malformed", "path", "method",
	"query-repeated", "header-repeated", "cookie-repeated", "query-empty", "header-empty", "cookie-empty",
}

// securityRule is the keyword of the rule about credentials.
const securityRule = "security"

// classify decides how a server must treat a request. It checks only the request.
func (p *Probe) classify(c derive.RequestCase) testCase {
	tc := testCase{RequestCase: c, want: accept}
	for _, f := range p.contract.Check(&contract.Exchange{Request: c.Request}) {
		switch {
		case f.Rule.Keyword == securityRule: // The probe adds credentials of its own.
		case f.Severity != contract.Violation || slices.Contains(tolerated, f.Rule.Keyword):
			if tc.want == accept {
				tc.want = either
			}
		case tc.want != refuse:
			tc.want, tc.broken, tc.alone = refuse, f, true
		default:
			tc.alone = false
		}
	}
	return tc
}
