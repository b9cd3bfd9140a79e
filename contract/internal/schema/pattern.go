package schema

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// matcher is a compiled pattern.
type matcher struct {
	node    *document.Node
	matches func(text string) bool
	// price is the work to match one byte.
	price int
	// again is the work to compile the program of the pattern again. It is 0 if the pattern has
	// none. The programs are those of the document.
	again    int
	programs *programs
}

// expression is a pattern that was read. The equal patterns of a document share one.
type expression struct {
	// matches is nil if the pattern can't be checked. Then, err says why.
	matches func(text string) bool
	steps   int
	// hasProgram reports whether the pattern has a program that may be forgotten.
	hasProgram bool
	err        error
}

// matcher reads a pattern. If no engine can read the pattern, it returns nil and lists the pattern
// as unchecked.
func (c *Compiler) matcher(node *document.Node, pattern string) *matcher {
	e, ok := c.expressions[pattern]
	if !ok {
		e = c.programs.expression(pattern)
		c.expressions[pattern] = e
	}
	if e.err == nil {
		m := &matcher{node: node, matches: e.matches, price: 1 + e.steps/stepsOfPrice, programs: c.programs}
		if e.hasProgram {
			m.again = e.steps * workOfStep
		}
		return m
	}
	message := strings.TrimPrefix(wording.FirstLine(e.err.Error()), "error parsing regexp: ")
	c.uncheckedf(node, "the pattern %s is not checked: %s", wording.Quote(pattern), message)
	return nil
}

// The constants limit the time that a pattern may take in a backtracking engine. One match may take
// patternTime. All matches together may take patternBudget, plus timePerMatch for each match.
const (
	patternTime   = time.Second / 4
	patternBudget = time.Second
	timePerMatch  = 100 * time.Microsecond
)

// expression reads a pattern of ECMA-262. It uses RE2, whose time is linear, unless the pattern has
// look-around or back references, which RE2 lacks. For these patterns, it uses a backtracking
// engine. A string that takes longer than patternTime counts as a match. After the matches have
// taken too long together, every string counts as a match. The expression has an error if the
// pattern is invalid, or if its program is too large.
func (p *programs) expression(pattern string) expression {
	if escape := unknownEscape(pattern); escape != "" {
		return expression{err: fmt.Errorf("%s has no meaning in ECMA-262; correct it", escape)}
	}
	reader := &patternReader{rest: pattern, units: loneSurrogate.MatchString(surrogatePair.ReplaceAllString(pattern, ""))}
	translated := reader.translate()
	parsed, err := syntax.Parse(translated, syntax.Perl)
	if err == nil {
		return p.linear(translated, parsed, reader.units)
	}
	backtracking, otherErr := compileECMA(pattern)
	if otherErr != nil { // Without the flag u, ECMA-262 ignores a backslash that has no meaning.
		backtracking, otherErr = regexp2.Compile(pattern, regexp2.ECMAScript)
	}
	if otherErr != nil {
		return expression{err: err}
	}
	backtracking.MatchTimeout = patternTime
	return expression{steps: len(pattern), matches: bounded(func(text string) bool {
		matched, err := backtracking.MatchString(text)
		return matched || err != nil
	})}
}

// compileECMA compiles a pattern of ECMA-262 with the flag u for a backtracking engine.
func compileECMA(pattern string) (*regexp2.Regexp, error) {
	return regexp2.Compile(pattern, regexp2.ECMAScript|regexp2.Unicode)
}

// unknownEscape returns the first backslash and letter in a pattern that ECMA-262 doesn't define,
// or an empty string. Other engines give meanings to some.
func unknownEscape(pattern string) string {
	for i := 0; i+1 < len(pattern); i++ {
		if pattern[i] != '\\' {
			continue
		}
		i++
		letter := pattern[i] | 0x20
		if letter >= 'a' && letter <= 'z' && strings.IndexByte("bBcdDfknpPrsStuvwWx", pattern[i]) < 0 {
			return pattern[i-1 : i+1]
		}
	}
	return ""
}

// bounded returns a matcher that calls match until the calls have taken too long altogether. After
// that, it matches every string. Several goroutines may use it at the same time.
func bounded(match func(text string) bool) func(text string) bool {
	var left atomic.Int64
	left.Store(int64(patternBudget))
	return func(text string) bool {
		if left.Load() < 0 {
			return true
		}
		started := time.Now()
		matched := match(text)
		left.Add(int64(timePerMatch - time.Since(started)))
		return matched
	}
}

