package contract

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Check returns everything in which the exchange departs from the document, in a stable order; nil where it agrees. It changes
// nothing in the exchange. Invariants that speak of earlier exchanges hold here as for the first one of a session; see [Contract.Session].
func (c *Contract) Check(x *Exchange) []Finding { return newVisit(c, x).check(nil) }

// visit is an exchange with what is read from it, and the work of checking it.
type visit struct {
	contract *Contract
	source   *Exchange
	read     *message.Exchange

	// name is that of the operation in findings.
	name     string
	findings []Finding
	// sent are the secrets of the request, and redactor takes them out of strings; both are made when the first finding needs them.
	sent     []string
	redactor *strings.Replacer
}

// newVisit reads an exchange.
func newVisit(c *Contract, x *Exchange) *visit {
	return &visit{contract: c, source: x, read: c.read(x)}
}

// check returns what is found in an exchange that follows those in last.
func (v *visit) check(last map[string]*invariant.Exchange) []Finding {
	if v.read.Operation == nil {
		if v.contract.api.IsPreflight(v.read) {
			return nil
		}
		v.name = v.read.Method + " " + v.read.URL.Path
		v.unknownOperation()
		return v.findings
	}
	v.name = v.read.Operation.Method + " " + v.read.Operation.Template
	v.checkRequest()
	if v.source.Response != nil {
		documented, _ := v.read.Operation.Response(v.read.Status)
		v.rejected(documented)
		v.checkResponse(documented)
		v.checkInvariants(documented, last)
	}
	sortFindings(v.findings)
	return v.findings
}

// none is what was there where nothing was.
const none = "none"

// violation adds a finding about something that the document says otherwise.
func (v *visit) violation(rule Rule, at Location, node *document.Node, expected, actual string) {
	v.add(Violation, rule, at, node, expected, actual)
}

// drift adds a finding about something that the document does not mention.
func (v *visit) drift(rule Rule, at Location, node *document.Node, expected, actual string) {
	v.add(Drift, rule, at, node, expected, actual)
}

func (v *visit) add(severity Severity, rule Rule, at Location, node *document.Node, expected, actual string) {
	f := Finding{
		Rule:      rule,
		Severity:  severity,
		Side:      rule.Side,
		Operation: v.withoutSecrets(v.name),
		At:        Location{In: at.In, Name: v.withoutSecrets(at.Name), Pointer: v.withoutSecrets(at.Pointer)},
		Document:  placeOf(node),
		Expected:  expected,
		Actual:    v.withoutSecrets(actual),
		Source:    v.source.Source,
	}
	if rule.IsInvariant() {
		f.Side = ResponseSide
	}
	if v.source.Response != nil {
		f.Status = v.source.Response.Status
	}
	v.findings = append(v.findings, f)
}

// unknownOperation adds the finding for a path, or a method of a path, that the document does not have.
func (v *visit) unknownOperation() {
	if v.read.HasPath {
		rule := Rule{RequestSide, "method"}
		v.violation(rule, Location{In: InMethod}, v.read.Item, strings.Join(v.read.Methods(), " or "), v.read.Method)
		return
	}
	node, expected := v.contract.document.Root().Nearest("paths"), "a path of the document"
	if nearest, item := v.contract.api.NearestPath(v.read.URL.Path); nearest != "" {
		node, expected = item, expected+", the nearest of which is "+nearest
	}
	v.violation(Rule{RequestSide, "path"}, Location{In: InPath}, node, expected, v.quote(v.read.URL.Path))
}

// rejected turns the violations found in a request that got a documented 4xx into rejections.
func (v *visit) rejected(documented *message.Response) {
	if v.read.Status < 400 || v.read.Status > 499 || documented == nil {
		return
	}
	for i := range v.findings {
		if v.findings[i].Severity == Violation {
			v.findings[i].Severity = Rejected
		}
	}
}

