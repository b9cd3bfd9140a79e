package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Witness says that an exchange bears out a claim.
type Witness struct {
	// Claim is the [Claim.ID].
	Claim string
	// At is the first place in the message that does, as in a [Finding].
	At string
}

// Witness adds the exchange to the session and returns what Check does, and which claims of the document the exchange bears out, in the order of
// [Contract.Claims].
//
// Of a message, only what agrees with the document counts, and nothing is borne out at a place of the document that a violation is about. What a
// request may hold, one bears out that was not refused: one with an answer below 400, or with none to see. That a request is rejected which breaks a
// constraint, one bears out that breaks nothing else, because of several mistakes nobody can tell which was found. A check costs several times less.
func (s *Session) Witness(x *Exchange) ([]Finding, []Witness) {
	v, last := s.add(x)
	findings := s.contract.check(v, last)
	return findings, s.contract.witnesses(v, last, findings)
}

// testimony is the work on one exchange: what bears out which claim.
type testimony struct {
	*check
	*claimIndex

	side Side
	// found has by the index of a claim the first place in the message that bears it out.
	found map[int]string
}

func (c *Contract) witnesses(v *view, last map[string]*view, findings []Finding) []Witness {
	if v.operation == nil {
		return nil
	}
	t := &testimony{check: &check{Contract: c, view: v}, claimIndex: c.claims.of(c), found: map[int]string{}}
	answer := v.exchange.Response
	if answer == nil || answer.Status < 400 {
		t.request()
	}
	if answer == nil {
		t.bears(claimKey{v.operation, "", Used}, "method")
	} else if declared, key := v.operation.lookup(answer.Status); declared != nil {
		t.bears(claimKey{v.operation, "", Used}, "method")
		t.bears(claimKey{v.operation, key, Used}, "status")
		t.response(declared)
		t.held(declared, last)
	}
	t.rejected(findings)
	for _, f := range findings {
		if f.Severity == Violation {
			t.contradicted(f.Document.Pointer)
		}
	}
	return t.witnesses()
}

func (t *testimony) witnesses() []Witness {
	var all []Witness
	for i, at := range sorted(t.found) {
		all = append(all, Witness{Claim: t.list[i].ID, At: t.withoutSecrets(at)})
	}
	return all
}

// bears makes the exchange bear out a claim; where there is none, it does nothing.
func (t *testimony) bears(key claimKey, at string) {
	i, ok := t.at[key]
	if !ok {
		return
	}
	if _, earlier := t.found[i]; !earlier {
		t.found[i] = at
	}
}

// contradicted takes back what stands at a place of the document that a violation is about.
func (t *testimony) contradicted(pointer string) {
	for i := range t.found {
		if t.list[i].Place.Pointer == pointer {
			delete(t.found, i)
		}
	}
}

// rejected bears out that a request which breaks one thing is rejected.
func (t *testimony) rejected(findings []Finding) {
	var only *Finding
	for i := range findings {
		f := &findings[i]
		if f.Severity != Rejected {
			continue
		}
		if only != nil {
			return
		}
		only = f
	}
	if only == nil {
		return
	}
	if i, ok := t.claimIndex.rejected[only.Rule.String()+" "+only.Document.Pointer]; ok {
		t.found[i] = only.At.String()
	}
}

func (t *testimony) request() {
	t.side = RequestSide
	request, o := &t.exchange.Request, t.operation
	values, readable := parseQuery(request.URL.RawQuery)
	m := &message{header: request.Header, path: t.route.path, query: values}
	for _, p := range o.parameters {
		if readable || p.In != openapi3.ParameterInQuery {
			t.parameter(p, m, p.In+" "+p.Name)
		}
	}
	t.credentials()
	switch {
	case o.body == nil || request.BodyOmitted:
	case len(request.Body) == 0:
		t.bears(claimKey{o.body, "", Absent}, "body")
	default:
		if t.body(&t.view.request, o.content) {
			t.bears(claimKey{o.body, "", Present}, "body")
		}
	}
}

// credentials bears out each way to authenticate that the request goes; to have no credential is one only where it goes no other.
func (t *testimony) credentials() {
	request := &t.exchange.Request
	values, _ := parseQuery(request.URL.RawQuery)
	without, with := -1, false
	for i, all := range t.operation.security {
		switch {
		case len(all) == 0:
			without = i
		case !slices.ContainsFunc(all, func(s scheme) bool { return !s.satisfied(request.Header, values) }):
			with = true
			t.bears(claimKey{t.operation, "security/" + index(i), Used}, all[0].place())
		}
	}
	if !with {
		t.bears(claimKey{t.operation, "security/" + index(without), Used}, authorization)
	}
}

func (t *testimony) response(declared *response) {
	t.side = ResponseSide
	answer := t.exchange.Response
	m := &message{header: answer.Header}
	for _, p := range declared.headers {
		t.parameter(p, m, "header "+p.Name)
	}
	if len(answer.Body) > 0 && !answer.BodyOmitted && !bodiless(t.exchange.Request.Method, answer.Status) {
		t.body(&t.view.response, declared.content)
	}
}

// parameter bears out what there is to say of a parameter or a header, unless its value is not as its schema says.
func (t *testimony) parameter(p *parameter, m *message, at string) {
	value, found := p.value(m)
	if !found {
		t.bears(claimKey{p, "", Absent}, at)
		return
	}
	v := &validation{side: t.side}
	if v.visit(p.schema, value); len(v.found) > 0 {
		return
	}
	t.bears(claimKey{p, "", Present}, at)
	t.bears(claimKey{p.known, "required", Kept}, at)
	(&valueTestimony{testimony: t, validation: v, locate: func(pointer string) string { return at + pointer }}).visit([]*schema{p.schema}, value)
}

// body bears out what there is to say of a body, and reports whether it could be read.
func (t *testimony) body(b *body, content []mediaType) bool {
	declared, essence := findMediaType(content, b.header.Get("Content-Type"))
	if declared == nil {
		return false
	}
	if declared.schema == nil {
		t.bears(claimKey{declared.source, "", Used}, "header Content-Type")
		return true
	}
	value, ok := t.decode(t.side, declared, essence, b)
	if len(b.flaws) > 0 || !ok && isJSON(essence) { // What implementations read differently shows nothing.
		return false
	}
	t.bears(claimKey{declared.source, "", Used}, "header Content-Type")
	if ok {
		v := &validation{side: t.side}
		v.visit(declared.schema, value)
		(&valueTestimony{testimony: t, validation: v, locate: bodyPlace}).visit([]*schema{declared.schema}, value)
	}
	return true
}

// held bears out the invariants of which the premise is true.
func (t *testimony) held(answer *response, last map[string]*view) {
	a := t.activation(t.view, last)
	for _, list := range [][]*invariant{t.invariants, t.operation.invariants, answer.invariants} {
		for _, i := range list {
			if _, broken := i.broken(a); i.applies(a) && !broken {
				t.bears(claimKey{i, "", Held}, "")
			}
		}
	}
}
