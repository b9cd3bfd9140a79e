package mutation

import (
	"regexp/syntax"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOtherPatterns(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string][]string{
		"abc":            nil,
		`^a\$$`:          {`a\$$`, `^a\$`},
		"a|b|cd":         {"b|cd", "a|cd", "a|b"},
		"x(a|b)y":        {"x(b)y", "x(a)y"},
		"[a-z]":          {"[`-z]", "[b-z]", "[a-y]", "[a-{]"},
		"[A-Z]":          {"[@-Z]", "[B-Z]", "[A-Y]", `[A-\[]`},
		"[0-9:]":         {"[:]", "[/-9:]", "[1-9:]", "[0-8:]", "[0-9]"}, // The pattern [0-:] is missing, because it matches the same strings.
		"[!-/é-ü]":       {"[é-ü]", "[!-/]"},
		"[a-z_.-]":       {"[_.-]", "[`-z_.-]", "[b-z_.-]", "[a-y_.-]", "[a-{_.-]", "[a-z.-]", "[a-z_-]", "[a-z_.]"},
		`[^\]\d]`:        {`[^\d]`, `[^\]]`},
		"[]a]":           {"[a]", "[]]"},
		"[[:alpha:]0-9]": {"[0-9]", "[[:alpha:]]", "[[:alpha:]/-9]", "[[:alpha:]1-9]", "[[:alpha:]0-8]", "[[:alpha:]0-:]"},
		"a{2}":           {"a{3}"},
		"a{2,}":          {"a{3,}"},
		"a{2,4}b":        {"a{3,4}b", "a{2,5}b"},
		"a{":             nil,
		"(?=a)":          nil, // RE2 has no lookahead, and nothing checks the pattern.
		"(":              nil,
		"^(0[5-6]|1)":    {"(0[5-6]|1)", "^(0[4-6]|1)", "^(0[6-6]|1)", "^(0[5-5]|1)", "^(0[5-7]|1)", "^(1)", "^(0[5-6])"},
	} {
		others, left, _ := otherPatterns(pattern)
		assert.Equal(t, want, others, pattern)
		assert.Zero(t, left)
	}
}

func FuzzOtherPatterns(f *testing.F) {
	f.Add("^[0-9]{4}-(0[1-9]|1[0-2])$")
	f.Add(`[^\]a-\d]{2,}(?i)x|`)
	f.Add("[0-9:]")
	f.Add("[b-b]{1000}(?:a|(?:b))")
	f.Fuzz(func(t *testing.T, pattern string) {
		meant, _ := meaning(pattern)
		others, _, _ := otherPatterns(pattern)
		for _, other := range others {
			assert.NotEqual(t, pattern, other)
			also, _ := meaning(other)
			assert.NotEqual(t, meant, also, other)
			_, err := syntax.Parse(other, syntax.Perl)
			require.NoError(t, err, other)
		}
	})
}

