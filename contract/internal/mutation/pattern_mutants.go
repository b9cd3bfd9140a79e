package mutation

import (
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pattern makes the mutants of a pattern. A mutant lacks the pattern or one part of it, has another
// number of repetitions, or has another end of a range.
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
	for _, other := range g.otherPatterns(pattern) {
		g.mutant(Pattern, at, other, g.set(at, other), "make the pattern of "+s.name+" "+other,
			"an exchange in which "+s.name+" matches one of "+pattern+" and "+other).Equivalent = s.otherKind("pattern")
	}
}

// otherPatterns returns the patterns that differ from a pattern in a single part, and counts those
// that are too many. If no time is left, or the patterns of the document are too long altogether,
// it returns nothing and counts them as one.
func (g *generator) otherPatterns(pattern string) []string {
	if g.isOver() || g.patternBytes > maxPatternBytes {
		g.left[Pattern]++
		g.uncounted[Pattern] = true
		return nil
	}
	others, left, size := otherPatterns(pattern)
	g.patternBytes += size
	if left > 0 {
		g.left[Pattern] += left
	}
	return others
}

// otherPatterns returns the patterns that differ from a pattern in a single part. Such a pattern
// lacks an anchor, or one of several alternatives or ranges of characters. Or it has a range that
// is one character shorter or longer, or one repetition more. It reads the syntax of RE2, and
// returns nothing for any other pattern. If there are too many, it returns the first ones and the
// number of the others. It also returns how many bytes the patterns have when their repetitions are
// written out.
func otherPatterns(pattern string) (others []string, left, size int) {
	meant, ok := meaning(pattern)
	if !ok {
		return nil, 0, 0
	}
	s := &patternScanner{pattern: pattern}
	s.alternatives()
	known, size := []string{meant}, len(meant)
	for _, other := range s.others {
		meant, ok := meaning(other)
		size += len(meant)
		if ok && !slices.Contains(known, meant) {
			others, known = append(others, other), append(known, meant)
		}
	}
	return others, s.left, size
}

// meaning rewrites a pattern, so that two patterns that match the same strings, such as [0-9:] and
// [0-:], become equal. It returns false if the string is not a pattern.
func meaning(pattern string) (string, bool) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	return parsed.Simplify().String(), true
}

// patternScanner reads a pattern and collects the patterns that differ from it.
type patternScanner struct {
	pattern string
	at      int
	others  []string
	// size is how many bytes the others have, and left is how many there would be above the limit.
	size, left int
}

// without adds the pattern that lacks a part.
func (s *patternScanner) without(from, to int) { s.instead(from, to, "") }

// instead adds the pattern in which something else replaces a part.
func (s *patternScanner) instead(from, to int, other string) {
	if s.size += len(s.pattern); s.size > maxOtherBytes {
		s.left++
		return
	}
	s.others = append(s.others, s.pattern[:from]+other+s.pattern[to:])
}

func (s *patternScanner) ended() bool { return s.at >= len(s.pattern) }

// alternatives reads the pattern to the end of the current group.
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

// character reads one character, which may be escaped.
func (s *patternScanner) character() {
	if s.pattern[s.at] == '\\' {
		s.at++
	}
	_, size := utf8.DecodeRuneInString(s.pattern[min(s.at, len(s.pattern)):])
	s.at += size
}

// class reads a class of characters. Each of its ranges can be removed.
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

// ends adds the patterns that move an end of a range by one. It moves only letters and digits.
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

// repetition reads {N}, {N,} or {N,M}. Each number can be greater by one.
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
