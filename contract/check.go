package contract

import (
	"strings"
)

// Check returns everything in which the exchange departs from the document, in a stable order; nil where it agrees. It changes
// nothing in the exchange. Invariants that speak of earlier exchanges hold here as for the first one of a session; see [Contract.Session].
func (c *Contract) Check(x *Exchange) []Finding {
	return c.check(c.view(x), nil)
}

// check returns what is found in an exchange that follows those in last.
func (c *Contract) check(v *view, last map[string]*view) []Finding {
	k := &check{Contract: c, view: v}
	if v.operation == nil {
		if c.isPreflight(&v.exchange.Request) {
			return nil
		}
		k.name = v.exchange.Request.Method + " " + v.exchange.Request.URL.Path
		k.unknownOperation()
		return k.findings
	}
	k.name = v.operation.String()
	k.checkRequest()
	if v.exchange.Response != nil {
		answer := v.operation.response(v.exchange.Response.Status)
		k.rejected(answer)
		k.checkResponse(answer)
		k.checkInvariants(answer, last)
	}
	sortFindings(k.findings)
	return k.findings
}

// check is the work on one exchange.
type check struct {
	*Contract
	*view

	// name is that of the operation in findings.
	name     string
	findings []Finding
	// redactor takes the secrets of the request out of texts; nil until there is one to show.
	redactor *strings.Replacer
}

// What was there, where that it was is all there is to say.
const (
	none = "none"
	one  = "one"
)

// contradiction adds a finding about something that the document says otherwise.
func (k *check) contradiction(rule, at string, document Place, expected, actual string) {
	k.add(Violation, rule, at, document, expected, actual)
}

// drift adds a finding about something that the document doesn't mention.
func (k *check) drift(rule, at string, document Place, expected string) {
	k.add(Drift, rule, at, document, expected, one)
}

func (k *check) add(severity Severity, rule, at string, document Place, expected, actual string) {
	f := Finding{
		Rule:      ParseRule(rule),
		Severity:  severity,
		Side:      ResponseSide,
		Operation: k.withoutSecrets(k.name),
		At:        ParseLocation(k.withoutSecrets(at)),
		Document:  document,
		Expected:  expected,
		Actual:    k.withoutSecrets(actual),
		Source:    k.exchange.Source,
	}
	if strings.HasPrefix(rule, string(RequestSide)+".") {
		f.Side = RequestSide
	}
	if k.exchange.Response != nil {
		f.Status = k.exchange.Response.Status
	}
	k.findings = append(k.findings, f)
}

// unknownOperation adds the finding for a path, or a method of a path, that the document doesn't have.
func (k *check) unknownOperation() {
	request := &k.exchange.Request
	if k.hasPath {
		k.contradiction("request.method", "method", k.places.of(k.route.item, ""), strings.Join(k.route.methods(), " or "), request.Method)
		return
	}
	document, expected := k.places.of(k.doc.Paths, ""), "a path of the document"
	if nearest, ok := k.router.nearest(request.URL.Path); ok {
		document, expected = k.places.of(k.router.items[nearest], ""), expected+", the nearest of which is "+nearest
	}
	k.contradiction("request.path", "path", document, expected, quote(request.URL.Path))
}

// rejected turns the violations found in a request that got a documented 4xx into rejections.
func (k *check) rejected(answer *response) {
	status := k.exchange.Response.Status
	if status < 400 || status > 499 || answer == nil {
		return
	}
	for i := range k.findings {
		if k.findings[i].Severity == Violation {
			k.findings[i].Severity = Rejected
		}
	}
}

// parameter checks the value of a parameter, or of a header described like one, and adds what it finds under at.
func (k *check) parameter(side Side, p *parameter, m *message, at string) {
	value, found := p.value(m)
	text, isText := value.(string)
	switch {
	case !found:
		if p.Required {
			k.contradiction(rule(side, p.In+"-required"), at, k.places.of(p.known, "required"), "the "+p.In+" "+p.Name, none)
		}
		return
	case isText && text == "" && p.AllowEmptyValue:
		return
	case isText && text == "" && p.schema.accepts(nil)&strs == 0:
		k.contradiction(rule(side, p.In+"-empty"), at, k.places.of(p.known, ""), "a value", "an empty one")
		return
	}
	v := &validation{side: side}
	v.visit(p.schema, value)
	for i := range v.found {
		k.mismatch(side, &v.found[i], func(place string) string { return at + place })
	}
	for _, u := range v.undeclared([]*schema{p.schema}, value, nil) {
		k.undeclaredProperty(side, u, at+u.at)
	}
	if raw := p.raw(m); len(raw) > 1 && (p.takes(booleans|integers|numbers|strs|objects) || p.isJSON) && !p.takes(arrays) {
		k.contradiction(rule(side, p.In+"-repeated"), at, k.places.of(p.known, ""), "one value", count(uint64(len(raw)), "value"))
	}
}

// mismatch adds the finding for what a schema says otherwise. The place in the message is made of the JSON pointer within the value.
func (k *check) mismatch(side Side, m *mismatch, at func(pointer string) string) {
	place := at(m.at)
	expected, actual := k.explain(m, place)
	document := k.places.of(m.schema.Schema, m.keyword)
	if m.keyword == "required" {
		document = k.places.ofItem(m.schema.Schema, m.keyword, m.name)
	}
	k.contradiction(rule(side, m.keyword), place, document, expected, actual)
}

func rule(s Side, what string) string { return string(s) + "." + what }

// undeclaredNames adds a drift for each name that is not declared, nor known by other means.
func (k *check) undeclaredNames(rule, in string, values map[string][]string, document func() Place, known func(name string) bool) {
	for name := range values {
		if !known(name) {
			k.drift(rule, in+" "+name, document(), "no "+in+describeIn[in]+" of this name")
		}
	}
}

var describeIn = map[string]string{"query": " parameter"}
