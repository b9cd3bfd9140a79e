package coverage_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
)

// document has claims that get each of the states. It also has text that looks like HTML. The page
// must show the text as it is.
const document = `openapi: 3.0.3
info: {title: "</script><script>alert(1)</script>", version: "1"}
paths:
  /a:
    get:
      operationId: getA
      responses:
        "200":
          description: One.
          content:
            application/json:
              schema:
                type: object
                properties:
                  name: {type: string, nullable: true}
                  "<b>size</b>": {type: integer, minimum: 1}
        "404": {description: None.}
components:
  schemas:
    Unused: {type: string}
`

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func newContract(tb testing.TB) *contract.Contract {
	tb.Helper()
	c, err := contract.Parse("api/openapi.yaml", []byte(document))
	require.NoError(tb, err)
	return c
}

// get returns an exchange that was recorded a day ago against the unchanged document.
func get(tb testing.TB, provenance contract.Provenance, entry int, body string) *contract.Exchange {
	tb.Helper()
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}, Header: http.Header{}},
		Response: &contract.Response{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)},
		Source: contract.Source{
			File: string(provenance) + ".har", Entry: entry, Provenance: provenance, Recorded: now.Add(-24 * time.Hour), Operation: newContract(tb).Operations()[0].Digest,
		},
	}
}

// everything returns a map that has claims in each state.
func everything(tb testing.TB) *coverage.Map {
	tb.Helper()
	m := coverage.New(newContract(tb), coverage.Options{MaxAge: 48 * time.Hour, Now: now})
	for i := range 5 {
		m.Add(get(tb, contract.Test, i, `{"name": "a"}`))
	}
	m.Add(get(tb, contract.Sandbox, 0, `{"name": null}`))
	m.Add(get(tb, contract.Live, 0, `{"name": 5}`))
	documented := get(tb, contract.Documented, 0, `{"name": "<i>a</i>"}`)
	documented.Source.Operation, documented.Source.Page = "", "https://vendor.example/</script>"
	m.Add(documented)
	changed := get(tb, contract.Live, 1, `{"<b>size</b>": 1}`)
	changed.Source.Operation = strings.Repeat("0", 64)
	m.Add(changed)
	old := get(tb, contract.Sandbox, 1, `{"<b>size</b>": 2}`)
	old.Source.Recorded = now.Add(-49 * time.Hour)
	m.Add(old)
	unstated := get(tb, "", 0, `{}`)
	unstated.Source = contract.Source{File: "a\x1b[2J.har"}
	m.Add(unstated)
	return m
}

// find returns the claim with an ID.
func find(t *testing.T, m *coverage.Map, id string) coverage.Claim {
	t.Helper()
	for _, b := range m.Claims() {
		if b.ID == id {
			return b
		}
	}
	t.Fatalf("there is no claim %s", id)
	return coverage.Claim{}
}

const schema = "/paths/~1a/get/responses/200/content/application~1json/schema"

// A document of a few megabytes may have half a million claims, so only covered ones take memory.
func TestOnlyCoveredClaimsAreTallied(t *testing.T) {
	t.Parallel()
	m := coverage.New(newContract(t), coverage.Options{})
	assert.Empty(t, m.Tally().Claims)
	m.Add(get(t, contract.Live, 0, `{}`))
	covered := 0
	for _, c := range m.Claims() {
		if c.State() != coverage.Uncovered && c.State() != coverage.Unreachable {
			covered++
		}
	}
	assert.Len(t, m.Tally().Claims, covered)
}

func TestStatesOfClaims(t *testing.T) {
	m := everything(t)
	for id, want := range map[string]coverage.State{
		"operation /paths/~1a/get used":                           "live",
		"property " + schema + "/properties/name present":         "documented",
		"null " + schema + "/properties/name/nullable null":       "sandbox",
		"constraint " + schema + "/properties/name/type kept":     "documented",
		"property " + schema + "/properties/name absent":          "unstated",
		"property " + schema + "/properties/<b>size<~1b> present": coverage.Stale,
		"status /paths/~1a/get/responses/404 used":                coverage.Uncovered,
		"constraint /components/schemas/Unused/type kept":         coverage.Unreachable,
	} {
		b := find(t, m, id)
		assert.Equal(t, want, b.State(), id)
	}
}

