package contract

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/apiversion"
	"github.com/orgcontract/polytomic-organizations/contract/internal/capped"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Check returns the findings of an exchange in a stable order, or nil if the exchange agrees with
// the document. If an exchange has very many findings, Check lists some of them and counts the
// rest; see [Finding.More]. It doesn't change the exchange. Check knows no earlier exchanges, so
// use [Contract.Session] if an invariant refers to them.
func (c *Contract) Check(x *Exchange) []Finding { return newValidation(c, x).check(nil) }

// validation is the check of one exchange: the exchange, what was read from it, and the findings so
// far.
type validation struct {
	contract *Contract
	source   *Exchange
	read     message.Exchange
	// versions lists the versions of the API. unknown lists the versions that the exchange names
	// and that the API doesn't have. Both are nil if the document describes one version.
	versions *apiversion.List
	unknown  []apiversion.Unknown

	// values checks the values of the message, one after the other. isUnmatched reports whether a
	// finding says that a pattern was not checked, and isOver whether one says that the check of
	// the values ended early.
	values      schema.Validation
	isUnmatched bool
	isOver      bool
	findings    []Finding
	limit       capped.Limit[kind]
	// sent holds the secrets of the request. redactor removes these secrets from strings. Both are
	// set when the exchange has its first finding.
	sent     []string
	redactor *secret.Redactor
	// skipsLoops says that no expressions of invariants that loop are evaluated, because those about
	// earlier exchanges have cost too much. spent is what the expressions have cost. held lists the
	// invariants that hold.
	skipsLoops bool
	spent      uint64
	held       []*invariant.Invariant
	// inRequest and inResponse hold what the messages say about their secrets. They are set when a
	// finding is about a value. confidential holds sent and the secrets in inRequest.
	inRequest, inResponse *secret.Said
	confidential          []string
}

// newValidation finds the operation of an exchange and returns its check.
func newValidation(c *Contract, x *Exchange) *validation {
	v := &validation{}
	v.begin(c, x)
	return v
}

// begin makes v the check of another exchange. Nothing may refer to v or to what it has read.
func (v *validation) begin(c *Contract, x *Exchange) {
	of, unknown := c.forExchange(x)
	*v = validation{contract: of, source: x, unknown: unknown, values: v.values.Again(), held: v.held[:0]}
	of.read(&v.read, x)
	if c.versions != nil {
		v.versions = c.versions.list
	}
}

// check returns the findings of the exchange. The parameter last holds the earlier exchanges that
// invariants may refer to.
func (v *validation) check(last map[string]*invariant.Exchange) []Finding {
	if v.read.Operation == nil {
		if v.contract.api.IsPreflight(&v.read) {
			return nil
		}
		v.unknownOperation()
		v.unknownVersions(RequestSide)
		v.unknownVersions(ResponseSide)
		return v.findings
	}
	v.checkRequest()
	v.valuesUnchecked(RequestSide)
	v.unknownVersions(RequestSide)
	if v.source.Response != nil {
		documented, _ := v.read.Operation.Response(v.read.Status)
		v.rejected(documented)
		v.checkResponse(documented)
		v.valuesUnchecked(ResponseSide)
		v.unknownVersions(ResponseSide)
		v.checkInvariants(documented, last)
	}
	sortFindings(v.findings)
	return v.findings
}

// operation returns the operation that the request calls, or nil if the document has no such
// operation.
func (v *validation) operation() *Operation {
	if v.read.Operation == nil {
		return nil
	}
	return v.contract.operations.of(v.read.Operation)
}

// none is the actual value in a finding that says that something is missing.
const none = "none"

// violation adds a finding about a message that contradicts the document. It returns the new
// finding. If the finding is only counted and not listed, violation returns the listed finding that
// has it in its More.
func (v *validation) violation(rule Rule, at Location, node *document.Node, expected, actual string) *Finding {
	return v.add(Violation, rule, at, node, expected, actual)
}

// drift adds a finding about something that the document doesn't mention.
func (v *validation) drift(rule Rule, at Location, node *document.Node, expected, actual string) {
	v.add(Drift, rule, at, node, expected, actual)
}

// name returns the method and path template of the operation, as findings show them. If the
// document has no such operation, it is the path of the request.
func (v *validation) name() string {
	if v.read.Operation == nil {
		return v.read.Method + " " + secret.CleanPath(v.withoutSecrets(v.read.URL.Path))
	}
	return v.read.Operation.Method + " " + v.read.Operation.Template
}

// kind identifies the cause of findings: findings of one exchange with the same kind have the same
// cause.
type kind struct {
	rule Rule
	node *document.Node
	at   Location
}

