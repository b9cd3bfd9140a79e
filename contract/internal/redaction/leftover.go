package redaction

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// part is the request or the response of an exchange.
type part struct {
	name      string
	exchange  *contract.Exchange
	ofRequest bool
}

func partsOfExchange(x *contract.Exchange) []part {
	parts := []part{{"request", x, true}}
	if x.Response != nil {
		parts = append(parts, part{"response", x, false})
	}
	return parts
}

// of returns the same part of another exchange.
func (p part) of(x *contract.Exchange) part { return part{p.name, x, p.ofRequest} }

func (p part) content() (http.Header, []byte) {
	if p.ofRequest {
		return p.exchange.Request.Header, p.exchange.Request.Body
	}
	return p.exchange.Response.Header, p.exchange.Response.Body
}

// opaque returns an error if the body can't be looked into.
func (p part) opaque() error {
	h, body := p.content()
	return walk.CheckText(h, body)
}

// omit returns the exchange without the bodies for which refuse returns an error. It notes these
// errors.
func (r *Redacted) omit(x *contract.Exchange, refuse func(part) error) *contract.Exchange {
	for _, p := range partsOfExchange(x) {
		err := refuse(p)
		if err == nil {
			continue
		}
		y := *x
		if p.ofRequest {
			y.Request.Body, y.Request.BodyOmitted = nil, true
		} else {
			response := *x.Response
			response.Body, response.BodyOmitted = nil, true
			y.Response = &response
		}
		r.Omitted = append(r.Omitted, OmissionError{x.Request.Method, p.ofRequest, err})
		x = &y
	}
	return x
}

// partSurvivor returns an error if the body of a part still holds a secret, or can't be searched.
func (s *search) partSurvivor(p part) error {
	h, body := p.content()
	s.budget = s.budgets.of(p.ofRequest)
	if text, _, err := walk.BodyText(h, body); err == nil && text != string(body) && s.survivesIn(text, false) {
		return errSurvivor
	}
	if s.survivesIn(string(body), false) {
		return errSurvivor
	}
	return nil
}

// survivor returns the place of a secret that the redacted exchange still holds.
func (s *search) survivor(y *contract.Exchange) (place string, err error) {
	target := *y.Request.URL
	target.Host = ""
	texts := []heldText{
		{"request: the URL", target.String(), false},
		{"request: the URL", y.Request.Method + "\n" + y.Request.URL.Host, true},
		{"source: the page", y.Source.Page, true},
	}
	texts = appendHeader(texts, "request: the header", y.Request.Header)
	if y.Response != nil {
		texts = appendHeader(texts, "response: the header", y.Response.Header)
	}
	s.budget = s.budgets.heads
	for _, t := range texts {
		if s.survivesIn(t.text, t.isName) {
			return t.place, errSurvivor
		}
	}
	for _, p := range partsOfExchange(y) {
		if err := s.partSurvivor(p); err != nil {
			return p.name + ": the body", err
		}
	}
	return "", nil
}

// heldText is a text of an exchange, to be searched.
type heldText struct {
	place, text string
	// isName says that the text is a name that the API defines. Such a name is not searched for
	// short secrets and private strings.
	isName bool
}

// appendHeader appends the names and the values of a header, each as a separate text.
func appendHeader(texts []heldText, place string, h http.Header) []heldText {
	var names, values strings.Builder
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if !walk.IsHeaderName(name) {
			names.WriteString(name + "\n")
		}
		for _, value := range h[name] {
			if walk.IsStructural(name) {
				names.WriteString(value + "\n")
			} else {
				values.WriteString(value + "\n")
			}
		}
	}
	return append(texts, heldText{place, names.String(), true}, heldText{place, values.String(), false})
}

// SurvivesIn reports whether a text holds a secret that is known so far. It also returns true if
// the text can't be searched.
func (r *Redactor) SurvivesIn(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return (&search{Redactor: r}).survivesIn(text, false)
}
