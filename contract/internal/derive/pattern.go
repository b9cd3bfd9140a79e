package derive

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// The constants limit the strings that are made from a pattern.
const (
	// manySeeds is how many strings are made at random.
	manySeeds = 60
	// stepsPerSeed is about how long that takes for one string.
	stepsPerSeed = 40
	// instructionsPerStep is how many instructions of a pattern a step can compare with a byte.
	instructionsPerStep = 512
	// stepsPerPattern is how long other strings are made from those.
	stepsPerPattern = 100_000
	// maxInstructions is how many instructions the patterns have together that are kept compiled.
	maxInstructions = 1 << 19
)

// pattern is a compiled pattern.
type pattern struct {
	*regexp.Regexp

	instructions int
}

// steps is about how long it takes to compare the pattern with a string.
func (p *pattern) steps(text string) int { return 1 + len(text)*p.instructions/instructionsPerStep }

// pattern returns a compiled pattern, or nil if the pattern is not RE2.
func (l *library) pattern(expression string) *pattern {
	l.mu.Lock()
	defer l.mu.Unlock()
	compiled, ok := l.patterns[expression]
	if ok {
		return compiled
	}
	compiled = newPattern(expression)
	if compiled != nil {
		l.instructions += compiled.instructions
	}
	if l.instructions > maxInstructions {
		clear(l.patterns)
		l.instructions = 0
	}
	l.patterns[expression] = compiled
	return compiled
}

func newPattern(expression string) *pattern {
	compiled, err := regexp.Compile(expression)
	if err != nil {
		return nil
	}
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil
	}
	return &pattern{compiled, len(program.Inst)}
}

// matches reports whether a string matches a pattern, or the pattern is not RE2.
func (d *deriver) matches(expression, text string) bool {
	p := d.library.pattern(expression)
	return p == nil || d.spend(p.steps(text)) && p.MatchString(text)
}

// matching returns strings that match a pattern. Some have the given lengths, and some have any
// length. Strings that match only in part follow.
func (d *deriver) matching(expression string, lengths []int) []string {
	p := d.library.pattern(expression)
	if expression == "" || p == nil {
		return nil
	}
	key := fmt.Sprint(expression, lengths)
	if known, ok := d.matched[key]; ok {
		return known
	}
	m := &matcher{deriver: d, pattern: p, left: stepsPerPattern, have: map[string]bool{}}
	for _, text := range d.atRandom(expression) {
		m.add(text)
		m.resize(text, lengths)
	}
	slices.SortStableFunc(m.all, func(a, b string) int { return len(a) - len(b) })
	all := slices.Concat(m.all, nearMisses(m.all))
	if !d.isSpent() {
		d.matched[key] = all
	}
	return all
}

// atRandom returns strings that are made from a pattern at random.
func (d *deriver) atRandom(expression string) []string {
	if known, ok := d.draws[expression]; ok {
		return known
	}
	generator := rapid.StringMatching(expression)
	var all []string
	for seed := range manySeeds {
		if !d.spend(stepsPerSeed) {
			return nil
		}
		text, ok := exampleOf(generator, seed)
		if !ok {
			break
		}
		all = append(all, text)
	}
	d.draws[expression] = all
	return all
}

// exampleOf returns an example of a generator. It returns false if the generator finds none, for
// instance because no string matches a pattern.
func exampleOf[T any](generator *rapid.Generator[T], seed int) (example T, ok bool) {
	defer func() {
		reason := recover()
		if text, isText := reason.(string); reason != nil && (!isText || !strings.Contains(text, "failed to generate an example")) {
			panic(reason)
		}
		ok = reason == nil
	}()
	return generator.Example(seed), true
}

// matcher collects strings that match a pattern.
type matcher struct {
	*deriver

	pattern *pattern
	// left is how many steps it may still take.
	left int
	all  []string
	have map[string]bool
}

func (m *matcher) add(text string) {
	steps := m.pattern.steps(text)
	m.left -= steps
	if m.left < 0 || !m.spend(steps) {
		return
	}
	if m.pattern.MatchString(text) && utf8.ValidString(text) && !m.have[text] {
		m.have[text] = true
		m.all = append(m.all, text)
	}
}

// resize adds strings of other lengths. It repeats one character until the string is long enough.
func (m *matcher) resize(text string, lengths []int) {
	runes := []rune(text)
	for _, n := range lengths {
		rest := n - len(runes) + 1
		if rest <= 0 {
			m.add(string(runes[:n]))
			continue
		}
		for i := range runes {
			if m.left < 0 {
				return
			}
			m.add(string(runes[:i]) + strings.Repeat(string(runes[i]), rest) + string(runes[i+1:]))
		}
	}
}

// nearMisses returns strings that almost match a pattern. Each differs from a matching string in a
// character at its beginning or end.
func nearMisses(matching []string) []string {
	if len(matching) == 0 || matching[0] == "" {
		return nil
	}
	runes := []rune(matching[0])
	return []string{matching[0] + "!", "!" + matching[0], string(runes[:len(runes)-1]), string(runes[1:])}
}
