package suggest

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// evidence has what exchanges show about a subject.
type evidence struct {
	// values has the values that the exchanges have there. lost reports whether a value couldn't be
	// read. secret reports whether a value is or may be a secret.
	values       values
	lost, secret bool
	// rejected reports whether a server refused a request that contradicts the document there. The
	// document is then right, even if it doesn't mention the status of the refusal.
	rejected bool
	// answers has the answers with a status that isn't documented, by status.
	answers map[int]*answer
	// bodies has the types of the values in the bodies, by media type.
	bodies map[string]*valueTypes
}

// answer has what all answers with one status have in common.
type answer struct {
	mediaType string
	hasBody   bool
	body      valueTypes
	// headers has the headers that every answer had, in canonical form.
	headers map[string]bool
}

// isUnchecked reports whether a finding says that an invariant was not checked, because invariants
// take too long.
func isUnchecked(f contract.Finding) bool {
	return f.Rule.IsInvariant() && f.Severity == contract.Drift
}

// Add adds an exchange and its findings. It keeps neither. It ignores an exchange that is checked
// against a document with overlays, because the edits are tried without overlays.
func (s *Suggester) Add(x *contract.Exchange, findings []contract.Finding) {
	checked := contract.Checked{Exchange: x, Findings: findings}
	if operation, found := s.contract.For(x).Find(x.Request.Method, x.Request.URL); found {
		checked.Operation = &operation
	}
	s.AddChecked(checked)
}

// AddChecked adds what [contract.Contract.CheckAll] yields, as Add does. It takes less time than
// Add.
func (s *Suggester) AddChecked(checked contract.Checked) {
	x, findings := checked.Exchange, checked.Findings
	if s.contract.For(x).HasOverlay() {
		return
	}
	if checked.Operation != nil {
		if slices.ContainsFunc(findings, isUnchecked) {
			s.unchecked[checked.Operation.Path] = true
		}
		s.work[checked.Operation.Path] += workOf(checked)
	}
	if len(findings) == 0 {
		return
	}
	m := &messages{exchange: x, contract: s.contract}
	for _, f := range findings {
		p, editable := s.proposers[f.Rule.Keyword]
		accepted := f.Side == contract.ResponseSide || answered(x, 0, http.StatusBadRequest)
		refused := answered(x, http.StatusBadRequest, http.StatusInternalServerError) && f.Severity != contract.Drift
		// If a server failed, or refused something that the document doesn't mention, nobody knows
		// whether the server accepts such a request.
		if !editable || !accepted && !refused {
			continue
		}
		k := keyOf(f)
		seen := s.seen[k]
		if seen == nil {
			seen = &evidence{}
			s.seen[k] = seen
		}
		if accepted {
			seen.add(p, f, m)
		} else {
			seen.rejected = true
		}
	}
}

// answered reports whether the response has a status in a range.
func answered(x *contract.Exchange, from, to int) bool {
	return x.Response != nil && x.Response.Status >= from && x.Response.Status < to
}

func (e *evidence) add(p proposer, f contract.Finding, m *messages) {
	switch {
	case f.Rule.Keyword == status:
		e.addAnswer(f.Status, m)
	case f.Rule.Keyword == mediaType:
		e.addBody(f.Side, m)
	case !p.needsValue:
	case f.At.In == contract.InHeader:
		e.addStrings(m.header(f.Side).Values(f.At.Name), m)
	case f.At.In == contract.InQuery:
		e.addStrings(m.parameters(f.At.Name), m)
	default:
		value, found := m.value(f.Side, f.At)
		e.lost = e.lost || !found
		if written, ok := value.(string); ok {
			e.secret = e.secret || m.isSecret(written)
		}
		if found {
			e.values.add(value)
		}
	}
}

// addBody adds the body of a message whose media type isn't documented.
func (e *evidence) addBody(side contract.Side, m *messages) {
	name := essence(m.header(side))
	e.secret = e.secret || m.hasSecretType(side)
	if e.bodies == nil {
		e.bodies = map[string]*valueTypes{}
	}
	if e.bodies[name] == nil {
		e.bodies[name] = &valueTypes{}
	}
	if value, ok := m.value(side, contract.Location{In: contract.InBody}); ok {
		e.bodies[name].add(value)
	}
}

// addStrings adds the values that one message has for a parameter or header.
func (e *evidence) addStrings(all []string, m *messages) {
	e.lost = e.lost || len(all) == 0
	for _, value := range all {
		e.secret = e.secret || m.isSecret(value)
		e.values.addString(value)
	}
	e.values.repeated = e.values.repeated || len(all) > 1
}

func (e *evidence) addAnswer(status int, m *messages) {
	a := e.answers[status]
	response := m.exchange.Response
	if a == nil {
		a = &answer{headers: map[string]bool{}}
		if e.answers == nil {
			e.answers = map[int]*answer{}
		}
		e.answers[status] = a
		for name := range response.Header {
			a.headers[name] = true
		}
	}
	maps.DeleteFunc(a.headers, func(name string, _ bool) bool { return response.Header[name] == nil })
	if len(response.Body) == 0 && !response.BodyOmitted {
		return
	}
	a.hasBody, a.mediaType = true, essence(response.Header)
	e.secret = e.secret || m.hasSecretType(contract.ResponseSide)
	if value, ok := m.value(contract.ResponseSide, contract.Location{In: contract.InBody}); ok {
		a.body.add(value)
	}
}

// essence returns the media type of a message without its parameters, or an empty string if it has
// no media type.
func essence(header http.Header) string {
	mediaType, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return mediaType
}

// hasSecretType reports whether the media type of a message is or may be a secret. It looks at the
// letters as they came, because essence returns them in lower case.
func (m *messages) hasSecretType(side contract.Side) bool {
	written, _, _ := strings.Cut(m.header(side).Get("Content-Type"), ";")
	return m.isSecret(strings.TrimSpace(written))
}

// isSecret reports whether a string from a message is a secret that its request sent, or looks like
// one.
func (m *messages) isSecret(value string) bool {
	const shortest = 8 // A shorter string may be part of another string by chance.
	return suspect.LooksSecret(value) || slices.ContainsFunc(m.secrets(), func(secret string) bool {
		return value == secret || len(secret) >= shortest && strings.Contains(value, secret) || len(value) >= shortest && strings.Contains(secret, value)
	})
}

// isSecretName reports whether a name is the name of a secret or looks like a secret itself. The
// document or the words in the name may say that it is the name of a secret.
func (s *Suggester) isSecretName(name string) bool {
	return suspect.IsSecretName(name) || suspect.IsKeyName(name) || suspect.LooksSecret(name) ||
		slices.ContainsFunc(s.secretNames, func(secret string) bool { return strings.EqualFold(secret, name) })
}
