package redaction

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// mask matches what a program shows for the rest of a secret, as in letm****ease.
var mask = lazyregexp.New(`\*{2,}|•{2,}|…|\.{3,}`)

// The constants limit which parts of secrets are found beside a mask. A secret shares its first and
// its last shownPart bytes with at most maxAlike others that are found, so that the search stays
// linear.
const (
	shownPart  = position.ShortestWord
	maxShown   = 64
	maxAlike   = 16
	maxPartial = 10_000
)

// partialSecrets are known secrets, by their first and their last bytes.
type partialSecrets struct {
	starts, ends map[string][]string
	count        int
}

func (p *partialSecrets) add(secret string) {
	if p.count == maxPartial || len(secret) > maxForms {
		return
	}
	if p.count++; p.starts == nil {
		p.starts, p.ends = map[string][]string{}, map[string][]string{}
	}
	start, end := secret[:shownPart], secret[len(secret)-shownPart:]
	if len(p.starts[start]) < maxAlike {
		p.starts[start] = append(p.starts[start], secret)
	}
	if len(p.ends[end]) < maxAlike {
		p.ends[end] = append(p.ends[end], secret)
	}
}

// masked returns the beginnings and the ends of known secrets beside a mask, with their
// replacements.
func (s *secretSet) masked(text string) []match {
	if s.partial.count == 0 {
		return nil
	}
	var found []match
	add := func(part position.Span, replaced string) {
		if len(replaced) != part.End-part.Start {
			replaced = shape(s.key, text[part.Start:part.End])
		}
		found = append(found, match{part, replaced})
	}
	for _, m := range mask.FindAllStringSubmatchIndex(text, -1) {
		if start, secret := s.partial.before(text[max(0, m[0]-maxShown):m[0]]); secret != "" {
			part := position.Span{Start: max(0, m[0]-maxShown) + start, End: m[0]}
			add(part, s.known[secret].text[:min(len(s.known[secret].text), part.End-part.Start)])
		}
		if end, secret := s.partial.behind(text[m[1]:min(len(text), m[1]+maxShown)]); secret != "" {
			with := s.known[secret].text
			add(position.Span{Start: m[1], End: m[1] + end}, with[max(0, len(with)-end):])
		}
	}
	return found
}

// before returns where the longest beginning of a secret is that ends a text, and the secret.
func (p *partialSecrets) before(text string) (int, string) {
	for start := 0; start+shownPart <= len(text); start++ {
		for _, secret := range p.starts[text[start:start+shownPart]] {
			if strings.HasPrefix(secret, text[start:]) {
				return start, secret
			}
		}
	}
	return 0, ""
}

// behind returns the length of the longest end of a secret that begins a text, and the secret.
func (p *partialSecrets) behind(text string) (int, string) {
	for end := len(text); end >= shownPart; end-- {
		for _, secret := range p.ends[text[end-shownPart:end]] {
			if strings.HasSuffix(secret, text[:end]) {
				return end, secret
			}
		}
	}
	return 0, ""
}
