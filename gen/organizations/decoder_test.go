package organizations_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

type additional = map[string]jsontext.Value

// If a newer server sends additional properties, the caller can read them, both in an organization
// and in an error.
func TestPropertiesThatTheDocumentDoesNotKnowAreKept(t *testing.T) {
	t.Parallel()
	body := `{"id": "a", "plan": {"seats": [1, 2.50]}, "name": "Acme", "Name": "other", "é\n": null}`
	want := organizations.Organization{ID: "a", Name: "Acme", Additional: additional{
		"plan": jsontext.Value(`{"seats": [1, 2.50]}`), "Name": jsontext.Value(`"other"`), "é\n": jsontext.Value(`null`),
	}}
	ctx := context.Background()

	one, err := newClient(t, always(200, `{"data": `+body+`}`)).GetOrganization(ctx, id)
	require.NoError(t, err)
	assert.Equal(t, want, one)

	client := newClient(t, always(200, `{"data": [`+body+`, {"id": "b"}]}`))
	list, err := client.ListOrganizations(ctx)
	require.NoError(t, err)
	assert.Equal(t, []organizations.Organization{want, {ID: "b"}}, list)
	var streamed []organizations.Organization
	for organization, err := range client.Organizations(ctx) {
		require.NoError(t, err)
		streamed = append(streamed, organization)
	}
	assert.Equal(t, list, streamed)

	err = get(newClient(t, always(404, `{"key": "a", "trace": ["b"]}`)))
	refusal, ok := errors.AsType[*organizations.Error](err)
	require.True(t, ok)
	assert.Equal(t, additional{"trace": jsontext.Value(`["b"]`)}, refusal.Additional)
}

// When a program encodes an organization, the JSON leaves out the properties that the document
// doesn't know.
func TestPropertiesThatTheDocumentDoesNotKnowAreNotSent(t *testing.T) {
	t.Parallel()
	organization := organizations.Organization{Name: "Acme", Additional: additional{"plan": jsontext.Value(`1`)}}
	for _, value := range []any{organization, organizations.UpdateOf(organization), organizations.APIError{Additional: organization.Additional}} {
		v1, err := json.Marshal(value)
		require.NoError(t, err)
		v2, err := jsonv2.Marshal(value)
		require.NoError(t, err)
		assert.NotContains(t, string(v1)+string(v2), "plan")
		assert.NotContains(t, string(v1)+string(v2), "dditional")
	}
}

func TestPropertiesOfARefusalThatTheDocumentDoesNotKnowAreRedacted(t *testing.T) {
	t.Parallel()
	err := get(newClient(t, always(404, `{"trace": {"at": ["`+secret+`", 1]}, "`+secret+`": true}`)))
	refusal, ok := errors.AsType[*organizations.Error](err)
	require.True(t, ok)
	assert.Equal(t, additional{"trace": jsontext.Value(`{"at":["[redacted]",1]}`), "[redacted]": jsontext.Value(`true`)}, refusal.Additional)
	assert.NotContains(t, everything(t, err), secret)
}

func TestWhatIsNotStrictJSONIsRefused(t *testing.T) {
	t.Parallel()
	const twice = "an object has the same name twice"
	for body, want := range map[string]string{
		`{"data": {"name": "a", "name": "b"}}`:             twice,
		`{"data": {"name": "a", "n\u0061me": "b"}}`:        twice,
		`{"data": {"plan": 1, "plan": 2}}`:                 twice,
		`{"data": {"plan": {"a": [{"b": 1, "b": 2}]}}}`:    twice,
		`{"next": {"a": 1, "a": 2}, "data": {}}`:           twice,
		"{\"data\": {\"name\": \"\xff\"}}":                 "is not JSON",
		"{\"data\": {\"\xff\": 1}}":                        "is not JSON",
		`{"data": {"name": "\ud800"}}`:                     "is not JSON",
		`{"data": {"plan": 01}}`:                           "is not JSON",
		`{"data": {"name": "a",}}`:                         "is not JSON",
		`{"data": {"name" "a"}}`:                           "is not JSON",
		`{"data": {5: "a"}}`:                               "is not JSON",
		`{"data": {}} x`:                                   "is not JSON",
		` `:                                                "is not JSON",
		`{"data": {"name": ["a"]}}`:                        "at /data/name: the API documents no JSON array there",
		`{"data": "a"}`:                                    "at /data: the API documents no JSON string there",
		`{"data": {"id": "a"}, "x": ` + "\"" + `breaks`:    "is not JSON",
		strings.Repeat(" ", 5000) + `{"data": {}, "a": 1 `: "is not JSON",
	} {
		_, err := newClient(t, always(200, body)).GetOrganization(context.Background(), id)
		require.ErrorContains(t, err, want, body)
	}
}

