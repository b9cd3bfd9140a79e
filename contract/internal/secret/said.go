package secret

import (
	"net/http"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// maxLooked limits how many values of a body are looked at.
const maxLooked = 10_000

// Said are the strings in a JSON value that are secrets because the names in it say so.
type Said struct {
	all    []string
	whole  map[string]bool
	names  *naming
	looked int

	root   any
	namers map[*jsonvalue.Object][]namer
}

// SaidIn returns the strings in a message that are secrets because of their names, or because of
// what is beside them. Root is the value of its body. SaidIn leaves out those that are shorter than
// [Shortest], and those behind the first values of a large body.
func (n *Names) SaidIn(h http.Header, root any) *Said {
	s := &Said{whole: map[string]bool{}, names: &n.naming, root: root, namers: map[*jsonvalue.Object][]namer{}}
	for name, values := range h {
		for _, value := range values {
			for _, secret := range n.inHeader(name, value) {
				s.add(secret)
			}
		}
	}
	s.look(root, "", position.NoSecret)
	return s
}

// Has reports whether a text has one of the strings. If there are more than [Many], it must be one
// of them.
func (s *Said) Has(text string) bool {
	if s.whole[text] || len(s.all) > Many {
		return s.whole[text]
	}
	text = text[:min(len(text), mostSearched)]
	for _, secret := range s.all {
		if strings.Contains(text, secret) {
			return true
		}
	}
	return false
}

// look adds the secrets in a value. Name is the name of the value or of the list that it is in, and
// says is what this name and those around it say.
func (s *Said) look(value any, name string, says position.Secrecy) {
	if s.looked++; s.looked > maxLooked {
		return
	}
	switch value := value.(type) {
	case string:
		if says.Hides(value) {
			s.add(value)
		}
	case jsonvalue.Array:
		for i, item := range value {
			of := says
			if s.names.isBehindName(value, i) {
				of = position.Certain
			}
			s.look(item, name, of)
		}
	case *jsonvalue.Object:
		s.lookInto(value, name, says)
	}
}

// lookInto adds the secrets in the members of an object.
func (s *Said) lookInto(o *jsonvalue.Object, name string, says position.Secrecy) {
	namers := s.namersOf(o)
	for _, m := range o.Members {
		of := max(inherited(says, m.Name), s.names.says(m.Name), position.OfMember(name, m.Name))
		if isNamedBy(namers, m) {
			of = position.Certain
		}
		s.look(m.Value, m.Name, of)
	}
}

func (s *Said) add(text string) {
	if len(text) >= Shortest && !s.whole[text] && !suspect.IsHarmlessValue(text) {
		s.whole[strings.Clone(text)] = true
		s.all = append(s.all, text)
	}
}
