package lazyregexp

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

// maxLiterals limits how many strings stand for one part of an expression.
const maxLiterals = 64

// literals are what is known of the strings that a part of an expression matches.
type literals struct {
	// all are all these strings, in lower case. It is nil if they are too many.
	all []string
	// needs are strings of which each match holds one, in lower case. It is nil if there are none.
	needs []string
}

// neededBy returns strings, in lower case, of which each match of an expression holds one. It
// returns nil if it finds none, or if the expression matches only at the beginning of a text.
func neededBy(expression string) []string {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil || beginsText(re) {
		return nil
	}
	return literalsOf(re).best()
}

// beginsText reports whether an expression matches only at the beginning of a text. To match it
// there takes less time than to search the whole text for a string.
func beginsText(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpConcat, syntax.OpCapture:
		return beginsText(re.Sub[0])
	default:
		return false
	}
}

// best returns the strings that are found in the fewest texts.
func (l literals) best() []string {
	if isBetter(l.all, l.needs) {
		return l.all
	}
	return l.needs
}

// isBetter reports whether the first strings are found in fewer texts than the second: the shortest
// of them is longer.
func isBetter(first, second []string) bool {
	a, b := shortestOf(first), shortestOf(second)
	return a > b || a == b && len(first) < len(second)
}

func shortestOf(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	return len(slices.MinFunc(texts, func(a, b string) int { return len(a) - len(b) }))
}

func literalsOf(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return literals{all: []string{""}}
	case syntax.OpLiteral:
		return literals{all: []string{strings.ToLower(string(re.Rune))}}
	case syntax.OpCharClass:
		return literals{all: charactersOf(re.Rune)}
	case syntax.OpCapture:
		return literalsOf(re.Sub[0])
	case syntax.OpQuest:
		return literals{all: union(literalsOf(re.Sub[0]).all, []string{""})}
	case syntax.OpPlus:
		return literals{needs: literalsOf(re.Sub[0]).best()}
	case syntax.OpRepeat:
		if re.Min == 0 {
			return literals{}
		}
		return literals{needs: literalsOf(re.Sub[0]).best()}
	case syntax.OpAlternate:
		return alternative(re.Sub)
	case syntax.OpConcat:
		return sequence(re.Sub)
	default:
		return literals{}
	}
}

// charactersOf returns the characters of a class in lower case, or nil if they are many.
func charactersOf(ranges []rune) []string {
	var all []string
	for n := 0; n < len(ranges); n += 2 {
		for c := ranges[n]; c <= ranges[n+1]; c++ {
			if all = union(all, []string{string(unicode.ToLower(c))}); len(all) > maxLiterals/8 {
				return nil
			}
		}
	}
	return all
}

// union returns the strings of both lists, or nil if they are too many or one of the lists is nil.
func union(first, second []string) []string {
	all := slices.Concat(first, second)
	slices.Sort(all)
	if all = slices.Compact(all); len(all) > maxLiterals {
		return nil
	}
	return all
}

func alternative(parts []*syntax.Regexp) literals {
	found := literalsOf(parts[0])
	found.needs = found.best()
	for _, part := range parts[1:] {
		next := literalsOf(part)
		if found.all != nil && next.all != nil {
			found.all = union(found.all, next.all)
		} else {
			found.all = nil
		}
		if needs := next.best(); found.needs != nil && needs != nil {
			found.needs = union(found.needs, needs)
		} else {
			found.needs = nil
		}
	}
	return found
}

func sequence(parts []*syntax.Regexp) literals {
	var found literals
	whole := true
	run := []string{""} // The strings of the parts since the last one that matches too many.
	end := func(next []string) {
		whole = false
		if isBetter(run, found.needs) {
			found.needs = run
		}
		run = next
	}
	for _, part := range parts {
		next := literalsOf(part)
		switch {
		case next.all == nil:
			end([]string{""})
		case len(run)*len(next.all) > maxLiterals:
			end(next.all)
		default:
			run = product(run, next.all)
		}
		if isBetter(next.needs, found.needs) {
			found.needs = next.needs
		}
	}
	if whole {
		return literals{all: run}
	}
	end(nil)
	return found
}

// product returns each of the first strings followed by each of the second.
func product(first, second []string) []string {
	all := make([]string, 0, len(first)*len(second))
	for _, a := range first {
		for _, b := range second {
			all = append(all, a+b)
		}
	}
	return all
}