func TestStringsAreReadAsJSONHasThem(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 1000)
	body, err := json.Marshal(map[string]any{"data": map[string]string{"id": "a\"\\\n\u2028😀", "name": long, "issuer": ""}})
	require.NoError(t, err)
	got, err := newClient(t, always(200, strings.Replace(string(body), `"name"`, `"n\u0061me"`, 1))).GetOrganization(context.Background(), id)
	require.NoError(t, err)
	assert.Equal(t, organizations.Organization{ID: "a\"\\\n\u2028😀", Name: long}, got)
}

// The client keeps lists in several slices and strings in several chunks. The test checks that a
// list of any length is complete.
func TestListsOfEachLength(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 100, 500} {
		var want []organizations.Organization
		items := make([]string, 0, n)
		for i := range n {
			name := strings.Repeat(strconv.Itoa(i%10), i*7%300)
			want = append(want, organizations.Organization{ID: strconv.Itoa(i), Name: name})
			items = append(items, fmt.Sprintf(`{"id": "%d", "name": "%s"}`, i, name))
		}
		got, err := newClient(t, always(200, `{"data": [`+strings.Join(items, ",")+`]}`)).ListOrganizations(context.Background())
		require.NoError(t, err)
		assert.NotNil(t, got)
		assert.Len(t, got, n)
		for i, organization := range got {
			assert.Equal(t, want[i], organization)
		}
	}
}

// Strings share memory with their neighbors. If a program keeps one organization of a large list,
// it keeps little of the rest.
func TestAnOrganizationThatIsKeptKeepsLittle(t *testing.T) {
	const n, size = 20_000, 600
	var b strings.Builder
	b.WriteString(`{"data": [{}`)
	for i := range n {
		fmt.Fprintf(&b, `,{"id": "%d", "name": "%s", "plan": "x"}`, i, strings.Repeat("n", size/6))
	}
	b.WriteString(`]}`)
	client := newClient(t, always(200, b.String()))
	b.Reset()
	used := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // The second run empties the pools.
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := used()
	var kept []organizations.Organization
	for organization, err := range client.Organizations(context.Background()) {
		require.NoError(t, err)
		if strings.HasSuffix("00"+organization.ID, "000") {
			kept = append(kept, organization)
		}
	}
	assert.Len(t, kept, 20, "0 is one too")
	assert.Less(t, int64(used())-int64(before), int64(20*4<<10+32<<10))
	runtime.KeepAlive(client)
	runtime.KeepAlive(kept)
}

// An item that is null is no organization, so it must not become one without an ID.
func TestAnItemThatIsNullIsAnError(t *testing.T) {
	t.Parallel()
	client := newClient(t, always(200, `{"data": [{"name": "Acme"}, null]}`))
	list, err := client.ListOrganizations(context.Background())
	require.EqualError(t, err, "GET /api/organizations: 200 OK: at /data/1: the API documents no JSON null there")
	assert.Nil(t, list)
	streamed, err := collect(client)
	require.EqualError(t, err, "GET /api/organizations: 200 OK: at /data/1: the API documents no JSON null there")
	assert.Equal(t, []string{"Acme"}, streamed)
}
