package schema

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"sync"
	"sync/atomic"
)

// The constants limit the memory for the programs of patterns. A pattern of twenty characters may
// have a program with thousands of steps, and a document may have thousands of patterns.
const (
	// maxPrograms is how many bytes the programs of one document may take. It is far more than the
	// patterns of a usual document need.
	maxPrograms = 32 << 20
	// bytesPerStep and bytesPerRune are how much memory a step of a program and a rune of a character
	// class take, measured with short and long programs.
	bytesPerStep, bytesPerRune = 100, 8
)

var errProgramTooLarge = errors.New("it has too many steps; repeat fewer parts, or repeat them less often")

// program is what RE2 compiles a pattern into.
type program struct {
	text     string
	size     int
	compiled atomic.Pointer[regexp.Regexp]
}

// programs are the programs of one document. They compile a program when it is first needed. When
// the compiled programs are too large together, they forget them all. They then compile each
// again that is still needed. Several goroutines may use them at the same time.
type programs struct {
	// total is the size of all programs, compiled or not.
	total atomic.Int64

	mutex    sync.Mutex
	compiled []*program
	size     int
}

// areTooMany reports whether the programs are too large together. Any match may then have to compile
// its program again.
func (p *programs) areTooMany() bool { return p.total.Load() > maxPrograms }

// linear returns the expression for a pattern in the syntax of RE2. The pattern may be about UTF-16
// code units instead of characters.
func (p *programs) linear(text string, parsed *syntax.Regexp, units bool) expression {
	steps, runes := sizeOf(parsed)
	one := &program{text: text, size: steps*bytesPerStep + runes*bytesPerRune}
	if one.size > maxPrograms {
		return expression{err: errProgramTooLarge}
	}
	p.total.Add(int64(one.size))
	matches := func(text string) bool { return p.compile(one).MatchString(text) }
	if units {
		matches = func(text string) bool { return p.compile(one).MatchString(codeUnits(text)) }
	}
	return expression{steps: steps, hasProgram: true, matches: matches}
}

// compile returns the compiled program.
func (p *programs) compile(one *program) *regexp.Regexp {
	if compiled := one.compiled.Load(); compiled != nil {
		return compiled
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if compiled := one.compiled.Load(); compiled != nil {
		return compiled
	}
	if p.size+one.size > maxPrograms {
		for _, other := range p.compiled {
			other.compiled.Store(nil)
		}
		p.compiled, p.size = nil, 0
	}
	compiled := regexp.MustCompile(one.text) // The text was parsed before, so this doesn't fail.
	one.compiled.Store(compiled)
	p.compiled = append(p.compiled, one)
	p.size += one.size
	return compiled
}

// sizeOf returns how many steps the program of a pattern has. RE2 may take all of them for each
// character. It also returns how many runes the character classes of the program have. It doesn't
// compile the pattern, because compiling takes far more memory than the program.
func sizeOf(pattern *syntax.Regexp) (steps, runes int) {
	const ends = 2 // Each program has a step for failure and a step for success.
	steps, runes = sizeOfPart(pattern)
	return steps + ends, runes
}

func sizeOfPart(part *syntax.Regexp) (steps, runes int) {
	for _, sub := range part.Sub {
		s, r := sizeOfPart(sub)
		steps += s
		runes += r
	}
	switch part.Op {
	case syntax.OpLiteral:
		return len(part.Rune), len(part.Rune)
	case syntax.OpCapture:
		return steps + len("()"), runes
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest:
		return steps + 1, runes
	case syntax.OpAlternate:
		return steps + len(part.Sub) - 1, runes
	case syntax.OpRepeat:
		return repeated(part, steps), max(part.Min, part.Max, 1) * runes
	case syntax.OpConcat:
		return steps, runes
	default:
		return 1, len(part.Rune)
	}
}

// repeated returns the number of steps to repeat a part. The program has a copy of the part for
// each time, and one more step for each copy that is optional.
func repeated(repeat *syntax.Regexp, steps int) int {
	switch {
	case repeat.Max < 0:
		return max(repeat.Min, 1)*steps + 1
	case repeat.Max == 0:
		return 1
	default:
		return repeat.Max*steps + repeat.Max - repeat.Min
	}
}
