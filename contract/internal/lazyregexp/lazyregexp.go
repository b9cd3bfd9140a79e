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
	"sync"
)

// Regexp is a regular expression. Its methods are those of [regexp.Regexp]. Several goroutines may
// use it at the same time.
type Regexp struct{ compiled func() *regexp.Regexp }

// New returns an expression in the syntax of RE2. Its first use panics if the syntax is wrong, so
// each expression needs a test that uses it.
func New(text string) *Regexp {
	return &Regexp{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
}

// FindAllString calls [regexp.Regexp.FindAllString].
func (r *Regexp) FindAllString(text string, n int) []string {
	return r.compiled().FindAllString(text, n)
}

// FindAllStringSubmatch calls [regexp.Regexp.FindAllStringSubmatch].
func (r *Regexp) FindAllStringSubmatch(text string, n int) [][]string {
	return r.compiled().FindAllStringSubmatch(text, n)
}

// FindAllStringSubmatchIndex calls [regexp.Regexp.FindAllStringSubmatchIndex].
func (r *Regexp) FindAllStringSubmatchIndex(text string, n int) [][]int {
	return r.compiled().FindAllStringSubmatchIndex(text, n)
}

// FindString calls [regexp.Regexp.FindString].
func (r *Regexp) FindString(text string) string { return r.compiled().FindString(text) }

// FindStringIndex calls [regexp.Regexp.FindStringIndex].
func (r *Regexp) FindStringIndex(text string) []int { return r.compiled().FindStringIndex(text) }

// FindStringSubmatch calls [regexp.Regexp.FindStringSubmatch].
func (r *Regexp) FindStringSubmatch(text string) []string {
	return r.compiled().FindStringSubmatch(text)
}

// FindStringSubmatchIndex calls [regexp.Regexp.FindStringSubmatchIndex].
func (r *Regexp) FindStringSubmatchIndex(text string) []int {
	return r.compiled().FindStringSubmatchIndex(text)
}

// Match calls [regexp.Regexp.Match].
func (r *Regexp) Match(text []byte) bool { return r.compiled().Match(text) }

// MatchString calls [regexp.Regexp.MatchString].
func (r *Regexp) MatchString(text string) bool { return r.compiled().MatchString(text) }

// ReplaceAllString calls [regexp.Regexp.ReplaceAllString].
func (r *Regexp) ReplaceAllString(text, replacement string) string {
	return r.compiled().ReplaceAllString(text, replacement)
}

// Split calls [regexp.Regexp.Split].
func (r *Regexp) Split(text string, n int) []string { return r.compiled().Split(text, n) }
