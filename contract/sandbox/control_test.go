package sandbox_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// A test can let the 24 hours of an idempotency key pass with one request.
func TestTheClockIsSet(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := start(t, sandbox.WithClock(c.now))
	set := func(body string) reply { return p.sendBy(unchecked, "POST", sandbox.ClockPath, body) }
	first := p.create("Acme", someKey)
	assert.JSONEq(t, `{"now": "2026-01-03T03:04:04Z"}`, set(`{"advance": "23h59m59s"}`).body)
	assert.Equal(t, first.body, p.create("Acme", someKey).body)
	p.Advance(time.Second)
	assert.Equal(t, 409, p.create("Acme", someKey).status, "the key is free, and the name is taken")

	assert.JSONEq(t, `{"now": "2030-01-01T00:00:00Z"}`, set(`{"now": "2030-01-01T01:00:00+01:00"}`).body)
	c.move(time.Hour)
	assert.JSONEq(t, `{"now": "2030-01-01T01:00:00Z"}`, p.sendBy(unchecked, "GET", sandbox.ClockPath, "").body, "the time goes on")
	p.SetTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	assert.Equal(t, 2020, p.Now().UTC().Year())
	for _, wrong := range []string{``, `{}`, `{"advance": "1 day"}`, `{"advance": 5}`, `{"now": "tomorrow"}`, `{"advance": "1h", "now": "2030-01-01T00:00:00Z"}`, `{"hour": 5}`, `{"now": "9999-01-01T00:00:00Z"}`, `{"now": "1000-01-01T00:00:00Z"}`} {
		got := set(wrong)
		assert.Equal(t, 400, got.status, wrong)
	}
	assert.Equal(t, 2020, p.Now().UTC().Year(), "an invalid request doesn't change the time")
}

// If the clock is set back, the outcomes are not in the order of their times. Each outcome still
// expires.
func TestTheClockIsSetBack(t *testing.T) {
	t.Parallel()
	p := start(t)
	at := func(hour int, name, key string, status int) {
		t.Helper()
		p.SetTime(time.Date(2026, 1, 2, hour, 0, 0, 0, time.UTC))
		assert.Equal(t, status, p.create(name, key).status, name)
	}
	at(0, "one", "first-key", 200)
	at(-12, "two", "second-key", 200)
	at(18, "three", "third-key", 200) // The second key has expired, but its outcome stays because the first has not expired.
	at(13, "two", "second-key", 409)  // The second key is free, so the request is new, and its name is taken.
	at(38, "four", "fourth-key", 200) // The first two keys have expired.
	at(38, "five", "third-key", 200)  // The third key has not expired, so this is a replay.
	assert.False(t, p.has("five"))
	at(43, "six", "fifth-key", 200)
	at(43, "three", "third-key", 409)
}

func TestReset(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]sandbox.Option{"in memory": nil, "in a file": {sandbox.WithState(filepath.Join(t.TempDir(), "state.db"))}} {
		t.Run(name, func(t *testing.T) {
			for _, reset := range []func(p *peer){
				func(p *peer) { require.NoError(t, p.Reset()) },
				func(p *peer) { assert.Equal(t, 204, p.sendBy(unchecked, "POST", sandbox.ResetPath, "").status) },
			} {
				t.Run("", func(t *testing.T) {
					p := start(t, options...)
					before := p.send("GET", list, "").body
					p.create("Acme", someKey)
					require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
					p.Advance(time.Hour)
					require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503}))
					reset(p)
					p.beginSession()
					p.ExpectRequests(t, 0, sandbox.RequestQuery{})
					assert.WithinDuration(t, time.Now(), p.Now(), time.Minute)
					assert.Equal(t, before, p.send("GET", list, "").body)
					assert.Equal(t, "Beta", p.create("Beta", someKey).organization(t).Name, "the key is free")
				})
				t.Run("the next start", func(t *testing.T) {
					p := start(t, options...)
					assert.Equal(t, options != nil, p.has("Beta"))
					require.NoError(t, p.Reset())
				})
			}
		})
	}
}