// checkInvariants evaluates the invariants for an exchange that has a response.
func (v *visit) checkInvariants(documented *message.Response, last map[string]*invariant.Exchange) {
	var facts *invariant.Facts
	for i := range v.contract.invariants.For(v.read.Operation, documented) {
		if facts == nil {
			facts = v.facts(last)
		}
		switch verdict, reason := i.Evaluate(facts); verdict {
		case invariant.Broken:
			v.violation(Rule{Keyword: i.ID}, Location{}, i.Node, "that "+i.Message, reason)
		case invariant.Unchecked:
			v.drift(Rule{Keyword: i.ID}, Location{}, i.Node, "that "+i.Message, "an exchange that is too large to decide it, so it was not checked")
		case invariant.Holds, invariant.NotApplicable:
		}
	}
}

// facts are what invariants may speak of.
func (v *visit) facts(last map[string]*invariant.Exchange) *invariant.Facts {
	return invariant.NewFacts(v.remembered(), string(v.source.Source.Provenance), last)
}

// remembered is the exchange as later invariants see it.
func (v *visit) remembered() *invariant.Exchange {
	read, names := v.read, v.contract.secrets
	return &invariant.Exchange{Exchange: read, Secrets: func() []string { return names.Kept(read, names.Sent(read)) }}
}

// secrets returns the secrets of the request.
func (v *visit) secrets() []string {
	if v.sent == nil {
		v.sent = append([]string{}, v.contract.secrets.Sent(v.read)...)
	}
	return v.sent
}

// withoutSecrets takes what the request sent as secrets out of a string that comes from the message: names can be secrets too.
func (v *visit) withoutSecrets(text string) string {
	if text == "" {
		return ""
	}
	if v.redactor == nil {
		v.redactor = secret.NewRedactor(v.secrets())
	}
	text = v.redactor.Replace(text)
	if len(text) > schema.MaxPointer {
		text = strings.ToValidUTF8(text[:schema.MaxPointer], "") + "..."
	}
	return text
}

// quote quotes a string that comes from the message. It takes the secrets out first: a cut one would not be recognized.
func (v *visit) quote(text string) string { return wording.Quote(v.withoutSecrets(text)) }

// hides returns what decides whether a message may show a string that stands in a value at a location: its schema marks it as a secret, its name or its
// looks say so, or the request sent it as one.
func (v *visit) hides(at Location) schema.Hidden {
	return func(s *schema.Schema, pointer, text string) bool {
		inner := Location{In: at.In, Name: at.Name, Pointer: pointer}
		parameter := ""
		if at.In != InBody {
			parameter = at.Name
		}
		return secret.Marks(s) || secret.IsName(parameter, inner.Names()) || !secret.IsShown(text, v.secrets())
	}
}

// checkValue checks a value at a location of the message against its schema.
func (v *visit) checkValue(side Side, s *schema.Schema, value any, at Location) {
	check := schema.Validation{Side: schema.Side(side)}
	check.Validate(s, value)
	for i := range check.Found {
		m := &check.Found[i]
		e := m.Explain(v.hides(at))
		v.violation(Rule{side, m.Keyword}, Location{In: at.In, Name: at.Name, Pointer: m.At}, m.Node(), e.Expected, e.Actual)
	}
	for _, u := range check.Undeclared(s, value) {
		v.undeclaredProperty(side, u, Location{In: at.In, Name: at.Name, Pointer: u.At})
	}
}

func (v *visit) undeclaredProperty(side Side, u schema.Undeclared, at Location) {
	if marked := v.contract.secrets.WriteOnly(v.read.Operation, u.Name); marked != nil && side == ResponseSide {
		v.violation(Rule{side, "writeOnly"}, at, marked, "no write-only property in a response", "one")
		return
	}
	v.drift(Rule{side, "property-undeclared"}, at, u.Schema.Node.Nearest("properties"), "no property of this name", "one")
}
