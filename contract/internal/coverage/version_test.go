package coverage_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
)

// versionsOf returns the number of exchanges and of covered claims that the map has for each
// version of the API.
func versionsOf(t *testing.T, m *coverage.Map) map[string][2]int {
	t.Helper()
	var written bytes.Buffer
	require.NoError(t, m.WriteJSON(&written))
	var read struct {
		Versions []struct {
			Name      string `json:"name"`
			Exchanges int    `json:"exchanges"`
			Covered   int    `json:"covered"`
		} `json:"versions"`
	}
	require.NoError(t, json.Unmarshal(written.Bytes(), &read))
	all := map[string][2]int{}
	for _, v := range read.Versions {
		all[v.Name] = [2]int{v.Exchanges, v.Covered}
	}
	return all
}

// Each exchange counts for its own version, and the parts of a run add up to the whole.
func TestVersions(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(polytomic.FS(), "openapi.yaml")
	require.NoError(t, err)
	list := func(version string, entry int) *contract.Exchange {
		header := func(more http.Header) http.Header {
			more.Set("X-Polytomic-Version", version)
			return more
		}
		return &contract.Exchange{
			Request: contract.Request{
				Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "app.polytomic.com", Path: "/api/organizations"},
				Header: header(http.Header{"Authorization": {"Bearer key-of-a-partner"}}),
			},
			Response: &contract.Response{Status: http.StatusOK, Header: header(http.Header{"Content-Type": {"application/json"}}), Body: []byte(`{"data":null}`)},
			Source:   contract.Source{File: version + ".har", Entry: entry, Provenance: contract.Sandbox},
		}
	}
	old := list("2024-02-08", 1)
	old.Source.Operation = "of another document"
	exchanges := []*contract.Exchange{list("2025-09-18", 0), list("2024-02-08", 0), old}

	whole := coverage.New(c, coverage.Options{})
	merged := coverage.New(c, coverage.Options{})
	for _, x := range exchanges {
		whole.Add(x)
		one := coverage.New(c, coverage.Options{})
		one.Add(x)
		written, err := json.Marshal(one.Tally())
		require.NoError(t, err)
		var part coverage.Tally
		require.NoError(t, json.Unmarshal(written, &part))
		merged.Merge(&part)
	}
	got := versionsOf(t, whole)
	assert.Equal(t, got, versionsOf(t, merged))
	assert.Len(t, got, 5)
	assert.Equal(t, 1, got["2025-09-18"][0])
	assert.Equal(t, 2, got["2024-02-08"][0], "the stale one, too")
	assert.Positive(t, got["2024-02-08"][1])
	assert.Equal(t, [2]int{}, got["2023-04-25"])
	one := coverage.New(c, coverage.Options{})
	one.Add(old)
	assert.Equal(t, [2]int{1, 0}, versionsOf(t, one)["2024-02-08"], "what is stale covers nothing")
}