// A sandbox can import the state that another sandbox exported, including the outcomes and client
// secrets.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.db")
	var exported, organizations, outcome string
	restarted(t, "export", func(t *testing.T, p *peer) {
		t.Helper()
		outcome = p.create("Acme", someKey).body
		p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Customer", "client_id": "polytomic", "client_secret": "hush-hush"}`)
		deleted := p.create("Beta", "another-key").organization(t)
		require.NoError(t, p.Client.DeleteOrganization(t.Context(), deleted.ID))
		organizations = p.send("GET", list, "").body
		got := p.sendBy(unchecked, "GET", sandbox.StatePath, "")
		require.Equal(t, 200, got.status)
		exported = got.body
		for _, secret := range []string{partner, user, "hush-hush"} {
			assert.NotContains(t, exported, secret)
		}
	})
	restarted(t, "import", func(t *testing.T, p *peer) {
		t.Helper()
		p.create("Gone", "third-key")
		got := p.sendBy(unchecked, "PUT", sandbox.StatePath, exported)
		require.Equal(t, 204, got.status, got.body)
		p.beginSession()
	}, sandbox.WithState(file))
	restarted(t, "the next start", func(t *testing.T, p *peer) {
		t.Helper()
		assert.Equal(t, organizations, p.send("GET", list, "").body)
		assert.True(t, p.HasClientSecret(sandbox.DefaultChildID, "hush-hush"))
		assert.Equal(t, outcome, p.create("Acme", someKey).body)
		again, err := p.Export()
		require.NoError(t, err)
		assert.JSONEq(t, exported, string(again))
	}, sandbox.WithState(file))
}

// If a state can't be imported, the import changes nothing.
func TestStatesThatCantBeImported(t *testing.T) {
	t.Parallel()
	p := start(t)
	state := func(organizations, rest string) string {
		return `{"accounts": [{"owner": "` + sandbox.DefaultOwnerID + `", "organizations": [` + organizations + `]` + rest + `}]}`
	}
	const owner = `{"number": 0, "organization": {"id": "` + sandbox.DefaultOwnerID + `", "name": "Owner"}}`
	for wrong, want := range map[string]string{
		``:   "this is not a state",
		`[]`: "this is not a state",
		`{"accounts": [{"owner": "` + unknownID + `", "organizations": [` + strings.ReplaceAll(owner, sandbox.DefaultOwnerID, unknownID) + `]}]}`: "accounts[0]: the seed has no partner with this owner organization",
		`{"accounts": [{"owner": "me"}]}`:            "accounts[0]: owner: this is not a UUID",
		state(``, ``):                                "the first one must be the owner organization",
		state(owner+`,`+owner, ``):                   "organizations[1]: the name is empty, or an organization before it has",
		state(`{"organization": {"id": "5"}}`, ``):   "organizations[0]: the id is not a UUID",
		state(owner, `, "deleted": ["5"]`):           "deleted[0]: this is not a UUID",
		state(owner, `, "outcomes": [{"key": "k"}]`): "outcomes[0]: the outcome has no status or header",
	} {
		got := p.sendBy(unchecked, "PUT", sandbox.StatePath, wrong, "Content-Type", "application/json")
		assert.Equal(t, 400, got.status, wrong)
		assert.Contains(t, got.apiError(t).Message, want)
	}
	assert.True(t, p.has("Example Customer"))
	require.NoError(t, p.Import([]byte(state(owner, ""))))
	assert.False(t, p.has("Example Customer"))
}

func TestControlPathsAndMethods(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/_sandbox/", 404, ""},
		{"GET", "/_sandbox/users", 404, ""},
		{"DELETE", sandbox.FaultsPath + "/a/b", 404, ""},
		{"DELETE", sandbox.FaultsPath + "/", 404, ""},
		{"GET", sandbox.FaultsPath + "/1", 405, "DELETE"},
		{"GET", sandbox.ResetPath, 405, "POST"},
		{"DELETE", sandbox.StatePath, 405, "GET, PUT"},
		{"PUT", sandbox.ClockPath, 405, "GET, POST"},
		{"POST", sandbox.RequestsPath, 405, "DELETE, GET"},
	} {
		got := p.sendBy(unchecked, test.method, test.path, "")
		assert.Equal(t, test.status, got.status, "%s %s", test.method, test.path)
		assert.Equal(t, test.allow, got.header.Get("Allow"))
		assert.Equal(t, test.status, got.apiError(t).Status)
	}
	p.ExpectRequests(t, 0, sandbox.RequestQuery{})
}
