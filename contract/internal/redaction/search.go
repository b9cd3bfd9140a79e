package redaction

import (
	"crypto/sha256"
	"maps"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// search is the state of the search of one exchange.
type search struct {
	*Redactor

	budgets budgets
	// budget is the budget for the part of the exchange that is being searched.
	budget *disguise.Budget
	// thorough makes the search look at each text again after redaction. If the text still has a
	// secret, the whole text is replaced.
	thorough bool
	// local finds strings that look like secrets in this exchange, in their other forms.
	local      disguise.Finder
	localCount int
	depth      int
	bodies     walk.Bodies
	// given are the replacements in this exchange. A text inside another one is looked at twice,
	// and must not be replaced again.
	given map[string]bool
	// inRequest says that the text is part of the request. In a request, a word such as "none" can
	// be a secret.
	inRequest bool
	// mayName says that the text is a sentence that may name a customer; see [search.unknownWords].
	mayName bool
}

// maxLocal limits how many strings that look like secrets the search adds to local. maxLocalSize is
// the size in bytes, with all their forms, from which it adds no more.
const (
	maxLocal     = 200
	maxLocalSize = 4 << 20
)

// walk returns a copy of an exchange with its texts replaced.
func (s *search) walk(x *contract.Exchange, text func(string, walk.Kind) string) *contract.Exchange {
	y := *x
	s.enter(true)
	w := s.walker(text)
	y.Request.URL = w.URL(x.Request.URL)
	y.Request.Header = w.Header(x.Request.Header, walk.Request{})
	y.Request.Body = w.Body(x.Request.Header, x.Request.Body, walk.Request{})
	s.enter(false)
	if x.Response != nil {
		w := s.walker(text)
		response := *x.Response
		answered := walk.Request{Path: x.Request.URL.Path, Body: x.Request.Body}
		own, others := ownHeaders(x.Response.Header)
		response.Header = w.Header(others, answered)
		s.mayName = s.private
		maps.Copy(response.Header, w.Header(own, answered))
		s.mayName = s.private && (x.Response.Status < 200 || x.Response.Status > 299)
		w.Private = s.private && !s.mayName
		response.Body = w.Body(x.Response.Header, x.Response.Body, answered)
		s.mayName = false
		y.Response = &response
	}
	return &y
}

func (s *search) walker(text func(string, walk.Kind) string) *walk.Walker {
	return &walk.Walker{Secrecy: s.secrecy, Text: text, Work: s.work, Bodies: &s.bodies, Private: s.private, InRequest: s.inRequest}
}

// work takes the cost of a walk from the budget.
func (s *search) work(cost int) bool { return s.budget.Take(cost) }

// enter sets the budget to that of the request or the response, which is then searched.
func (s *search) enter(request bool) {
	s.inRequest = request
	s.budget = s.budgets.of(request)
}

// replaced returns the text with the known secrets replaced.
func (s *search) replaced(text string, kind walk.Kind) string {
	if s.budget.IsSpent() {
		return text // The search has used up its budget, so the body is left out.
	}
	if s.isGiven(text) {
		return text
	}
	changed := s.replacedOnce(text, kind)
	if s.thorough && s.survivesIn(changed, kind == walk.Name) {
		return shape(s.key, text)
	}
	return changed
}

func (s *search) replacedOnce(text string, kind walk.Kind) string {
	found, known := s.known[text]
	switch kind {
	case walk.Secret, walk.Credential, walk.Cookie:
		return s.replacedValue(text, kind == walk.Credential)
	case walk.Private:
		switch {
		case known:
			return found.text
		case !suspect.IsDate(text):
			return shape(s.key, text)
		}
	case walk.Name:
		known = known && !found.private
	}
	if known && len(text) >= position.ShortestWord && !found.here {
		return found.text
	}
	return s.inner(s.spliced(text, kind), s.replaced)
}

// replacedValue returns the replacement of a value that is a secret.
func (s *search) replacedValue(value string, anyScheme bool) string {
	if value == "" || s.isGiven(value) || !s.inRequest && suspect.IsHarmlessValue(value) {
		return value
	}
	_, start := position.CutScheme(value, anyScheme)
	if !s.inRequest && suspect.IsHarmlessValue(value[start:]) {
		return value
	}
	if found, ok := s.known[value[start:]]; ok {
		return value[:start] + found.text
	}
	if found, ok := s.known[strings.TrimSpace(value[start:])]; ok {
		return value[:start] + found.text
	}
	return value[:start] + shape(s.key, value[start:])
}

// spliced replaces the secrets inside a text: known strings, values whose names say that they are
// secrets, and strings that look like secrets.
func (s *search) spliced(text string, kind walk.Kind) string {
	changes := s.matches(text, kind == walk.Name)
	if kind != walk.Name {
		var named []match
		for _, value := range disjoint(s.namedValues(text, kind)) {
			named = append(named, match{value, s.replacedValue(text[value.Start:value.End], false)})
		}
		changes = merge(named, changes)
	}
	var all []match
	end := 0
	for _, change := range append(changes, match{Span: position.Span{Start: len(text), End: len(text)}}) {
		if kind != walk.Fingerprint {
			all = append(all, s.suspects(kindOfText{text, kind}, position.Span{Start: end, End: change.Start})...)
		}
		if change.End > change.Start {
			all = append(all, change)
		}
		end = change.End
	}
	if s.mayName && kind != walk.Name && kind != walk.Fingerprint {
		all = merge(all, s.unknownWords(text))
	}
	for _, change := range all {
		s.give(change.with)
	}
	return splice(text, all)
}

// give notes a replacement. A short one may also be a secret by chance.
func (s *search) give(replacement string) {
	if len(replacement) < position.ShortestSecret {
		return
	}
	if s.given == nil {
		s.given = map[string]bool{}
	}
	s.given[replacement] = true
}

// isGiven reports whether a text is a replacement, and not a secret itself.
func (s *search) isGiven(text string) bool {
	_, isKnown := s.known[text]
	return s.given[text] && !isKnown
}

// suspects returns what looks like a secret in a part of a text.
func (s *search) suspects(of kindOfText, in position.Span) []match {
	part := of.text[in.Start:in.End]
	if len(part) < position.ShortestSecret {
		return nil
	}
	looksSecret := suspectsIn
	if f := s.facts.all[of]; f != nil && len(part) == len(of.text) {
		looksSecret = func(string) []suspect.Found { return f.suspects }
	}
	var all []match
	for _, found := range looksSecret(part) {
		secret := part[found.Start:found.End]
		if s.isGiven(secret) {
			continue
		}
		if !s.budget.Take(workOfSuspect) {
			return nil
		}
		s.addLocal(secret)
		all = append(all, match{position.Span{Start: in.Start + found.Start, End: in.Start + found.End}, shape(s.key, secret)})
	}
	return merge(all, nil)
}

// addLocal adds a string that looks like a secret to those that are found in this exchange.
func (s *search) addLocal(text string) {
	if s.localCount == maxLocal || s.local.Size() > maxLocalSize {
		return
	}
	s.localCount++
	if len(text) > maxForms {
		addChunks(&s.local, text)
		return
	}
	s.local.Add(text)
}

// survivesIn reports whether a text holds a known secret in any form. It also returns true if the
// text can't be searched. If names is set, the text is a name that the API defines, so it may hold
// short secrets and private strings.
func (s *search) survivesIn(text string, names bool) bool {
	finders := []*disguise.Finder{&s.survivors, &s.shortOnes, &s.privates}
	if names {
		finders = finders[:1]
	}
	key := searched{sha256.Sum256([]byte(text)), names}
	if s.clean.has(key, s.count) {
		if s.localCount == 0 {
			return false
		}
		finders = nil
	}
	found, err := disguise.FindAny(text, s.budget, append(finders, &s.local)...)
	if err != nil && !s.thorough && s.budget != s.budgets.heads {
		s.budget.Spend() // The body is left out without a search of its parts.
	}
	if !found && err == nil {
		s.clean.add(key, s.count)
	}
	return found || err != nil
}
