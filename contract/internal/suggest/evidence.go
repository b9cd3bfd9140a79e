package suggest

import (
	"encoding/json"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// evidence is what exchanges show about a subject.
type evidence struct {
	// values are those that were found there; lost says that one couldn't be read, secret that one is or may be a secret.
	values       values
	lost, secret bool
	// rejected says that a server refused a request that contradicts the document there, so that the document is right, whether it mentions that
	// status or not.
	rejected bool
	// answers are those with a status that isn't documented, by status.
	answers map[int]*answer
	// mediaTypes are those that came.
	mediaTypes map[string]bool
}

// answer is what came with a status.
type answer struct {
	mediaType string
	hasBody   bool
	body      shape
	// headers are those that each of them had, in canonical form.
	headers map[string]bool
}

// Add adds an exchange and what was found in it. It keeps neither.
func (s *Suggester) Add(x *contract.Exchange, findings []contract.Finding) {
	if len(findings) == 0 {
		return
	}
	m := &messages{exchange: x, contract: s.contract}
	for _, f := range findings {
		about := subjectOf(f)
		taken, refused := f.Side == contract.ResponseSide || answered(x, 0, 400), answered(x, 400, 500) && f.Severity != contract.Drift
		if !edits[about.what] || !taken && !refused {
			continue // That a server failed, or refused what the document doesn't mention, shows neither that it takes it nor that it doesn't.
		}
		seen := s.seen[about]
		if seen == nil {
			seen = &evidence{answers: map[int]*answer{}, mediaTypes: map[string]bool{}}
			s.seen[about] = seen
		}
		if taken {
			seen.add(about.what, f, m)
		} else {
			seen.rejected = true
		}
	}
}

// answered reports whether a response has a status from one up to another.
func answered(x *contract.Exchange, from, to int) bool {
	return x.Response != nil && x.Response.Status >= from && x.Response.Status < to
}

func (e *evidence) add(what string, f contract.Finding, m *messages) {
	switch {
	case what == "status":
		e.addAnswer(f.Status, m)
	case what == "media-type":
		e.mediaTypes[essence(m.header(f.Side))] = true
	case !needsValue[what]:
	case f.At.In == contract.InHeader:
		e.addTexts(m.header(f.Side).Values(f.At.Name), m)
	case f.At.In == contract.InQuery:
		e.addTexts(m.exchange.Request.URL.Query()[f.At.Name], m)
	default:
		value, ok := m.value(f.Side, f.At)
		e.lost = e.lost || !ok
		if ok {
			e.addValue(value, m)
		}
	}
}

func (e *evidence) addTexts(texts []string, m *messages) {
	e.lost = e.lost || len(texts) == 0
	for _, text := range texts {
		e.addValue(text, m)
		if isNumber(text) {
			e.values.addNumber(json.Number(text))
		}
	}
	e.values.repeated = e.values.repeated || len(texts) > 1
}

func (e *evidence) addValue(value any, m *messages) {
	e.values.add(value)
	if text, ok := value.(string); ok && !e.secret {
		e.secret = m.isSecret(text)
	}
}

func (e *evidence) addAnswer(status int, m *messages) {
	a := e.answers[status]
	response := m.exchange.Response
	if a == nil {
		a = &answer{headers: map[string]bool{}}
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
	if value, ok := m.value(contract.ResponseSide, contract.Location{In: contract.InBody}); ok {
		a.body.add(value)
	}
}

// essence returns the media type of a message without its parameters, and nothing where there is none.
func essence(header http.Header) string {
	mediaType, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return mediaType
}

// isSecret reports whether a text from a message is a secret that its request sent, or looks like one.
func (m *messages) isSecret(text string) bool {
	const shortest = 8 // Shorter ones are part of others by chance.
	return suspect.LooksSecret(text) || slices.ContainsFunc(m.secrets(), func(secret string) bool {
		return text == secret || len(secret) >= shortest && strings.Contains(text, secret) || len(text) >= shortest && strings.Contains(secret, text)
	})
}

// isSecretName reports whether a name is one of what the document or its words say to be secret, or looks like a secret itself.
func (s *Suggester) isSecretName(name string) bool {
	return suspect.IsSecretName(name) || suspect.IsKeyName(name) || suspect.LooksSecret(name) || slices.ContainsFunc(s.secretNames, func(secret string) bool { return strings.EqualFold(secret, name) })
}
