package verdict_test

import (
	"net/http"
	"net/url"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

const document = `openapi: 3.0.3
info: {title: Small, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: Yes.}
        4XX: {description: No.}
`

// exchanges returns one exchange of each kind: with a documented status, a status of a range, no
// documented status, no response, and an undocumented path. One of them has a string that is not
// UTF-8.
func exchanges() []*contract.Exchange {
	get := func(entry int, path string, response *contract.Response, who contract.Provenance) *contract.Exchange {
		return &contract.Exchange{
			Request: contract.Request{Method: "GET", URL: &url.URL{Path: path}}, Response: response,
			Source: contract.Source{File: "a.har", Entry: entry, Provenance: who, Recorded: time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600))},
		}
	}
	return []*contract.Exchange{
		get(0, "/a", &contract.Response{Status: 200}, contract.Live), get(1, "/a", &contract.Response{Status: 404}, contract.Sandbox),
		get(2, "/a", &contract.Response{Status: 503}, ""), get(3, "/a", nil, contract.Documented), get(4, "/b\xff", &contract.Response{Status: 200}, contract.Test),
	}
}

func TestVerdictCountsWhatWasSeen(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("small.yaml", []byte(document))
	require.NoError(t, err)
	var v verdict.Verdict
	for _, x := range exchanges() {
		v.Add(c, x, c.Check(x))
	}
	assert.Equal(t, verdict.Tally{Total: 5, Documented: 1, Sandbox: 1, Live: 1, Test: 1, Unstated: 1}, v.Exchanges())
	assert.Equal(t, 4, v.Requests("GET /a").Total)
	statuses := v.Statuses()
	assert.ElementsMatch(t, []string{"200", "4XX", "503"}, statuses["GET /a"])
	assert.Equal(t, verdict.Tally{Total: 1, Sandbox: 1}, v.Responses("GET /a", "4XX"))
	assert.Equal(t, verdict.Tally{}, v.Responses("GET /a", "404"))
	groups := v.Groups()
	assert.Equal(t, "GET /b\uFFFD", groups[len(groups)-1].Cause.Operation)
}

// A verdict stays the same if it is written and read again. It also stays the same if it is merged
// with an empty verdict.
func TestVerdictIsWrittenWithoutALoss(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("small.yaml", []byte(document))
	require.NoError(t, err)
	var v, read, empty verdict.Verdict
	for _, x := range exchanges() {
		v.Add(c, x, c.Check(x))
	}
	older := exchanges()[0]
	v.Add(c, older, []contract.Finding{{Severity: contract.Drift, Version: "2", Source: older.Source}})
	text, err := json.Marshal(&v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &read))
	empty.Merge(&read)
	empty.Merge(&verdict.Verdict{})
	again, err := json.Marshal(&empty)
	require.NoError(t, err)
	assert.Equal(t, string(text), string(again))
	for i, g := range v.Groups() {
		first, other := g.Examples[0], empty.Groups()[i].Examples[0]
		assert.True(t, first.Source.Recorded.Equal(other.Source.Recorded))
		assert.Equal(t, first.Message(), other.Message())
		assert.Equal(t, first.Version, other.Version)
	}
}

func TestVerdictRefusesWhatNoCheckWrites(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		`5`, `{"more": 1}`, `{"causes": [{"rule": "request.path", "findings": {"violation": 1}, "first": []}]}`, `{"causes": [{"rule": "request.path", "first": [{}]}]}`,
		`{"causes": [{"rule": "request.path", "findings": {"drift": 4}, "first": [{}, {}, {}, {}]}]}`,
	} {
		var v verdict.Verdict
		require.Error(t, json.Unmarshal([]byte(bad), &v), bad)
	}
}

const versioned = document + `x-versions:
  header: API-Version
  default: "2"
  versions:
    - name: "2"
    - name: "1"
      overlay: overlay.yaml
    - name: "0"
`

// What CheckAll yields gives the same verdict as each exchange does alone. Version 0 describes the
// operation as version 1 does, and is still counted apart.
func TestVerdictOfCheckedExchanges(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(fstest.MapFS{
		"small.yaml":   {Data: []byte(versioned)},
		"overlay.yaml": {Data: []byte("overlay: 1.0.0\ninfo: {title: Older, version: '1'}\nactions:\n  - {target: $.info, update: {title: Older}}\n")},
	}, "small.yaml")
	require.NoError(t, err)
	all := exchanges()
	for _, version := range []string{"2", "1", "0", "0"} {
		x := exchanges()[0]
		x.Request.Header = http.Header{"Api-Version": {version}}
		all = append(all, x)
	}
	var alone, checked verdict.Verdict
	for _, x := range all {
		alone.Add(c, x, c.Check(x))
	}
	for one, err := range c.CheckAll(func(yield func(*contract.Exchange, error) bool) {
		for _, x := range all {
			if !yield(x, nil) {
				return
			}
		}
	}) {
		require.NoError(t, err)
		checked.AddChecked(c, one)
	}
	assert.Equal(t, 2, checked.Requests("GET /a (0)").Total)
	assert.Equal(t, 1, checked.Requests("GET /a (1)").Total)
	want, err := json.Marshal(&alone)
	require.NoError(t, err)
	got, err := json.Marshal(&checked)
	require.NoError(t, err)
	assert.JSONEq(t, string(want), string(got))
}
