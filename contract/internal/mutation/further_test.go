package mutation

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

func generatorOf(t *testing.T, rest string) (*contract.Contract, *generator) {
	t.Helper()
	c, err := contract.Parse("a.yaml", []byte("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A}}}}}"+rest+"}"))
	require.NoError(t, err)
	g, err := newGenerator(t.Context(), c)
	require.NoError(t, err)
	return c, g
}

// What a hostile document has too much of is counted as not tried.
func TestTooManyMutantsAreCounted(t *testing.T) {
	t.Parallel()
	c, g := generatorOf(t, "")
	made := len(g.all())
	for name, fill := range map[string]func(g *generator){
		"in number": func(g *generator) { g.mutants = make([]Mutant, maxMutants) },
		"in bytes":  func(g *generator) { g.size = maxMutantBytes },
	} {
		_, g := generatorOf(t, "")
		fill(g)
		before := len(g.mutants)
		assert.Len(t, g.all(), before, name)
		runner, err := NewRunner(t.Context(), c, nil)
		require.NoError(t, err)
		further := g.further()
		result := runner.Run(t.Context(), further, nil)
		_, all := result.Count()
		assert.Equal(t, Counts{Untried: made}, all, name)
		assert.Equal(t, made, result.Further())
		assert.Contains(t, summary(all, false), "not tried")
		_, err = further[0].Document()
		require.ErrorContains(t, err, "too many mutants")
		_, all = result.Tried().Result(further).Count()
		assert.Equal(t, Counts{Untried: made}, all, "a part leaves out what was not tried")
	}
}

// If the time is over, the mutants are counted and not made.
func TestMutantsAreNotMadeWithoutTime(t *testing.T) {
	t.Parallel()
	c, _ := generatorOf(t, `, components: {schemas: {S: {properties: {p: {type: string, pattern: "^(a|b|c)$", readOnly: true}}}}}`)
	all, err := Mutants(t.Context(), c)
	require.NoError(t, err)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	none, err := Mutants(over, c)
	require.NoError(t, err)
	made, counted := 0, 0
	for i := range none {
		counted += none[i].count()
		if none[i].further == 0 {
			made++
		}
	}
	assert.Zero(t, made)
	assert.Positive(t, counted)
	assert.Less(t, counted, len(all), "nobody looks at the parts of a pattern")
	runner, err := NewRunner(t.Context(), c, nil)
	require.NoError(t, err)
	result := runner.Run(t.Context(), none, nil)
	assert.True(t, result.IsLeast())
	_, counts := result.Count()
	assert.Contains(t, summary(counts, result.IsLeast()), fmt.Sprintf("; at least %d not tried", counted))
	assert.False(t, runner.Run(over, all, nil).IsLeast())
}

// The number of mutants of one pattern or expression has a limit, because each costs as much as the
// whole pattern or expression.
func TestLongExpressionsHaveFewMutants(t *testing.T) {
	t.Parallel()
	others, left, _ := otherPatterns("b|" + strings.Repeat("a|", 999) + "a")
	assert.NotEmpty(t, others)
	assert.LessOrEqual(t, len(others), maxOtherBytes/2001)
	assert.Equal(t, 1001-maxOtherBytes/2001, left)

	terms := strings.Repeat("size(request.path) > 1 && ", 299) + "size(request.path) > 1"
	_, g := generatorOf(t, `, x-invariants: [{id: i, message: M, rule: '`+terms+`', when: '`+terms+`'}]`)
	made := map[Kind]int{}
	for _, m := range g.all() {
		made[m.Kind]++
	}
	assert.Equal(t, maxTerms, made[WidenInvariant])
	assert.Equal(t, 300-maxTerms, g.left[WidenInvariant])
	assert.Equal(t, 1+3*maxTerms, made[WeakenInvariant])
	assert.Equal(t, 3*(300-maxTerms), g.left[WeakenInvariant])
}

// Repetitions make a short pattern long. What is left out of all patterns is counted.
func TestPatternsWithManyRepetitionsHaveFewMutants(t *testing.T) {
	t.Parallel()
	const pattern = "^[a-z]{1,900}$"
	_, _, size := otherPatterns(pattern)
	assert.Greater(t, size, 900*len(pattern))
	_, g := generatorOf(t, "")
	assert.NotEmpty(t, g.otherPatterns(pattern))
	assert.Equal(t, size, g.patternBytes)
	g.patternBytes = maxPatternBytes + 1
	assert.Empty(t, g.otherPatterns(pattern))
	assert.Equal(t, 1, g.left[Pattern])
	further := g.further()
	require.Len(t, further, 1)
	assert.Equal(t, "at least 1 further mutants", further[0].Description)
}