// The map counts the exchanges of each provenance separately, and keeps the first exchanges of
// each.
func TestExchangesByProvenance(t *testing.T) {
	b := find(t, everything(t), "operation /paths/~1a/get used")
	counts := map[contract.Provenance][2]int{}
	for _, provenance := range coverage.Provenances() {
		count, stale := b.Count(provenance)
		counts[provenance] = [2]int{count, stale}
	}
	assert.Equal(t, map[contract.Provenance][2]int{
		contract.Live: {1, 1}, contract.Documented: {1, 0}, contract.Sandbox: {1, 1}, contract.Test: {5, 0}, coverage.Unstated: {1, 0},
	}, counts)
	tests := b.Exchanges(contract.Test)
	require.Len(t, tests, coverage.MaxExchanges)
	assert.Equal(t, coverage.Exchange{File: "test.har", Entry: 2, Recorded: now.Add(-24 * time.Hour), At: "method"}, tests[2])
	live := b.Exchanges(contract.Live)
	assert.Equal(t, []coverage.Staleness{"", coverage.Changed}, []coverage.Staleness{live[0].Stale, live[1].Stale})
	assert.Equal(t, coverage.Old, b.Exchanges(contract.Sandbox)[1].Stale)
	assert.Equal(t, "https://vendor.example/</script>", b.Exchanges(contract.Documented)[0].Page)
	assert.Empty(t, (&coverage.Claim{}).Exchanges(contract.Live))
}

func TestStaleness(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(x *contract.Exchange)
		age  time.Duration
		want coverage.State
		note string
	}{
		"as it is":                        {func(*contract.Exchange) {}, 48 * time.Hour, "live", ""},
		"at the very age":                 {func(*contract.Exchange) {}, 24 * time.Hour, "live", ""},
		"older":                           {func(*contract.Exchange) {}, 24*time.Hour - 1, coverage.Stale, ""},
		"any age":                         {func(x *contract.Exchange) { x.Source.Recorded = time.Time{} }, 0, "live", ""},
		"of no day":                       {func(x *contract.Exchange) { x.Source.Recorded = time.Time{} }, time.Hour, "live", "1 exchange doesn't say when it was recorded"},
		"of another operation":            {func(x *contract.Exchange) { x.Source.Operation = strings.Repeat("0", 64) }, 0, coverage.Stale, ""},
		"of no operation":                 {func(x *contract.Exchange) { x.Source.Operation = "" }, 0, "live", "1 exchange doesn't say under which version of its operation it was recorded"},
		"transcribed, so of no operation": {func(x *contract.Exchange) { x.Source.Operation, x.Source.Provenance = "", contract.Documented }, 0, "documented", ""},
		"transcribed long ago":            {func(x *contract.Exchange) { x.Source.Operation, x.Source.Provenance = "", contract.Documented }, time.Hour, coverage.Stale, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := coverage.New(newContract(t), coverage.Options{MaxAge: tt.age, Now: now})
			x := get(t, contract.Live, 0, `{}`)
			tt.edit(x)
			m.Add(x)
			b := find(t, m, "operation /paths/~1a/get used")
			assert.Equal(t, tt.want, b.State())
			var text bytes.Buffer
			require.NoError(t, m.WriteText(&text))
			assert.Contains(t, text.String(), tt.note)
			assert.Equal(t, tt.note != "", strings.Contains(text.String(), "so it may be"))
		})
	}
}

