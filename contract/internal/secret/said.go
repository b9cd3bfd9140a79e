package secret

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// Said are the texts in a message that are secrets because the names in it say so, or because of
// what is beside them.
type Said struct {
	all   []string
	whole map[string]bool
	// at has the JSON pointers of the values with a secret.
	at map[string]bool
	// work is what may still be looked at.
	work int
	// sentences are the texts that may say that a part of them is a secret; see [sentences].
	sentences sentences
}

// workOfMessage is what a walk over a message may cost; see [walk.Walker].
const workOfMessage = 2 << 20

// InRequest returns the secrets in a request.
func (n *Names) InRequest(x *message.Exchange) *Said {
	return n.said(true, func(l *look) {
		l.walker.URL(x.URL)
		l.message(&x.Request, walk.Request{})
	})
}

// InResponse returns the secrets in a response.
func (n *Names) InResponse(x *message.Exchange) *Said {
	return n.said(false, func(l *look) { l.message(&x.Response, walk.Request{Path: x.URL.Path, Body: x.Request.Text}) })
}

// InValue returns the secrets in a value that was read from a message. It is the value of a
// parameter, or that of a body if the name is empty.
func (n *Names) InValue(inRequest bool, name string, value any) *Said {
	return n.said(inRequest, func(l *look) {
		l.pointer = l.walker.Pointer
		if name != "" {
			l.walker.Parameter(name, value)
		} else {
			l.walker.Value(value, walk.Request{})
		}
	})
}

func (n *Names) said(inRequest bool, search func(*look)) *Said {
	s := &Said{whole: map[string]bool{}, at: map[string]bool{}, work: workOfMessage, sentences: sentences{naming: &n.naming, work: workOfSentences}}
	n.naming.lend(func(names *position.Names) {
		l := &look{Said: s, names: names}
		l.walker = walk.Walker{Secrecy: names.Secrecy, Text: l.text, Work: s.take, Bodies: &walk.Bodies{}, InRequest: inRequest}
		search(l)
	})
	return s
}

// List returns at most [Many] of the secrets, sorted. It leaves out those that are shorter than
// [Shortest].
func (s *Said) List() []string {
	list := slices.Sorted(slices.Values(s.all))
	return list[:min(len(list), Many)]
}

// IsAt reports whether the value at a JSON pointer is a secret. If the message was too large to be
// looked at as a whole, each value counts as a secret.
func (s *Said) IsAt(pointer string) bool { return s.at[pointer] || s.work < 0 }

// Has reports whether a text has one of the secrets, or a sentence of the message says that it is
// one. If there are more than [Many], it must be one of them. Has ignores those that are shorter
// than [Shortest].
func (s *Said) Has(text string) bool { return s.holds(text) || s.sentences.sayOf(text) }

func (s *Said) holds(text string) bool {
	if s.whole[text] || len(s.all) > Many {
		return s.whole[text]
	}
	text = text[:min(len(text), mostSearched)]
	return slices.ContainsFunc(s.all, func(secret string) bool { return strings.Contains(text, secret) })
}