func TestWeakened(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]struct{ rule, premise []string }{
		"":                {nil, nil},
		"1 +":             {nil, nil},
		"a >= 4":          {[]string{"a >= 3", "a being 3"}, []string{"a >= 5", "a being 4"}},
		"a > 4":           {[]string{"a > 3", "a being 4"}, []string{"a > 5", "a being 5"}},
		"a <= 4":          {[]string{"a <= 5", "a being 5"}, []string{"a <= 3", "a being 4"}},
		"a < 4":           {[]string{"a < 5", "a being 4"}, []string{"a < 3", "a being 3"}},
		"a == 4":          {nil, nil},
		"a > b":           {nil, nil},
		"a > 1.5":         {nil, nil},
		"c || a > 4":      {nil, nil}, // The comparison is not at the top, so a weaker comparison might not weaken the whole.
		`a in ["x"]`:      {nil, nil},
		`a in ["x", b]`:   {nil, nil},
		`a in ["é", "z"]`: {nil, nil},
		`"e" in a && b.all(x, x in ["e", 'y"', "z"])`: {
			[]string{
				`"e" in a && b.all(x, x in ['y"', "z"])`, `the item "e" of a list`, `"e" in a && b.all(x, x in ["e", "z"])`, `the item 'y"' of a list`,
				`"e" in a && b.all(x, x in ["e", 'y"'])`, `the item "z" of a list`,
			},
			[]string{
				`"e" in a && b.all(x, x in ['y"', "z"])`, `the item "e" of a list`, `"e" in a && b.all(x, x in ["e", "z"])`, `the item 'y"' of a list`,
				`"e" in a && b.all(x, x in ["e", 'y"'])`, `the item "z" of a list`,
			},
		},
		"[1, 2].all(n,\n  n in a) && size(a) > 0": {
			[]string{"[2].all(n,\n  n in a) && size(a) > 0", "the item 1 of a list", "[1].all(n,\n  n in a) && size(a) > 0", "the item 2 of a list", "[1, 2].all(n,\n  n in a) && size(a) > -1", "size(a) being 0"},
			[]string{"[2].all(n,\n  n in a) && size(a) > 0", "the item 1 of a list", "[1].all(n,\n  n in a) && size(a) > 0", "the item 2 of a list", "[1, 2].all(n,\n  n in a) && size(a) > 1", "size(a) being 1"},
		},
	} {
		for premise, want := range map[bool][]string{false: want.rule, true: want.premise} {
			var got []string
			for _, w := range weakened(expression, premise) {
				got = append(got, w.expression(), w.decisive)
			}
			assert.Equal(t, want, got, "%s, premise %t", expression, premise)
		}
	}
}

func TestConjuncts(t *testing.T) {
	t.Parallel()
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
			got = append(got, term.written)
		}
		assert.Equal(t, want, got, expression)
	}
	assert.Equal(t, "a && (b || c) && (d ? e : f)", joined(conjuncts("a && (b || c) && (d ? e : f)")))
}

// FuzzConjuncts joins the terms of a conjunction. The result must have the same terms.
func FuzzConjuncts(f *testing.F) {
	f.Add(`response.status == 200 && has(a.b.c) && (x || y)`)
	f.Add(`(x ? y : z) && a["b"] > 1`)
	f.Add(`a.all(x, x > 1 && "y" in x) && b`)
	f.Fuzz(func(t *testing.T, expression string) {
		terms := conjuncts(expression)
		if len(terms) == 0 {
			return
		}
		again := conjuncts(joined(terms))
		require.Len(t, again, len(terms), expression)
		for i := range again {
			assert.Equal(t, terms[i].written, again[i].written)
		}
		for _, w := range weakened(expression, true) {
			assert.NotEqual(t, expression, w.expression())
			assert.NotNil(t, parsed(w.expression()), w.expression())
		}
	})
}

// A term is implied if another term can't be evaluated unless the term is true.
func TestIsImplied(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]bool{
		`"b" in a && a.b == 1`:             true,
		`"b" in a && 1 == a["b"].c`:        true,
		`has(a.b) && size(a.b.c[0].d) > 0`: true,
		`has(a.b) && a.b.c.exists(x, x)`:   false, // isImplied assumes that a macro needs nothing.
		`has(a.b) && has(a.b.c)`:           true,  // has(a.b.c) can be evaluated only if a.b exists.
		`has(a.b) && (a.b == 1 || c)`:      false,
		`has(a.b) && (c ? a.b : d)`:        false,
		`has(a.b) && a.c == 1`:             false,
		`has(a.b) && a == 1`:               false,
		`has(a.b)`:                         false,
		`has(a.b) && has(a.b)`:             false, // Both terms need a, and neither needs a.b.
		`"b" in a && "b" in a`:             false,
		`b in a && a.b == 1`:               false,
		`1 in a && a[1] == 1`:              false,
		`a.b == 1 && a.b == 1`:             false,
	} {
		terms := conjuncts(expression)
		assert.Equal(t, want, isImplied(terms[0].expr, terms[1:]), expression)
	}
}
