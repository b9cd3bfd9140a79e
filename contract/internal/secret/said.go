package secret

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// Said are the texts in a message that are secrets because the names in it say so, or because of
// what is beside them.
type Said struct {
	naming *naming
	all    []string
	whole  map[string]bool
	// at has the JSON pointers of the values with a secret. Pointer returns that of the value that is
	// being looked at, and is nil in the header.
	at      map[string]bool
	pointer func() string
	// work is what may still be looked at.
	work int
}

// workOfMessage is what a walk over a message may cost; see [walk.Walker].
const workOfMessage = 4 << 20

func (n *Names) newSaid() *Said {
	return &Said{naming: &n.naming, whole: map[string]bool{}, at: map[string]bool{}, work: workOfMessage}
}

// walker returns a walker that adds the secrets.
func (s *Said) walker(inRequest bool) *walk.Walker {
	return &walk.Walker{
		Secrecy: s.naming.of, InRequest: inRequest, Text: s.look, Bodies: &walk.Bodies{},
		Work: func(cost int) bool {
			s.work -= cost
			return s.work >= 0
		},
	}
}

// Likely returns at most [Many] texts of the request that are secrets according to their names,
// whatever the document says.
func (n *Names) Likely(x *message.Exchange) []string {
	s := n.newSaid()
	w := s.walker(true)
	w.URL(x.URL)
	w.Header(x.Request.Header)
	if value := x.Request.ValueOrNull(); value != nil {
		w.Value(value, nil)
	} else {
		w.Body(x.Request.Header, x.Request.Text, nil)
	}
	slices.Sort(s.all)
	return s.all[:min(len(s.all), Many)]
}

// InRequest returns what the request says about a value in it. The value is that of the parameter,
// or that of the body if parameter is empty.
func (n *Names) InRequest(x *message.Exchange, parameter string, value any) *Said {
	return n.in(&x.Request, true, parameter, value, nil)
}

// InResponse does what [Names.InRequest] does for the response, whose parameters are its headers.
func (n *Names) InResponse(x *message.Exchange, parameter string, value any) *Said {
	return n.in(&x.Response, false, parameter, value, x.Request.Text)
}

func (n *Names) in(b *message.Body, inRequest bool, parameter string, value any, answered []byte) *Said {
	s := n.newSaid()
	w := s.walker(inRequest)
	w.Header(b.Header)
	s.pointer = w.Pointer
	if parameter != "" {
		w.Parameter(parameter, value)
	} else {
		w.Value(value, answered)
	}
	return s
}

// IsAt reports whether the value at a JSON pointer is a secret. If there is too much to look at,
// each value is one.
func (s *Said) IsAt(pointer string) bool { return s.at[pointer] || s.work < 0 }

// Has reports whether a text has one of the secrets. If there are more than [Many], it must be one
// of them. Has ignores those that are shorter than [Shortest].
func (s *Said) Has(text string) bool {
	if s.whole[text] || len(s.all) > Many {
		return s.whole[text]
	}
	text = text[:min(len(text), mostSearched)]
	return slices.ContainsFunc(s.all, func(secret string) bool { return strings.Contains(text, secret) })
}

// look adds the secrets in a text. It returns the text unchanged.
func (s *Said) look(text string, kind walk.Kind) string {
	switch kind {
	case walk.Name:
	case walk.Secret, walk.Credential, walk.Cookie:
		_, start := position.CutScheme(text, kind == walk.Credential)
		s.add(text)
		s.add(text[start:])
	default:
		for _, found := range s.within(text, kind) {
			s.add(text[found.Start:found.End])
		}
	}
	return text
}

// within returns the secrets in a text that is none itself.
func (s *Said) within(text string, kind walk.Kind) []position.Span {
	if len(text) < position.ShortestWord || len(text) > mostSearched || position.IsLongBase64(text) {
		return nil
	}
	found := walk.Positioned(text, kind, s.naming.inText)
	if plain := position.PlainOf(text); s.naming.names.MayBeIn(plain.Text) {
		found = append(found, walk.Named(text, plain, kind, s.naming.inText)...)
	}
	return found
}

// add adds a secret of the value that is being looked at.
func (s *Said) add(text string) {
	if s.pointer != nil {
		s.at[s.pointer()] = true
	}
	if len(text) >= Shortest && !s.whole[text] && !suspect.IsHarmlessValue(text) {
		s.whole[text] = true
		s.all = append(s.all, text)
	}
}
