package secret

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// sentences are the texts of a message that may say that a part of them is a secret, as in "token
// hush4711 was wrong". Few of them have a part that a finding is to quote, and only those are
// searched.
type sentences struct {
	naming *naming
	all    []string
	size   int
	// work is what may still be read in order to find the sentences with a part.
	work int
}

// The constants limit the search of sentences in bytes: what is read, and what is searched around a
// part.
const (
	workOfSentences  = 64 << 20
	longestSentence  = 400
	shortestSentence = position.ShortestWord + len("pin ")
	// workOfSearch is what it costs to search a byte, and not only to read it.
	workOfSearch = 20
)

// add adds a text if it is longer than a secret.
func (s *sentences) add(text string) {
	if len(text) >= shortestSentence && strings.ContainsAny(text, " :=/") {
		s.all = append(s.all, text)
		s.size += len(text)
	}
}

// sayOf reports whether one of the sentences says that a part of it is a secret. It also returns
// true if there is too much to read.
func (s *sentences) sayOf(part string) bool {
	if len(part) < position.ShortestWord || len(s.all) == 0 {
		return false
	}
	s.work -= s.size
	for _, sentence := range s.all {
		for start := 0; ; {
			if s.work < 0 {
				return true
			}
			at := strings.Index(sentence[start:], part)
			if at < 0 || len(part) == len(sentence) {
				break
			}
			start += at + len(part)
			if s.says(sentence, position.Span{Start: start - len(part), End: start}) {
				return true
			}
		}
	}
	return false
}

// says reports whether a sentence says that a part of it is a secret.
func (s *sentences) says(sentence string, part position.Span) bool {
	start := max(0, part.Start-longestSentence)
	around := sentence[start:min(len(sentence), part.End+longestSentence)]
	s.work -= workOfSearch * len(around)
	var found []position.Span
	s.naming.lend(func(names *position.Names) {
		name := func(name string) position.Secrecy { return names.Secrecy(name, true) }
		found = append(position.Named(around, name, true, nil), position.Unnamed(around, name, true)...)
	})
	return slices.ContainsFunc(found, func(s position.Span) bool { return s.Start+start < part.End && s.End+start > part.Start })
}
