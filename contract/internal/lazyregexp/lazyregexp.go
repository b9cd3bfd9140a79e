// Package lazyregexp compiles regular expressions at their first use, so that a program with many
// of them starts quickly.
//
//	var name = lazyregexp.New(`^[a-z]+$`)
//
//	if name.MatchString(text) {
//		return text
//	}
package lazyregexp

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Regexp is a regular expression. Its methods are those of [regexp.Regexp]. Several goroutines may
// use it at the same time.
//
// A text that lacks the strings that each match holds is not searched, which takes a hundredth of
// the time. If the expression matches only at the beginning of a text, it is always matched there.
// If each match is within a line, only the lines with such strings are searched for all matches.
type Regexp struct {
	compiled func() *regexp.Regexp
	// needs returns strings of which each match holds one. It is empty if nothing is known.
	needs func() []need
	// isInLine says that each match is within a line.
	isInLine func() bool
}

// New returns an expression in the syntax of RE2. Its first use panics if the syntax is wrong, so
// each expression needs a test that uses it.
func New(text string) *Regexp {
	return &Regexp{
		compiled: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) }),
		needs:    sync.OnceValue(func() []need { return needsOf(neededBy(text)) }),
		isInLine: sync.OnceValue(func() bool { return staysInLine(text) }),
	}
}

// Needing is like [New] for an expression of which each match holds one of the needed strings, in
// capital or small letters. New finds out such strings too, unless other strings are in between, as
// in a choice of white space. The strings must be in lower case, and ASCII.
func Needing(text string, needed ...string) *Regexp {
	r := New(text)
	r.needs = sync.OnceValue(func() []need { return needsOf(needed) })
	return r
}

// mayMatch reports whether a text holds one of the needed strings.
func (r *Regexp) mayMatch(text string) bool {
	needs := r.needs()
	if len(needs) == 0 {
		return true
	}
	return slices.ContainsFunc(needs, func(n need) bool { return n.isIn(text) }) || hasOtherLetters(text)
}

// hasOtherLetters reports whether a text has letters that may stand for letters of ASCII.
func hasOtherLetters(text string) bool {
	return strings.Contains(text, longS) || strings.Contains(text, kelvin)
}

// The constants are the characters beside ASCII that an expression takes for a letter of ASCII if
// it ignores case.
const (
	longS  = "\u017f"
	kelvin = "\u212a"
)

// FindAllString calls [regexp.Regexp.FindAllString].
func (r *Regexp) FindAllString(text string, n int) []string {
	if !r.mayMatch(text) {
		return nil
	}
	return r.compiled().FindAllString(text, n)
}

// FindAllStringSubmatch calls [regexp.Regexp.FindAllStringSubmatch].
func (r *Regexp) FindAllStringSubmatch(text string, n int) [][]string {
	if !r.mayMatch(text) {
		return nil
	}
	return r.compiled().FindAllStringSubmatch(text, n)
}

// FindAllStringSubmatchIndex calls [regexp.Regexp.FindAllStringSubmatchIndex].
func (r *Regexp) FindAllStringSubmatchIndex(text string, n int) [][]int {
	switch {
	case !r.mayMatch(text):
		return nil
	case n < 0 && len(text) >= shortestSplit && r.areOnLines(text):
		return r.findOnLines(text)
	default:
		return r.compiled().FindAllStringSubmatchIndex(text, n)
	}
}

// FindString calls [regexp.Regexp.FindString].
func (r *Regexp) FindString(text string) string {
	if !r.mayMatch(text) {
		return ""
	}
	return r.compiled().FindString(text)
}

// FindStringIndex calls [regexp.Regexp.FindStringIndex].
func (r *Regexp) FindStringIndex(text string) []int {
	if !r.mayMatch(text) {
		return nil
	}
	return r.compiled().FindStringIndex(text)
}

// FindStringSubmatch calls [regexp.Regexp.FindStringSubmatch].
func (r *Regexp) FindStringSubmatch(text string) []string {
	if !r.mayMatch(text) {
		return nil
	}
	return r.compiled().FindStringSubmatch(text)
}

// FindStringSubmatchIndex calls [regexp.Regexp.FindStringSubmatchIndex].
func (r *Regexp) FindStringSubmatchIndex(text string) []int {
	if !r.mayMatch(text) {
		return nil
	}
	return r.compiled().FindStringSubmatchIndex(text)
}

// Match calls [regexp.Regexp.Match].
func (r *Regexp) Match(text []byte) bool {
	return (len(r.needs()) == 0 || r.mayMatch(string(text))) && r.compiled().Match(text)
}

// MatchString calls [regexp.Regexp.MatchString].
func (r *Regexp) MatchString(text string) bool {
	return r.mayMatch(text) && r.compiled().MatchString(text)
}

// ReplaceAllString calls [regexp.Regexp.ReplaceAllString].
func (r *Regexp) ReplaceAllString(text, replacement string) string {
	return r.compiled().ReplaceAllString(text, replacement)
}

// Split calls [regexp.Regexp.Split].
func (r *Regexp) Split(text string, n int) []string { return r.compiled().Split(text, n) }