var (
	surrogatePair = lazyregexp.New(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
	loneSurrogate = lazyregexp.New(`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)
)

// unitBase is added to a surrogate. The sum is a private rune that represents the surrogate.
// Strings contain neither surrogates nor these private runes.
const unitBase = 0x100000

// codeUnits returns a string with one rune for each UTF-16 code unit of another string. ECMA-262
// matches patterns with code units.
func codeUnits(text string) string {
	var b strings.Builder
	for _, r := range text {
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			b.WriteRune(high + unitBase)
			b.WriteRune(low + unitBase)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// patternReader translates a pattern of ECMA-262 into the syntax of RE2. The two write some parts
// differently, or give them another meaning.
type patternReader struct {
	rest    string
	inClass bool
	// units reports whether the pattern is about UTF-16 code units instead of characters.
	units bool
	out   strings.Builder
}

// The constants are ECMA-262's space, any character except the end of a line, and any character at
// all. Each constant is the content of a character class.
const (
	ecmaSpaces   = `\t\n\v\f\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}`
	ecmaLineEnds = `\n\r\x{2028}\x{2029}`
	allRunes     = `\x00-\x{10FFFF}`
)

func (p *patternReader) translate() string {
	for p.rest != "" {
		c := p.rest[0]
		p.rest = p.rest[1:]
		switch {
		case c == '\\':
			p.escape()
		case c == '[' && p.inClass:
			p.out.WriteString(`\[`)
		case c == '[' && strings.HasPrefix(p.rest, "^]"):
			p.skip("^]", "["+allRunes+"]")
		case c == '[' && strings.HasPrefix(p.rest, "]"):
			p.skip("]", "[^"+allRunes+"]")
		case c == '.' && !p.inClass:
			p.out.WriteString("[^" + ecmaLineEnds + "]")
		default:
			p.inClass = c == '[' || p.inClass && c != ']'
			p.out.WriteByte(c)
		}
	}
	return p.out.String()
}

// skip replaces the next characters of the pattern with a text.
func (p *patternReader) skip(next, write string) {
	p.rest = strings.TrimPrefix(p.rest, next)
	p.out.WriteString(write)
}

// escape reads the characters after a backslash.
func (p *patternReader) escape() {
	switch {
	case strings.HasPrefix(p.rest, "u"):
		p.codePoint()
	case strings.HasPrefix(p.rest, "s") && p.inClass:
		p.skip("s", ecmaSpaces)
	case strings.HasPrefix(p.rest, "s"):
		p.skip("s", "["+ecmaSpaces+"]")
	case strings.HasPrefix(p.rest, "S") && !p.inClass:
		p.skip("S", "[^"+ecmaSpaces+"]")
	case strings.HasPrefix(p.rest, "0"):
		p.skip("0", `\x00`)
	case strings.HasPrefix(p.rest, "c") && len(p.rest) > 1:
		p.skip(p.rest[:2], fmt.Sprintf(`\x{%X}`, p.rest[1]&0x1f))
	case p.rest == "":
		p.out.WriteByte('\\')
	default:
		p.skip(p.rest[:1], `\`+p.rest[:1])
	}
}

// codePoint reads uXXXX or u{XXX}. A character beyond the first plane may be written as two uXXXX.
func (p *patternReader) codePoint() {
	if end := strings.IndexByte(p.rest, '}'); strings.HasPrefix(p.rest, "u{") && end > 0 {
		p.skip(p.rest[:end+1], `\x`+p.rest[1:end+1])
		return
	}
	r, ok := hexadecimal(p.rest)
	if !ok {
		p.skip("u", `\u`) // RE2 refuses this escape.
		return
	}
	p.rest = p.rest[len("uXXXX"):]
	if p.units && utf16.IsSurrogate(r) {
		r += unitBase
	} else if next, isEscape := strings.CutPrefix(p.rest, `\`); isEscape && utf16.IsSurrogate(r) {
		if low, ok := hexadecimal(next); ok {
			r = utf16.DecodeRune(r, low)
			p.rest = next[len("uXXXX"):]
		}
	}
	fmt.Fprintf(&p.out, `\x{%X}`, r)
}

// hexadecimal returns the number in uXXXX.
func hexadecimal(text string) (rune, bool) {
	if len(text) < len("uXXXX") || text[0] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[1:5], 16, 16)
	return rune(n), err == nil
}
