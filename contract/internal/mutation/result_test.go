package mutation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

// result returns a result with an outcome of each state, and with two killed mutants.
func result(untried bool) mutation.Result {
	mutant := func(kind mutation.Kind, line int) mutation.Mutant {
		return mutation.Mutant{
			ID: fmt.Sprintf("%s /x%d", kind, line), Kind: kind, Place: contract.Place{File: "a.yaml", Pointer: fmt.Sprintf("/x%d", line), Line: line, Column: 3},
			Description: "let it\nbe \x1b[31mred", Killer: "an exchange in which it is red",
		}
	}
	equivalent := mutant(mutation.Format, 5)
	equivalent.Equivalent = mutation.FreeFormat
	r := mutation.Result{Outcomes: []mutation.Outcome{
		{Mutant: mutant(mutation.Path, 1), State: mutation.Killed, By: "a.har#0"},
		{Mutant: mutant(mutation.Type, 2), State: mutation.KilledByExample, By: "a.yaml:2:1"},
		{Mutant: mutant(mutation.Type, 3), State: mutation.Survived},
		{Mutant: mutant(mutation.Type, 4), State: mutation.Stillborn, By: "a.yaml:4:1: it is not a document"},
		{Mutant: equivalent, State: mutation.Equivalent},
	}}
	if untried {
		r.Outcomes = append(r.Outcomes, mutation.Outcome{Mutant: mutant(mutation.Close, 6), State: mutation.Untried})
	}
	return r
}

func written(t *testing.T, r mutation.Result, options mutation.TextOptions) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, r.WriteText(&b, options))
	return b.String()
}

func TestWriteText(t *testing.T) {
	t.Parallel()
	const legend = `
Killed: for some exchange the mutant has other findings than the document, or an
example of the document contradicts the mutant. Equivalent: no exchange can show the
difference. Stillborn: the mutant is not a valid document. The score counts the others.

`
	assert.Equal(t, `kind    killed  by example  survived  equivalent  stillborn  not tried    score
path         1           -         -           -          -          -  100.0 %
type         -           1         1           -          1          -   50.0 %
format       -           -         -           1          -          -        -
`+legend+`survived   a.yaml:3:3  type  let it\nbe \x1b[31mred
           would be killed by an exchange in which it is red

score 66.6 %: 2 of 3 mutants killed, 1 of them by examples of the document; 1 equivalent and 1 stillborn don't count
`, written(t, result(false), mutation.TextOptions{}))
	assert.Contains(t, written(t, result(true), mutation.TextOptions{Equivalent: true}), legend+`equivalent a.yaml:5:3  format  let it\nbe \x1b[31mred
           free-format: every string is of the formats password and binary

survived `)
	assert.Contains(t, written(t, result(true), mutation.TextOptions{}), "\npartial score 66.6 %: 2 of 3 mutants killed")
	assert.Contains(t, written(t, result(true), mutation.TextOptions{}), "don't count; 1 not tried\n")
	assert.Contains(t, written(t, mutation.Result{}, mutation.TextOptions{}), "\nscore -: 0 of 0 mutants killed")
}

// The score in the text agrees with the mutants that the text lists and counts.
func TestTheScoreIsWhatTheTextSays(t *testing.T) {
	t.Parallel()
	r := triedByMany(t).result
	text := written(t, r, mutation.TextOptions{Equivalent: true})
	said := regexp.MustCompile(`(?m)^score ([0-9.]+) %: (\d+) of (\d+) mutants killed, (\d+) .*; (\d+) equivalent and (\d+) stillborn`).FindStringSubmatch(text)
	require.NotNil(t, said, text)
	number := func(i int) int {
		n, err := strconv.Atoi(said[i])
		require.NoError(t, err)
		return n
	}
	killed, scored := number(2), number(3)
	survivors := strings.Count(text, "\nsurvived   ")
	assert.Positive(t, survivors)
	assert.Equal(t, scored-killed, survivors)
	assert.Equal(t, number(5), strings.Count(text, "\nequivalent openapi"))
	assert.Len(t, r.Outcomes, scored+number(5)+number(6))
	_, all := r.Count()
	assert.Equal(t, said[1], fmt.Sprintf("%.1f", all.Score()))
	assert.InDelta(t, 100*float64(killed)/float64(scored), all.Score(), 0.1)
	assert.LessOrEqual(t, all.Score(), 100*float64(killed)/float64(scored), "it is rounded down")
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("mutation.schema.json")
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("mutation.schema.json", document))
	s, err := compiler.Compile("mutation.schema.json")
	require.NoError(t, err)
	return s
}

