package redaction

import (
	"crypto/sha256"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
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
	bodies     parsedBodies
	// inRequest says that the text is part of the request. In a request, a word such as "none" can
	// be a secret.
	inRequest bool
}

// maxLocal limits how many strings that look like secrets the search adds to local. maxLocalSize is
// the size in bytes, with all their forms, from which it adds no more.
const (
	maxLocal     = 200
	maxLocalSize = 4 << 20
)

func (s *search) walker(text func(string, textKind) string) *walker {
	return &walker{secrecy: s.secrecy, text: text, private: s.private, enter: s.enter, work: s.work, bodies: &s.bodies}
}

// work takes the cost of a walk from the budget.
func (s *search) work(cost int) bool { return s.budget.Take(cost) }

// enter is called before the request or the response is searched.
func (s *search) enter(request bool) {
	s.inRequest = request
	s.budget = s.budgets.of(request)
}

// replaced returns the text with the known secrets replaced.
func (s *search) replaced(text string, kind textKind) string {
	if s.budget.IsSpent() {
		return text // The search has used up its budget, so the body is left out.
	}
	changed := s.replacedOnce(text, kind)
	if s.thorough && s.survivesIn(changed, kind == nameText) {
		return shape(s.key, text)
	}
	return changed
}

func (s *search) replacedOnce(text string, kind textKind) string {
	found, known := s.known[text]
	switch kind {
	case secretText, credential, cookieText:
		return s.replacedValue(text, kind == credential)
	case privateText:
		switch {
		case known:
			return found.text
		case !suspect.IsDate(text):
			return shape(s.key, text)
		}
	case nameText:
		known = known && !found.private
	}
	if known && len(text) >= position.ShortestWord && !found.here {
		return found.text
	}
	return s.inner(s.spliced(text, kind), s.replaced)
}

// replacedValue returns the replacement of a value that is a secret.
func (s *search) replacedValue(value string, anyScheme bool) string {
	if value == "" || !s.inRequest && suspect.IsHarmlessValue(value) {
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
func (s *search) spliced(text string, kind textKind) string {
	changes := s.matches(text, kind == nameText)
	if kind != nameText {
		var named []match
		for _, value := range disjoint(s.namedValues(text, kind)) {
			named = append(named, match{value, s.replacedValue(text[value.Start:value.End], false)})
		}
		changes = merge(named, changes)
	}
	var all []match
	end := 0
	for _, change := range append(changes, match{Span: position.Span{Start: len(text), End: len(text)}}) {
		if kind != fingerprintText {
			all = append(all, s.suspects(kindOfText{text, kind}, position.Span{Start: end, End: change.Start})...)
		}
		if change.End > change.Start {
			all = append(all, change)
		}
		end = change.End
	}
	return splice(text, all)
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

// isPrintable reports whether bytes are a text without control characters.
func isPrintable(text []byte) bool {
	return utf8.Valid(text) && !strings.ContainsFunc(string(text), func(c rune) bool { return !unicode.IsPrint(c) && !unicode.IsSpace(c) })
}