// Without a limit in time, a large document has mutants that are not tried. The others are spread
// over the document.
func TestASampleIsBounded(t *testing.T) {
	t.Parallel()
	c, _ := generatorOf(t, ", components: {schemas: {S: {properties: {a: {type: string}, b: {type: string}, c: {type: string}}}}}")
	mutants, err := Mutants(t.Context(), c)
	require.NoError(t, err)
	runner, err := NewRunner(t.Context(), c, nil)
	require.NoError(t, err)
	assert.Len(t, runner.Sample(mutants), len(mutants))

	runner.maxSteps = 4*runner.steps + runner.steps/2
	sample := runner.Sample(mutants)
	require.Len(t, sample, 4)
	for i := range sample {
		assert.Equal(t, mutants[i*len(mutants)/4].ID, sample[i].ID)
	}
	further := Mutant{ID: "further", further: 7}
	assert.Len(t, runner.Sample(append(mutants[:3:3], further)), 3)
	_, all := runner.Run(t.Context(), sample, nil).Tried().Result(append(mutants, further)).Count()
	assert.Equal(t, len(mutants)-4+7, all[Untried])

	runner.maxSteps = 0
	assert.Len(t, runner.Sample(mutants), 1, "one mutant is always tried")
}

// To check the exchanges, and the examples of a mutant, is work too.
func TestChecksTakeSteps(t *testing.T) {
	t.Parallel()
	c, _ := generatorOf(t, ", components: {schemas: {S: {properties: {a: {type: string}, b: {type: string}, c: {type: string}}}}}")
	mutants, err := Mutants(t.Context(), c)
	require.NoError(t, err)
	exchange := contract.Exchange{Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}}}
	other := exchange
	other.Source.File = "other.har"
	one, err := NewRunner(t.Context(), c, []contract.Exchange{exchange})
	require.NoError(t, err)
	three, err := NewRunner(t.Context(), c, []contract.Exchange{exchange, exchange, other})
	require.NoError(t, err)
	assert.Positive(t, one.checkSteps)
	assert.Equal(t, 3*one.checkSteps, three.checkSteps)
	three.maxCheckSteps = 2*three.checkSteps + 1
	assert.Len(t, three.Sample(mutants), 2)

	steps := func(text string) int {
		c, err := contract.Parse("a.yaml", []byte(text))
		require.NoError(t, err)
		n, err := stepsOf(c)
		require.NoError(t, err)
		return n
	}
	document := func(example string) string {
		parts := strings.Repeat("{minLength: 1}, ", 1000)
		return "{openapi: 3.1.0, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A, content: " +
			"{application/json: {" + example + ": text, schema: {allOf: [" + parts + "]}}}}}}}}}"
	}
	assert.GreaterOrEqual(t, steps(document("example")), steps(document("x-example"))+1000/checkStepsOfStep)
}

// The document is read again for each version with an overlay, so a mutant takes more steps.
func TestStepsCountTheVersions(t *testing.T) {
	t.Parallel()
	steps := func(texts map[string]string) int {
		files := fstest.MapFS{}
		for name, text := range texts {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		c, err := contract.ParseFS(files, "a.yaml")
		require.NoError(t, err)
		n, err := stepsOf(c)
		require.NoError(t, err)
		return n
	}
	const plain = "{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {}, x-versions: {header: V, default: '2', versions: [{name: '2'}"
	const overlay = "{overlay: 1.0.0, info: {title: A, version: '1'}, actions: [{target: $.info, update: {title: B}}]}"
	one := steps(map[string]string{"a.yaml": plain + "]}}"})
	two := steps(map[string]string{"a.yaml": plain + ", {name: '1', overlay: o.yaml}]}}", "o.yaml": overlay})
	assert.Greater(t, two, 2*one)
	long := steps(map[string]string{"a.yaml": plain + "]}, x-text: " + strings.Repeat("a", 10*bytesOfStep) + "}"})
	assert.Equal(t, one+11, long)
}

// A part says why a mutant is equivalent. This may be a rule that only the runner found.
func TestAPartKeepsTheRuleOfAnEquivalentMutant(t *testing.T) {
	t.Parallel()
	mutants := []Mutant{{ID: "a", Kind: DropEnum}, {ID: "b", Kind: DropEnum, Equivalent: OtherKind}}
	outcomes := []Outcome{{Mutant: mutants[0], State: Equivalent}, {Mutant: mutants[1], State: Equivalent}}
	outcomes[0].Equivalent = SameOperations
	result := Result{Outcomes: outcomes}
	assert.Equal(t, result, result.Tried().Result(mutants))
}