func TestJSONIsWhatTheSchemaSays(t *testing.T) {
	t.Parallel()
	var whole string
	for name, r := range map[string]mutation.Result{
		"everything": result(true), "nothing": {}, "the built-in document": triedByMany(t).result,
	} {
		var b bytes.Buffer
		require.NoError(t, r.WriteJSON(&b))
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
		require.NoError(t, err)
		require.NoError(t, schema(t).Validate(value), name)
		if name == "everything" {
			whole = b.String()
		}
	}
	for _, change := range [][2]string{
		{`"version": 1`, `"version": 2`},
		{`"partial": true,`, ``},
		{`"score": 66.6`, `"score": 101`},
		{`"kind": "format"`, `"kind": "colour"`},
		{`"rule": "free-format"`, `"rule": "none"`},
		{`"line": 3`, `"line": 0`},
		{`"killer": "an`, `"killed": "an`},
		{`"untried": 1`, `"untried": -1`},
	} {
		bad := strings.ReplaceAll(whole, change[0], change[1])
		require.NotEqual(t, whole, bad, change[0])
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		require.NoError(t, err)
		require.Error(t, schema(t).Validate(value), change[1])
	}
}

// The JSON schema lists each kind and each rule, and no other.
func TestTheSchemaNamesEverything(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("mutation.schema.json")
	require.NoError(t, err)
	var s struct {
		Properties struct {
			Equivalent struct {
				Items struct {
					Properties struct {
						Rule struct {
							Enum []mutation.Rule `json:"enum"`
						} `json:"rule"`
					} `json:"properties"`
				} `json:"items"`
			} `json:"equivalent"`
		} `json:"properties"`
		Defs struct {
			Kind struct {
				Enum []mutation.Kind `json:"enum"`
			} `json:"kind"`
		} `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(data, &s))
	assert.Equal(t, mutation.Kinds(), s.Defs.Kind.Enum)
	rules := map[mutation.Rule]bool{}
	for _, rule := range s.Properties.Equivalent.Items.Properties.Rule.Enum {
		rules[rule] = true
		assert.Contains(t, mutation.Rules(), rule)
	}
	assert.Len(t, rules, len(mutation.Rules()))
}

func TestSurvivorsInJSON(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	require.NoError(t, result(false).WriteJSON(&b))
	var got struct {
		Survivors []struct {
			Line    int    `json:"line"`
			Kind    string `json:"kind"`
			What    string `json:"what"`
			Pointer string `json:"pointer"`
		} `json:"survivors"`
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Len(t, got.Survivors, 1)
	assert.Equal(t, 3, got.Survivors[0].Line)
	assert.Equal(t, "type", got.Survivors[0].Kind)
	assert.Equal(t, "let it\nbe \x1b[31mred", got.Survivors[0].What)
	assert.Equal(t, "/x3", got.Survivors[0].Pointer)
}

func TestFloor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "floor.json")
	_, err := mutation.ReadFloor(file)
	require.ErrorContains(t, err, `floor.json: file does not exist; create it with {"score": 0}, which mutate then raises`)
	assert.Equal(t, "{\"score\": 98.7}\n", string(mutation.Floor{Score: 98.7}.Bytes()))
	require.NoError(t, os.WriteFile(file, mutation.Floor{Score: 98.7}.Bytes(), 0o600))
	floor, err := mutation.ReadFloor(file)
	require.NoError(t, err)
	assert.Equal(t, mutation.Floor{Score: 98.7}, floor)
	_, err = mutation.ReadFloor(dir)
	require.ErrorContains(t, err, "name a file that can be read")
	for _, bad := range []string{"", "98", "{}", `{"score": "98"}`, `{"score": -1}`, `{"score": 101}`, `{"score": 1, "of": 2}`, `{"score": 1}{}`} {
		require.NoError(t, os.WriteFile(file, []byte(bad), 0o600))
		_, err := mutation.ReadFloor(file)
		require.ErrorContains(t, err, `floor.json: the file has no floor; it should be {"score": PERCENT}`, bad)
	}
}
