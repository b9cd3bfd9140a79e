package mutation

import (
	"regexp/syntax"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOtherPatterns(t *testing.T) {
	for pattern, want := range map[string][]string{
		"abc":              nil,
		`^a\$$`:            {`a\$$`, `^a\$`},
		"a|b|cd":           {"b|cd", "a|cd", "a|b"},
		"x(a|b)y":          {"x(b)y", "x(a)y"},
		"[a-z]":            nil,
		"[a-z_.-]":         {"[_.-]", "[a-z.-]", "[a-z_-]", "[a-z_.]"},
		`[^\]\d]`:          {`[^\d]`, `[^\]]`},
		"[]a]":             {"[a]", "[]]"},
		"[[:alpha:]0-9]":   {"[0-9]", "[[:alpha:]]"},
		"a{2}":             {"a{3}"},
		"a{2,}":            {"a{3,}"},
		"a{2,4}b":          {"a{3,4}b", "a{2,5}b"},
		"a{":               nil,
		"(?=a)":            nil, // RE2 has no lookahead, and nothing checks the pattern.
		"(":                nil,
		"^(0[1-9]|1[0-2])": {"(0[1-9]|1[0-2])", "^(1[0-2])", "^(0[1-9])"},
	} {
		assert.Equal(t, want, otherPatterns(pattern), pattern)
	}
}

func FuzzOtherPatterns(f *testing.F) {
	f.Add("^[0-9]{4}-(0[1-9]|1[0-2])$")
	f.Add(`[^\]a-\d]{2,}(?i)x|`)
	f.Fuzz(func(t *testing.T, pattern string) {
		for _, other := range otherPatterns(pattern) {
			assert.NotEqual(t, pattern, other)
			_, err := syntax.Parse(other, syntax.Perl)
			require.NoError(t, err, other)
		}
	})
}

func TestConjuncts(t *testing.T) {
	for expression, want := range map[string][]string{
		"":                                      nil,
		"a":                                     {"a"},
		"a && b || c":                           {"a && b || c"},
		"a && (b || c) && !d":                   {"a", "b || c", "!d"},
		"a && (b && c)":                         {"a", "b", "c"},
		`a.all(x, x == "  " && y) && has(a.b)`:  {`a.all(x, x == "  " && y)`, "has(a.b)"},
		`"x" in a && a["x-y"] == 1`:             {`"x" in a`, `a["x-y"] == 1`},
		"1 +":                                   nil,
		"[1, 2].exists(n, n > 1) ? a && b : !a": {"[1, 2].exists(n, n > 1) ? (a && b) : !a"},
	} {
		var got []string
		for _, term := range conjuncts(expression) {
			got = append(got, term.text)
		}
		assert.Equal(t, want, got, expression)
	}
	assert.Equal(t, "a && (b || c) && (d ? e : f)", joined(conjuncts("a && (b || c) && (d ? e : f)")))
}

// The parts of a conjunction, joined again, have the same parts.
func FuzzConjuncts(f *testing.F) {
	f.Add(`response.status == 200 && has(a.b["c"]) && (x || y)`)
	f.Add(`a.all(x, x > 1 && "y" in x) && b`)
	f.Fuzz(func(t *testing.T, expression string) {
		terms := conjuncts(expression)
		if len(terms) == 0 {
			return
		}
		again := conjuncts(joined(terms))
		require.Len(t, again, len(terms), expression)
		for i := range again {
			assert.Equal(t, terms[i].text, again[i].text)
		}
	})
}

// A premise that is implied is one that the others can't do without.
func TestIsImplied(t *testing.T) {
	for expression, want := range map[string]bool{
		`"b" in a && a.b == 1`:             true,
		`"b" in a && 1 == a["b"].c`:        true,
		`has(a.b) && size(a.b.c[0].d) > 0`: true,
		`has(a.b) && a.b.c.exists(x, x)`:   false, // A macro is taken to need nothing.
		`has(a.b) && has(a.b.c)`:           true,  // What a field is asked of has to be there.
		`has(a.b) && (a.b == 1 || c)`:      false,
		`has(a.b) && (c ? a.b : d)`:        false,
		`has(a.b) && a.c == 1`:             false,
		`has(a.b) && a == 1`:               false,
		`has(a.b)`:                         false,
		`has(a.b) && has(a.b)`:             false, // Each has the same need, and neither evaluates a.b.
		`"b" in a && "b" in a`:             false,
		`b in a && a.b == 1`:               false,
		`1 in a && a[1] == 1`:              false,
		`a.b == 1 && a.b == 1`:             false,
	} {
		terms := conjuncts(expression)
		assert.Equal(t, want, isImplied(terms[0].expr, terms[1:]), expression)
	}
}
