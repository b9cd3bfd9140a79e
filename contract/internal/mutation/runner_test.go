package mutation_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// ofOne is a document that has one mutant of most kinds.
const ofOne = head + `paths:
  /a:
    post:
      operationId: post
      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string, minLength: 2}}}}}}
      responses: {"200": {description: A}, "422": {description: B}}
      x-invariants:
        - {id: stays, when: '"post" in last', rule: request.body.a == last.post.request.body.a, message: a stays}
  /b:
    get:
      responses: {"200": {description: A}}
`

func one(t *testing.T, document, id string) mutation.Mutant {
	t.Helper()
	mutants, err := mutation.Mutants(t.Context(), parsed(t, "a.yaml", []byte(document)))
	require.NoError(t, err)
	i := slices.IndexFunc(mutants, func(m mutation.Mutant) bool { return m.ID == id })
	require.GreaterOrEqual(t, i, 0, "there is no mutant %s", id)
	return mutants[i]
}

func session(file string, exchanges ...contract.Exchange) []contract.Exchange {
	for i := range exchanges {
		exchanges[i].Source = contract.Source{File: file, Entry: i}
	}
	return exchanges
}

func TestTry(t *testing.T) {
	t.Parallel()
	post := func(body string, status int) contract.Exchange {
		return exchange("POST", "http://a.example/a", body, status, "")
	}
	get := exchange("GET", "http://a.example/b", "", 200, "")
	const schema = "/paths/~1a/post/requestBody/content/application~1json/schema"
	for name, tt := range map[string]struct {
		document, mutant string
		exchanges        []contract.Exchange
		want             mutation.State
		by               string
	}{
		"a finding more": {
			ofOne, "narrow " + schema + "/properties/a/minLength", session("a.har", get, post(`{"a": "xy"}`, 200)), mutation.Killed, "a.har#1",
		},
		"a finding fewer": {
			ofOne, "widen " + schema + "/properties/a/minLength", session("a.har", post(`{"a": "x"}`, 200)), mutation.Killed, "a.har#0",
		},
		"another severity": { // What was rejected becomes a violation, because the mutant doesn't document the answer.
			ofOne, "drop-status /paths/~1a/post/responses/422", session("a.har", post(`{"a": "x"}`, 422)), mutation.Killed, "a.har#0",
		},
		"another place in the message": {
			head + "paths: {/b: {get: {parameters: [{name: q, in: query, schema: {}}], responses: {'200': {description: A}}}}}",
			"rename-parameter /paths/~1b/get/parameters/0/name", session("a.har", exchange("GET", "http://a.example/b?q=1", "", 200, "")), mutation.Killed, "a.har#0",
		},
		"no other verdict": {
			ofOne, "narrow " + schema + "/properties/a/minLength", session("a.har", post(`{"a": "xyz"}`, 200), post(`{"a": "x"}`, 422)), mutation.Survived, "",
		},
		"no exchange": {ofOne, "path /paths/~1a", nil, mutation.Survived, ""},
		"by what came before": {
			ofOne, "drop-invariant /paths/~1a/post/x-invariants/0 stays", session("a.har", post(`{"a": "xx"}`, 200), get, post(`{"a": "yy"}`, 200)), mutation.Killed, "a.har#2",
		},
		"not by what came before elsewhere": {
			ofOne, "drop-invariant /paths/~1a/post/x-invariants/0 stays",
			append(session("a.har", post(`{"a": "xx"}`, 200)), session("b.har", post(`{"a": "yy"}`, 200))...), mutation.Survived, "",
		},
		"by an operation that is unchanged, and speaks of one that isn't": {
			head + "paths:\n  /a: {post: {operationId: post, responses: {'200': {description: A}}}}\n  /b:\n    get:\n      responses: {'200': {description: A}}\n" +
				"      x-invariants: [{id: after, rule: '\"post\" in last', message: m}]\n",
			"path /paths/~1a", session("a.har", exchange("POST", "http://a.example/a-moved", "", 200, ""), get), mutation.Killed, "a.har#0",
		},
		"by an exchange that only the mutant knows": {
			ofOne, "method /paths/~1b/get post", session("a.har", exchange("POST", "http://a.example/b", "", 200, "")), mutation.Killed, "a.har#0",
		},
		"by an example": {
			ofSchema("\n  type: string\n  example: a"), "type /components/schemas/S/type integer", nil, mutation.KilledByExample, "a.yaml:13:7",
		},
		"stillborn": {
			ofSchema("\n  type: object\n  properties: {a: {oneOf: [{$ref: '#/components/schemas/S/properties/b'}, {}]}, b: {}}"),
			"drop-property /components/schemas/S/properties/b", nil, mutation.Stillborn,
			`a.yaml:13:39: the $ref "#/components/schemas/S/properties/b" points to nothing; correct it, or add its target`,
		},
		"an edit that can't be made": {
			ofSchema("\n  type: object\n  properties: {a: &a {minLength: 1}, b: *a}"), "narrow /components/schemas/S/properties/a/minLength", nil, mutation.Stillborn,
			"a.yaml:13:23: line 13 repeats this as *a, so an edit would change both; write one of them out first",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runner, err := mutation.NewRunner(t.Context(), parsed(t, "a.yaml", []byte(tt.document)), tt.exchanges)
			require.NoError(t, err)
			got := runner.Try(one(t, tt.document, tt.mutant))
			assert.Equal(t, tt.want, got.State, got.By)
			assert.Equal(t, tt.by, got.By)
		})
	}
}

