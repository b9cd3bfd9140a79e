package lazyregexp

import (
	"iter"
	"regexp/syntax"
	"slices"
	"strings"
)

// shortestSplit is the length in bytes from which a text is searched line by line.
const shortestSplit = 1 << 10

// staysInLine reports whether each match of an expression is within a line, and whether the
// expression matches a line by itself where it matches it in a text.
func staysInLine(expression string) bool {
	re, err := syntax.Parse(expression, syntax.Perl)
	return err == nil && isInLine(re)
}

func isInLine(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpBeginText, syntax.OpEndText:
		return false
	case syntax.OpLiteral:
		return !slices.Contains(re.Rune, '\n')
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i] <= '\n' && '\n' <= re.Rune[i+1] {
				return false
			}
		}
		return true
	default:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !isInLine(sub) })
	}
}

// areOnLines reports whether each match in a text is on a line with one of the needed strings.
func (r *Regexp) areOnLines(text string) bool {
	return len(r.needs()) > 0 && r.isInLine() && !hasOtherLetters(text)
}

// findOnLines returns all matches of an expression that stays in a line. It searches only the lines
// with one of the needed strings.
func (r *Regexp) findOnLines(text string) [][]int {
	var found [][]int
	for start, line := range linesWith(text, r.needs()) {
		for _, m := range r.compiled().FindAllStringSubmatchIndex(line, -1) {
			for i := range m {
				if m[i] >= 0 {
					m[i] += start
				}
			}
			found = append(found, m)
		}
	}
	return found
}

// linesWith yields the lines of a text that hold one of the needed strings, and where they start.
func linesWith(text string, needs []need) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		places := make([]int, len(needs)) // Where each string is next.
		for i, n := range needs {
			places[i] = n.index(text, 0)
		}
		for {
			first := slices.Min(places)
			if first == len(text) {
				return
			}
			start, end := strings.LastIndexByte(text[:first], '\n')+1, len(text)
			if length := strings.IndexByte(text[first:], '\n'); length >= 0 {
				end = first + length
			}
			if !yield(start, text[start:end]) {
				return
			}
			for i, n := range needs {
				if places[i] < end {
					places[i] = n.index(text, end)
				}
			}
		}
	}
}
