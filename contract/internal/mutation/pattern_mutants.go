package mutation

import (
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pattern makes the mutants of a pattern: without it, without one part of it, or with another
// number of repetitions or end of a range.
func (g *generator) pattern(s site) {
	pattern, at := s.schema.StringAt("pattern"), s.pointer("pattern")
	if pattern == "" {
		return
	}
	dropped := g.mutant(Pattern, at, "any", g.remove(at), "allow any pattern for "+s.name, "an exchange in which "+s.name+" doesn't match "+pattern)
	dropped.Equivalent = s.otherKind("pattern")
	if g.unchecked[at] {
		dropped.Equivalent = Unchecked
		return
	}
	for _, other := range otherPatterns(pattern) {
		g.mutant(Pattern, at, other, g.set(at, other), "make the pattern of "+s.name+" "+other,
			"an exchange in which "+s.name+" matches one of "+pattern+" and "+other).Equivalent = s.otherKind("pattern")
	}
}

// otherPatterns returns the patterns that differ from one in a single part, each once: without an
// anchor, without one of several alternatives or ranges of characters, with a range that is one
// character shorter or longer, or with one repetition more. It reads RE2, and returns nothing for
// another pattern.
func otherPatterns(pattern string) []string {
	meant, ok := meaning(pattern)
	if !ok {
		return nil
	}
	s := &patternScanner{pattern: pattern}
	s.alternatives()
	var others []string
	known := []string{meant}
	for _, other := range s.others {
		if meant, ok := meaning(other); ok && !slices.Contains(known, meant) {
			others, known = append(others, other), append(known, meant)
		}
	}
	return others
}

// meaning writes a pattern so that two patterns that match the same, such as [0-9:] and [0-:], are
// equal strings; false for what is not a pattern.
func meaning(pattern string) (string, bool) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	return parsed.Simplify().String(), true
}

// patternScanner goes over a pattern and notes what it may be instead.
type patternScanner struct {
	pattern string
	at      int
	others  []string
}

// without notes the pattern without a part.
func (s *patternScanner) without(from, to int) { s.instead(from, to, "") }

// instead notes the pattern with something else in the place of a part.
func (s *patternScanner) instead(from, to int, other string) {
	s.others = append(s.others, s.pattern[:from]+other+s.pattern[to:])
}

func (s *patternScanner) ended() bool { return s.at >= len(s.pattern) }

// alternatives goes over the pattern to the end of the group that it is in.
func (s *patternScanner) alternatives() {
	starts := []int{s.at}
	for !s.ended() && s.pattern[s.at] != ')' {
		switch start := s.at; s.pattern[s.at] {
		case '|':
			s.at++
			starts = append(starts, s.at)
		case '(':
			s.at++
			s.alternatives()
			s.at++
		case '[':
			s.class()
		case '{':
			s.repetition()
		case '^', '$':
			s.at++
			s.without(start, s.at)
		default:
			s.character()
		}
	}
	for i, start := range starts {
		switch {
		case len(starts) == 1:
		case i+1 < len(starts):
			s.without(start, starts[i+1])
		default:
			s.without(start-1, s.at)
		}
	}
}

// character goes over one character, escaped or not.
func (s *patternScanner) character() {
	if s.pattern[s.at] == '\\' {
		s.at++
	}
	_, size := utf8.DecodeRuneInString(s.pattern[min(s.at, len(s.pattern)):])
	s.at += size
}

// class goes over a class of characters, of which each range may go.
func (s *patternScanner) class() {
	s.at++
	if !s.ended() && s.pattern[s.at] == '^' {
		s.at++
	}
	var ranges [][2]int
	for first := true; !s.ended() && (first || s.pattern[s.at] != ']'); first = false {
		start := s.at
		if name := strings.Index(s.pattern[s.at:], ":]"); name > 0 && strings.HasPrefix(s.pattern[s.at:], "[:") {
			s.at += name + len(":]")
		} else {
			s.character()
			if rest := s.pattern[min(s.at, len(s.pattern)):]; len(rest) > 1 && rest[0] == '-' && rest[1] != ']' {
				s.at++
				s.character()
			}
		}
		ranges = append(ranges, [2]int{start, s.at})
	}
	s.at++
	for _, r := range ranges {
		if len(ranges) > 1 {
			s.without(r[0], r[1])
		}
		s.ends(r[0], r[1])
	}
}

// ends notes the pattern with the ends of a range moved by one, where they are letters or digits.
func (s *patternScanner) ends(from, to int) {
	written := s.pattern[from:to]
	if len(written) != len("a-z") || !isLetterOrDigit(written[0]) || !isLetterOrDigit(written[2]) {
		return
	}
	for _, at := range []int{from, to - 1} {
		for _, moved := range []byte{s.pattern[at] - 1, s.pattern[at] + 1} {
			s.instead(at, at+1, strings.Replace(string(moved), "[", `\[`, 1))
		}
	}
}

func isLetterOrDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// repetition goes over {N}, {N,} or {N,M}, each number of which may be one more.
func (s *patternScanner) repetition() {
	length := strings.IndexByte(s.pattern[s.at:], '}')
	if length < 0 {
		s.at++
		return
	}
	start, end := s.at+1, s.at+length
	numbers := strings.Split(s.pattern[start:end], ",")
	for i, n := range numbers {
		if value, err := strconv.Atoi(n); err == nil {
			other := slices.Clone(numbers)
			other[i] = strconv.Itoa(value + 1)
			s.instead(start, end, strings.Join(other, ","))
		}
	}
	s.at = end + 1
}