// The exchanges of one file are a session. An invariant about the exchange before holds only within
// the session.
func TestSessionsOfFiles(t *testing.T) {
	text := strings.Replace(document, "      operationId: getA\n", "      operationId: getA\n      x-invariants: [{id: again, when: '\"getA\" in last', rule: 'true', message: it is again}]\n", 1)
	c, err := contract.Parse("openapi.yaml", []byte(text))
	require.NoError(t, err)
	for second, want := range map[string]coverage.State{"a.har": "live", "b.har": coverage.Uncovered} {
		m := coverage.New(c, coverage.Options{})
		for _, file := range []string{"a.har", second} {
			x := get(t, contract.Live, 0, `{}`)
			x.Source.File, x.Source.Operation = file, ""
			m.Add(x)
		}
		b := find(t, m, "invariant /paths/~1a/get/x-invariants/0 held")
		assert.Equal(t, want, b.State(), second)
	}
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, everything(t).WriteText(&b))
	assert.Equal(t, `kind        claims  documented  sandbox  live  test  unstated  stale  uncovered
operation        1           1        1     1     1         1      -          -
status           2           1        1     1     1         1      -          1
media-type       1           1        1     1     1         1      -          -
property         4           2        2     1     2         2      1          -
null             1           -        1     -     -         -      -          -
constraint       5           2        1     1     2         1      2          1
all             14           7        7     5     7         6      3          2

Each column counts the claims that such exchanges cover. A claim can be in several
columns, so they are never added up.

Stale:
  api/openapi.yaml:16:19  property    present  /paths/~1a/get/responses/200/content/application~1json/schema/properties/<b>size<~1b>
  api/openapi.yaml:16:35  constraint  kept     /paths/~1a/get/responses/200/content/application~1json/schema/properties/<b>size<~1b>/type
  api/openapi.yaml:16:50  constraint  edge     /paths/~1a/get/responses/200/content/application~1json/schema/properties/<b>size<~1b>/minimum

Uncovered:
  api/openapi.yaml:17:9   status      used  /paths/~1a/get/responses/404
  api/openapi.yaml:20:14  constraint  kept  /components/schemas/Unused/type (no operation uses it)

14 claims, 11 exchanges (1 documented, 2 sandbox, 2 live, 5 test, 1 unstated): 2 uncovered, 3 stale
1 exchange contradicts the document (1 live), and covers nothing where it does; orgcontract check says where.
1 exchange doesn't say under which version of its operation it was recorded, so it may be stale.
1 exchange doesn't say when it was recorded, so it may be too old.
`, b.String())
}

func TestWritersReturnErrors(t *testing.T) {
	m := everything(t)
	full := errors.New("the disk is full")
	for name, write := range map[string]func() error{
		"text": func() error { return m.WriteText(fullDisk{full}) },
		"JSON": func() error { return m.WriteJSON(fullDisk{full}) },
		"HTML": func() error { return m.WriteHTML(fullDisk{full}, nil) },
	} {
		require.ErrorIs(t, write(), full, name)
	}
}

type fullDisk struct{ err error }

func (d fullDisk) Write([]byte) (int, error) { return 0, d.err }

// An invariant that takes too long to check is not held. The reports say how many exchanges have
// such an invariant.
func TestUncheckedInvariants(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte(`{openapi: 3.0.3, info: {title: A, version: "1"}, paths: {/a: {get: {responses: {"200": {description: A}}}}},
 x-invariants: [{id: costly, message: it holds, rule: 'response.body.all(x, response.body.all(y, response.body == response.body))'}]}`))
	require.NoError(t, err)
	m := coverage.New(c, coverage.Options{})
	note := func() (text, json string) {
		var b bytes.Buffer
		require.NoError(t, m.WriteText(&b))
		text = b.String()
		b.Reset()
		require.NoError(t, m.WriteJSON(&b))
		return text, b.String()
	}
	list := func(length int) *contract.Exchange {
		x := get(t, contract.Live, 0, "["+strings.Repeat("1,", length-1)+"1]")
		x.Source.Operation = c.Operations()[0].Digest
		return x
	}
	m.Add(list(10_000))
	state := func(m *coverage.Map) coverage.State {
		held := find(t, m, "invariant /x-invariants/0 held")
		return held.State()
	}
	assert.Equal(t, coverage.Uncovered, state(m))
	text, json := note()
	assert.Contains(t, text, "1 exchange has invariants that take too long to check, so it may cover more; orgcontract check says which.\n")
	assert.Contains(t, json, `"unchecked": 1,`)
	other := coverage.New(c, coverage.Options{})
	other.Add(list(10))
	other.Merge(m.Tally())
	assert.EqualValues(t, contract.Live, state(other))
	assert.Equal(t, 1, other.Tally().Unchecked)
}
