package probe

import (
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// plan is what is sent to an operation.
type plan struct {
	operation *derive.Operation
	// cases are the requests that are planned, in order, once choose has chosen them.
	cases []testCase
	// reason says why there are none, or is empty.
	reason string
}

// verdict is what a server must do with a request.
type verdict int

const (
	// either says that the server may accept or refuse it.
	either verdict = iota
	accept
	refuse
)

// testCase is a request and what the server must do with it.
type testCase struct {
	derive.RequestCase

	want verdict
	// broken is the first rule that the request breaks, if it must be refused, and alone reports
	// whether it breaks no other.
	broken contract.Finding
	alone  bool
	// exists and deleted report whether what the path leads to certainly is there, or is no more.
	exists, deleted bool
}

// name says in a few words what the case is about.
func (c *testCase) name() string {
	return c.Name + " (" + c.Claim + ")"
}

// isSafe reports whether requests with a method only read.
func isSafe(method string) bool {
	return slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions, "QUERY"}, method)
}

// makePlans plans the requests of all operations. What makes something comes first, and what
// deletes it last.
func (p *Probe) makePlans() {
	for _, o := range p.contract.Operations() {
		p.plans = append(p.plans, p.newPlan(o))
	}
	slices.SortStableFunc(p.plans, func(a, b *plan) int { return rank(a.operation.Method) - rank(b.operation.Method) })
}

// rank orders methods.
func rank(method string) int {
	return map[string]int{http.MethodPost: 0, http.MethodPut: 2, http.MethodPatch: 2, http.MethodDelete: 3}[method] + map[bool]int{true: 1}[isSafe(method)]
}

// mayChange is the reason why a method that changes something is not sent.
const mayChange = "it may change something; --allow-writes sends it"

func (p *Probe) newPlan(o contract.Operation) *plan {
	pl := &plan{operation: derive.Find(p.document, o.Method, o.Path, p.fixtures.of(o.ID))}
	_, hasBase := pl.operation.Base()
	switch {
	case !isSafe(o.Method) && !p.writes():
		pl.reason = mayChange
	case !hasBase:
		pl.reason = "no request was found that agrees with the document; give an example or a fixture"
	}
	return pl
}

// The number of cases of one kind that are chosen.
const (
	maxAlike     = 2 // That break the same rule at the same place.
	maxAcceptOne = 9 // That keep the same claim, and show no other.
)

// choose chooses the cases of an operation: each one that covers a claim that no earlier one
// covers, and a few of those that are alike.
func (p *Probe) choose(pl *plan) {
	if pl.reason != "" {
		return
	}
	pl.cases = nil
	covered := map[string]bool{}
	alike := map[string]int{}
	sent := map[string]bool{}
	consider := func(c derive.RequestCase) {
		if c.Request.Method != pl.operation.Method || c.IsAboutCredentials() {
			return // These are tried on their own.
		}
		tc := p.classify(c)
		key := describe(&tc.Request)
		if sent[key] {
			return
		}
		kind, most := c.Claim+" "+c.Name, maxAcceptOne
		switch {
		case tc.want == refuse && !tc.alone:
			kind, most = c.Claim+" and more", 1
		case tc.want == refuse:
			what := c.Name
			if strings.HasSuffix(what, " instead") {
				what = "instead"
			}
			kind, most = tc.broken.Rule.String()+" "+tc.broken.At.String()+" "+tc.broken.Document.Pointer+" "+what, maxAlike
		}
		fresh := false
		if tc.want == accept {
			_, claims := p.contract.Session().Cover(&contract.Exchange{Request: c.Request})
			for _, each := range claims {
				fresh = fresh || !covered[each.Claim]
				covered[each.Claim] = true
			}
		}
		if alike[kind]++; fresh || alike[kind] <= most {
			sent[key] = true
			pl.cases = append(pl.cases, tc)
		}
	}
	for c := range pl.operation.Requests() {
		consider(c)
	}
	for c := range pl.operation.Forms() {
		consider(c)
	}
}

// describe returns a string that is the same for equal requests only.
func describe(r *contract.Request) string {
	var b strings.Builder
	_, _ = b.WriteString(r.Method + " " + r.URL.String() + "\n")
	_ = r.Header.Write(&b) // A builder takes everything.
	_, _ = b.Write(r.Body)
	return b.String()
}

// tolerated are the rules about requests that servers may be lenient about: how a value is written,
// and not what it is.
var tolerated = []string{
	"byte-order-mark", "utf-8", "duplicate-name", "body-undeclared", "query-malformed", "path", "method",
	"query-repeated", "header-repeated", "cookie-repeated", "query-empty", "header-empty", "cookie-empty",
}

// securityRule is the keyword of the rule about credentials.
const securityRule = "security"

// classify says what a server must do with a request, by a check of the request alone.
func (p *Probe) classify(c derive.RequestCase) testCase {
	tc := testCase{RequestCase: c, want: accept}
	for _, f := range p.contract.Check(&contract.Exchange{Request: c.Request}) {
		switch {
		case f.Rule.Keyword == securityRule: // The probe has credentials of its own.
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
