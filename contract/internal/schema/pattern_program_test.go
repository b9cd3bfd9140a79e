package schema

import (
	"regexp/syntax"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// large returns a pattern with a program of a few thousand steps. The programs differ.
func large(i int) string { return "^[a-z]{1,900}" + strconv.Itoa(i) + "[0-9]{1,900}$" }

// TestProgramsAreCompiledWhenTheyAreNeeded checks that a pattern costs nothing until a string is
// matched, and that the programs of a document are forgotten before they become too large.
func TestProgramsAreCompiledWhenTheyAreNeeded(t *testing.T) {
	t.Parallel()
	p := &programs{}
	all := make([]expression, 110)
	for i := range all {
		all[i] = p.expression(large(i))
		require.NoError(t, all[i].err)
		assert.Empty(t, p.compiled)
	}
	needed := 0
	for _, some := range [][]expression{all, all[:10]} {
		for i, e := range some {
			before := len(p.compiled)
			assert.True(t, e.matches("abc"+strconv.Itoa(i)+"1"))
			require.LessOrEqual(t, p.size, maxPrograms)
			require.LessOrEqual(t, len(p.compiled), before+1)
			needed = max(needed, len(p.compiled))
		}
	}
	assert.Less(t, needed, len(all))
	assert.Greater(t, needed, len(all)/2)
}

// TestEqualPatternsShareAProgram checks that a document with the same pattern in many places has
// one program for it.
func TestEqualPatternsShareAProgram(t *testing.T) {
	t.Parallel()
	c := &Compiler{expressions: map[string]expression{}, programs: &programs{}}
	for range 100 {
		assert.True(t, c.matcher(nil, large(1)).matches("a11"))
	}
	assert.Len(t, c.programs.compiled, 1)
}

// TestAPatternThatIsTooLargeIsUnchecked checks that the size of a program is known before the
// program is compiled.
func TestAPatternThatIsTooLargeIsUnchecked(t *testing.T) {
	t.Parallel()
	p := &programs{}
	for _, pattern := range []string{strings.Repeat("[a-z]{1000}", 1000), strings.Repeat(`\p{L}{1000}`, 10)} {
		require.ErrorIs(t, p.expression(pattern).err, errProgramTooLarge)
	}
	require.NoError(t, p.expression(`^\p{L}{1,900}-\p{L}{1,900}$`).err)
}

// TestSizeOfAPattern compares the estimate with the programs that RE2 makes.
func TestSizeOfAPattern(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		"", "a", "abc", "^abc$", "[a-z]", ".", "a*", "a+?", "a?", "(a)", "(?:a|b|cd)x", "(abc|def|ghi)+", "a{3}", "a{3,}", "a{0,}", "a{1,}", "x{0,7}", "a{0}",
		"(?:ab){2,5}", "(a{1,3}b){2,4}", `^\d{4}-\d\d$`, "^[a-z]{1,900}[0-9]{1,900}$", `^(\pL{1,60}x){1,10}$`, "^(?i)abc$", `\bfoo\B`, "(b{30}){30}",
		"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
	} {
		parsed, err := syntax.Parse(pattern, syntax.Perl)
		require.NoError(t, err)
		steps, _ := sizeOf(parsed)
		program, err := syntax.Compile(parsed.Simplify())
		require.NoError(t, err)
		assert.Len(t, program.Inst, steps, pattern)
	}
}