func (v *validation) add(severity Severity, rule Rule, at Location, node *document.Node, expected, actual string) *Finding {
	rest := placeIn(at, "", true)
	i, isRest := v.limit.Next(kind{rule, node, at.withoutIndices()}, kind{rule, node, rest}, kind{rule: rule}, len(v.findings))
	if i < len(v.findings) {
		v.findings[i].More++
		return &v.findings[i]
	}
	if isRest {
		at = rest
	}
	f := Finding{
		Rule:      rule,
		Severity:  severity,
		Side:      rule.Side,
		Operation: v.withoutSecrets(v.name()),
		At:        Location{In: at.In, Name: v.shownName(at.Name), Pointer: v.pointer(at.Pointer)},
		Document:  placeOf(node),
		Version:   v.contract.version,
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
	if v.findings == nil {
		v.findings = make([]Finding, 0, 4) // Most exchanges with a finding have few.
	}
	v.findings = append(v.findings, f)
	return &v.findings[i]
}

// unknownOperation adds the finding for a path that the document doesn't have, or for a method that
// the path doesn't have.
func (v *validation) unknownOperation() {
	if v.read.HasPath {
		severity := Violation
		if v.read.Method == http.MethodHead && slices.Contains(v.read.Methods(), http.MethodGet) {
			severity = Drift // A server that has GET has HEAD (RFC 9110, section 9.1).
		}
		v.add(severity, Rule{RequestSide, "method"}, Location{In: InMethod}, v.read.Item, strings.Join(v.read.Methods(), " or "), v.read.Method)
		return
	}
	rule, at, actual := Rule{RequestSide, "path"}, Location{In: InPath}, v.quote(secret.CleanPath(v.withoutSecrets(v.read.URL.Path)))
	if found, ok := v.contract.api.Elsewhere(v.read.URL.EscapedPath()); ok {
		base := "under " + found.Base
		if found.Base == "" {
			base = "at the root"
		}
		v.violation(rule, at, found.Servers, "a path of the document; "+found.Template+" is served "+base, actual)
		return
	}
	node, expected := v.contract.document.Root().Nearest("paths"), "a path of the document"
	if nearest, item := v.contract.api.NearestPath(v.read.URL.Path); nearest != "" {
		node, expected = item, expected+", such as "+nearest
	}
	v.violation(rule, at, node, expected, actual)
}

// rejected turns the violations of a request into rejections if the response is a documented 4xx.
func (v *validation) rejected(documented *message.Response) {
	if v.read.Status < 400 || v.read.Status > 499 || documented == nil {
		return
	}
	for i := range v.findings {
		if v.findings[i].Severity == Violation {
			v.findings[i].Severity = Rejected
		}
	}
}

// checkInvariants evaluates the invariants of an exchange that has a response.
func (v *validation) checkInvariants(documented *message.Response, last map[string]*invariant.Exchange) {
	var facts *invariant.Facts
	for i := range v.contract.invariants.For(v.read.Operation, documented) {
		if facts == nil {
			facts = v.contract.invariants.Facts(v.forInvariants(), string(v.source.Source.Provenance), last, v.skipsLoops)
		}
		switch verdict, reason := i.Evaluate(facts); verdict {
		case invariant.Broken:
			v.violation(Rule{Keyword: i.ID}, Location{}, i.Node, "that "+i.Message, reason)
		case invariant.Unchecked:
			v.drift(Rule{Keyword: i.ID}, Location{}, i.Node, "that "+i.Message, "an exchange for which rules take too long, so the rule was not checked")
		case invariant.Holds:
			v.held = append(v.held, i)
		case invariant.NotApplicable:
		}
		v.spent = facts.Spent()
	}
}

// forInvariants returns the exchange in the form in which the expressions of invariants see it.
func (v *validation) forInvariants() *invariant.Exchange {
	read, names := &v.read, v.contract.secrets
	return &invariant.Exchange{Exchange: read, Secrets: func() []string { return names.Confidential(read, names.Sent(read)) }}
}

// secrets returns the secrets of the request.
func (v *validation) secrets() []string {
	if v.sent == nil {
		v.sent = append([]string{}, v.contract.secrets.Sent(&v.read)...)
	}
	return v.sent
}

// likelySecrets returns the secrets of the request, and the texts that are secrets because the
// names in it say so, whatever the document says. No finding quotes them.
func (v *validation) likelySecrets() []string {
	if v.confidential == nil {
		v.confidential = append(append([]string{}, v.secrets()...), v.said(RequestSide).List()...)
	}
	return v.confidential
}

// said returns what the request or the response says about its secrets.
func (v *validation) said(side Side) *secret.Said {
	switch {
	case side == RequestSide && v.inRequest == nil:
		v.inRequest = v.contract.secrets.InRequest(&v.read)
	case side == ResponseSide && v.inResponse == nil:
		v.inResponse = v.contract.secrets.InResponse(&v.read)
	}
	if side == RequestSide {
		return v.inRequest
	}
	return v.inResponse
}

// withoutSecrets removes the secrets of the request from a string of the message. The string may be
// a name, for instance of a property.
func (v *validation) withoutSecrets(text string) string {
	if text == "" {
		return ""
	}
	if v.redactor == nil {
		v.redactor = secret.NewRedactor(v.secrets())
	}
	text = v.redactor.Redact(text)
	if len(text) > jsonvalue.MaxPointer {
		text = strings.ToValidUTF8(text[:jsonvalue.MaxPointer], "") + "..."
	}
	return text
}

// shownName returns a name in the message, or [secret.Redacted] if the name has a secret in it.
func (v *validation) shownName(name string) string {
	if name != "" && !v.contract.secrets.IsShownName(name, v.likelySecrets()) {
		return secret.Redacted
	}
	return v.withoutSecrets(name)
}

// quote removes the secrets from a string of the message and then quotes the string. The order
// matters, because quoting may cut a secret short, and then nobody would recognize the rest.
func (v *validation) quote(text string) string { return wording.Quote(v.shownName(text)) }

// pointer removes the secrets of the request from a JSON pointer, also those that are encoded.
func (v *validation) pointer(text string) string {
	return secret.CleanPointer(v.withoutSecrets(text), func(name string) bool { return !v.contract.secrets.IsShownName(name, v.likelySecrets()) })
}

// hides returns a function that reports whether a finding must not show a string in the value at a
// location. A string is hidden if its schema marks it as a secret, if its name, its content or what
// is beside it looks like a secret, if it is a secret at another place in the message, or if the
// request sent it as a secret.
func (v *validation) hides(side Side, at Location, value any) schema.Hidden {
	var inValue *secret.Said
	return func(s *schema.Schema, pointer, text string) bool {
		if secret.Marks(s) || !v.contract.secrets.IsShown(text, v.likelySecrets()) {
			return true
		}
		if inValue == nil {
			inValue = v.saidIn(side, at, value)
		}
		return inValue.IsAt(pointer) || inValue.Has(text) || v.said(RequestSide).Has(text) || v.said(ResponseSide).Has(text)
	}
}

// saidIn returns what is said about the secrets in the value at a location.
func (v *validation) saidIn(side Side, at Location, value any) *secret.Said {
	body, name := &v.read.Response, at.Name
	if side == RequestSide {
		body = &v.read.Request
	}
	if at.In == InBody {
		if body.ValueOrNull() != nil {
			return v.said(side)
		}
		name = ""
	}
	return v.contract.secrets.InValue(side == RequestSide, name, value)
}

// checkValue checks the value at a location of the message against its schema.
func (v *validation) checkValue(side Side, s *schema.Schema, value any, at Location) {
	check := &v.values
	check.Reset(schema.Side(side))
	check.Validate(s, value)
	hidden := v.hides(side, at, value)
	for i := range check.Found {
		m := &check.Found[i]
		e := m.Explain(hidden)
		before := len(v.findings)
		f := v.violation(Rule{side, m.Keyword}, placeIn(at, m.At, m.IsRest), m.Node(), e.Expected, e.Actual)
		f.More += m.More
		// A finding that counts further findings has a placeholder only if all of them have one.
		f.Placeholder = m.More == 0 && v.contract.isPlaceholder(m) && (f.Placeholder || len(v.findings) > before)
	}
	for u := range check.Undeclared(s, value) {
		v.undeclaredProperty(side, u, Location{In: at.In, Name: at.Name, Pointer: u.At})
	}
}

// The constants are the keywords of the rules about what would take too long.
const (
	patternUnchecked = "pattern-unchecked"
	schemaUnchecked  = "schema-unchecked"
)

// valuesUnchecked adds a drift at the first pattern, and one at the first schema, that was not
// checked.
func (v *validation) valuesUnchecked(side Side) {
	if node := v.values.Unmatched(); node != nil && !v.isUnmatched {
		v.isUnmatched = true
		v.drift(Rule{side, patternUnchecked}, Location{In: anywhere}, node, "strings that match the pattern",
			"an exchange that is too large, so this pattern and later ones were not checked")
	}
	if node, isOver := v.values.IsOver(); isOver && !v.isOver {
		v.isOver = true
		v.drift(Rule{side, schemaUnchecked}, Location{In: anywhere}, cmp.Or(node, v.read.Operation.Node), "values that agree with the schema",
			"an exchange with schemas that take too long, so this schema and later ones were not checked")
	}
}

// placeIn returns the location of a value that is inside another value. The pointer leads from the
// outer value to the inner one. A finding that counts the rest of many findings is about values in
// many places, so its location is anywhere.
func placeIn(at Location, pointer string, isRest bool) Location {
	if isRest {
		return Location{In: anywhere}
	}
	return Location{In: at.In, Name: at.Name, Pointer: pointer}
}

func (v *validation) undeclaredProperty(side Side, u schema.Undeclared, at Location) {
	if marked := v.contract.secrets.WriteOnly(v.read.Operation, u.Name); marked != nil && side == ResponseSide {
		v.violation(Rule{side, "writeOnly"}, at, marked, "no write-only property in a response", "one")
		return
	}
	v.drift(Rule{side, "property-undeclared"}, at, u.Schema.Node.Nearest("properties"), "no property of this name", "one")
}