// A result doesn't depend on the number of workers.
func TestRunDependsOnNothingElse(t *testing.T) {
	type outcome struct {
		id, by string
		state  mutation.State
	}
	outcomes := func(all attempt) []outcome {
		var got []outcome
		for _, o := range all.result.Outcomes {
			got = append(got, outcome{o.ID, o.By, o.State})
		}
		assert.Len(t, got, len(all.mutants))
		assert.Len(t, all.reported, len(all.mutants))
		assert.True(t, slices.IsSorted(all.reported))
		return got
	}
	assert.Equal(t, outcomes(tried(t, 1)), outcomes(triedByMany(t)))
}

// When the context ends, a mutant that is being tried is tried to the end, and later mutants are
// untried.
func TestRunStopsWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	mutants, runner := builtIn(t)
	ctx, cancel := context.WithCancel(t.Context())
	result := runner.Run(ctx, mutants, func(done, _ int64) {
		if done == 10 {
			cancel()
		}
	})
	_, all := result.Count()
	assert.Len(t, result.Outcomes, len(mutants))
	assert.GreaterOrEqual(t, len(mutants)-all[mutation.Untried], 10)
	assert.LessOrEqual(t, len(mutants)-all[mutation.Untried], 10+runtime.GOMAXPROCS(0))
	assert.NotEqual(t, mutation.Untried, result.Outcomes[0].State, "they are tried in their order")
	assert.Equal(t, mutation.Untried, result.Outcomes[len(mutants)-1].State)
}

// builtIn returns some mutants of the built-in document. It also returns a runner with the
// recordings of this repository.
func builtIn(t *testing.T) ([]mutation.Mutant, *mutation.Runner) {
	t.Helper()
	c := parsed(t, "openapi.yaml", polytomic.OpenAPI())
	all, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	var some []mutation.Mutant
	for i := 0; i < len(all); i += 17 {
		some = append(some, all[i])
	}
	exchanges, err := recording.Load("../../testdata/recordings")
	require.NoError(t, err)
	runner, err := mutation.NewRunner(t.Context(), c, exchanges)
	require.NoError(t, err)
	return some, runner
}

// attempt has the result of trying the mutants of builtIn, and the numbers of tried mutants that
// were reported meanwhile.
type attempt struct {
	mutants  []mutation.Mutant
	result   mutation.Result
	reported []int64
}

// tried tries the mutants of builtIn with a number of workers.
func tried(t *testing.T, workers int) attempt {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
	var a attempt
	var runner *mutation.Runner
	a.mutants, runner = builtIn(t)
	a.result = runner.Run(t.Context(), a.mutants, func(done, total int64) {
		assert.Equal(t, int64(len(a.mutants)), total)
		a.reported = append(a.reported, done)
	})
	return a
}

// triedByMany is like tried with 7 workers. The tests that only read the attempt share it.
func triedByMany(t *testing.T) attempt {
	t.Helper()
	sharedOnce.Do(func() { shared = tried(t, 7) })
	require.NotEmpty(t, shared.result.Outcomes)
	return shared
}

var (
	sharedOnce sync.Once
	shared     attempt
)

// BenchmarkRun tries all mutants of the built-in document, with only the recordings as exchanges.
func BenchmarkRun(b *testing.B) {
	mutants, err := mutation.Mutants(b.Context(), parsed(b, "openapi.yaml", polytomic.OpenAPI()))
	require.NoError(b, err)
	exchanges, err := recording.Load("../../testdata/recordings")
	require.NoError(b, err)
	runner, err := mutation.NewRunner(b.Context(), parsed(b, "openapi.yaml", polytomic.OpenAPI()), exchanges)
	require.NoError(b, err)
	for b.Loop() {
		runner.Run(b.Context(), mutants, nil)
	}
	b.ReportMetric(float64(len(mutants)*b.N)/b.Elapsed().Seconds(), "mutants/s")
	b.ReportMetric(float64(len(exchanges)), "exchanges")
}
