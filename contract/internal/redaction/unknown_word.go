package redaction

import (
	"iter"
	"net/http"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// unknownWords returns the words of a text that are not in the document, with their replacements.
//
// An error is evidence, so its sentences stay. But such a sentence may name a customer whom no other
// exchange names. The document has the words of the API's own sentences, and no customer's name.
func (s *search) unknownWords(text string) []match {
	var all []match
	for at, word := range wordsOf(text) {
		if s.isOwn(word) {
			continue
		}
		if !s.budget.Take(workOfSuspect) {
			return nil
		}
		all = append(all, match{position.Span{Start: at, End: at + len(word)}, shape(s.key, word)})
	}
	return all
}

// isOwn reports whether a word belongs to the API or to HTTP.
func (r *Redactor) isOwn(word string) bool {
	if r.words == nil {
		r.words = map[string]bool{}
		for status := range 600 {
			r.addWords(http.StatusText(status))
		}
		for _, file := range r.contract.Files() {
			r.addWords(string(file.Text))
		}
	}
	return r.words[strings.ToLower(word)] || suspect.IsHarmlessValue(word)
}

func (r *Redactor) addWords(text string) {
	for _, word := range wordsOf(text) {
		r.words[strings.ToLower(word)] = true
	}
}

// ownHeaders returns the headers that an API adds to those of HTTP, and the others. Any other text
// may be the value of such a header.
func ownHeaders(h http.Header) (own, others http.Header) {
	own, others = http.Header{}, http.Header{}
	for name, values := range h {
		if strings.HasPrefix(name, "X-") {
			own[name] = values
		} else {
			others[name] = values
		}
	}
	return own, others
}

// wordsOf yields the words of a text that have two bytes or more, and where they begin.
func wordsOf(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for at := 0; at < len(text); {
			start := strings.IndexFunc(text[at:], isLetter)
			if start < 0 {
				return
			}
			at += start
			end := strings.IndexFunc(text[at:], func(c rune) bool { return !isLetter(c) })
			if end < 0 {
				end = len(text) - at
			}
			if end > 1 && !yield(at, text[at:at+end]) {
				return
			}
			at += end
		}
	}
}

func isLetter(c rune) bool { return unicode.In(c, unicode.L, unicode.M) }
