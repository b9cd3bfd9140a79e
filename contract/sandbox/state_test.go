package sandbox_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// restarted runs a part of a test with its own sandbox, and stops the sandbox at the end of the
// part.
func restarted(t *testing.T, name string, part func(t *testing.T, p *peer), opts ...sandbox.Option) {
	t.Helper()
	t.Run(name, func(t *testing.T) { part(t, start(t, opts...)) })
}

func TestTheStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.db")
	state := sandbox.WithState(file)
	var kept organizations.Organization
	var outcome, conflict reply
	var before []organizations.Organization
	restarted(t, "before", func(t *testing.T, p *peer) {
		t.Helper()
		outcome = p.create("Acme", someKey)
		conflict = p.create("Acme", "another-key")
		require.Equal(t, 409, conflict.status)
		short := p.create("Short-lived", "short-lived").organization(t)
		require.NoError(t, p.Client.DeleteOrganization(t.Context(), short.ID))
		require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
		var err error
		kept, err = p.Client.UpdateOrganization(t.Context(), outcome.organization(t).ID, organizations.UpdateOrganizationRequest{
			Name: "Acme International", Issuer: "https://login.acme.example", SSODomain: "acme.example", SSOOrgID: "org_1", ClientID: "polytomic", ClientSecret: organizations.NewSecret("hush-hush"),
		})
		require.NoError(t, err)
		before, err = p.Client.ListOrganizations(t.Context())
		require.NoError(t, err)
	}, state)
	restarted(t, "after", func(t *testing.T, p *peer) {
		t.Helper()
		after, err := p.Client.ListOrganizations(t.Context())
		require.NoError(t, err)
		assert.Equal(t, before, after)
		assert.True(t, p.HasClientSecret(kept.ID, "hush-hush"))
		again := p.create("Acme", someKey)
		assert.Equal(t, outcome.body, again.body)
		assert.Equal(t, outcome.header.Get(versionHeader), again.header.Get(versionHeader))
		assert.Equal(t, conflict.body, p.create("Acme", "another-key").body)
		assert.Equal(t, 404, p.send("GET", present, "", "Authorization", bearer(user)).status, "the user's organization was deleted")
		last := p.create("Last", "last-of-all").organization(t)
		after, err = p.Client.ListOrganizations(t.Context())
		require.NoError(t, err)
		assert.Equal(t, last, after[len(after)-1])
	}, state)

	data, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, secret := range []string{partner, user, otherKey, otherUserKey, "hush-hush"} {
		assert.NotContains(t, string(data), secret, "the file must hold no secret")
	}
}

// The account of a partner comes from the state file if the file has it. Otherwise it comes from
// the seed.
func TestTheStateFileWinsOverTheSeed(t *testing.T) {
	t.Parallel()
	state := sandbox.WithState(filepath.Join(t.TempDir(), "state.db"))
	seed := sandbox.DefaultSeed()
	restarted(t, "one partner", func(t *testing.T, p *peer) {
		t.Helper()
		require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
	}, state, sandbox.WithSeed(seed))
	seed = twoPartners()
	seed.Partners[0].Key = "new-partner-key"
	seed.Partners[0].Children = append(seed.Partners[0].Children, sandbox.Organization{Name: "Too late", UserKeys: []sandbox.Secret{"late-user-key"}})
	restarted(t, "two, and a new key", func(t *testing.T, p *peer) {
		t.Helper()
		all, err := p.client(organizations.PartnerKey("new-partner-key")).ListOrganizations(t.Context())
		require.NoError(t, err)
		assert.Len(t, all, 1)
		all, err = p.client(organizations.PartnerKey(otherKey)).ListOrganizations(t.Context())
		require.NoError(t, err)
		assert.Len(t, all, 2)
		assert.Equal(t, 401, p.send("GET", list, "").status, "the old key is unknown")
		assert.Equal(t, 404, p.send("GET", present, "", "Authorization", bearer("late-user-key")).status, "the file doesn't have the user's organization")
	}, state, sandbox.WithSeed(seed))
}

// If a change can't be written to the file, the sandbox doesn't acknowledge the change and doesn't
// make it.
func TestAFailedWriteChangesNothing(t *testing.T) {
	t.Parallel()
	p := start(t, sandbox.WithState(filepath.Join(t.TempDir(), "state.db")))
	require.NoError(t, p.BreakState())
	for range 2 {
		assert.Equal(t, 500, p.create("Acme", someKey).status, "the key has no outcome")
	}
	assert.Equal(t, 500, p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Acme"}`).status)
	assert.Equal(t, 500, p.send("DELETE", item(sandbox.DefaultChildID), "").status)
	all, err := p.Client.ListOrganizations(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, 2)
	assert.Equal(t, "Example Customer", all[1].Name)
}

func TestExpiredOutcomesLeaveTheFile(t *testing.T) {
	t.Parallel()
	state := sandbox.WithState(filepath.Join(t.TempDir(), "state.db"))
	c := newClock()
	restarted(t, "the first day", func(t *testing.T, p *peer) {
		t.Helper()
		for _, name := range []string{"one", "two", "three"} {
			p.create(name, name+"-is-the-key")
			c.move(time.Hour)
		}
	}, state, sandbox.WithClock(c.now))
	c.move(22*time.Hour + 30*time.Minute) // The first two outcomes have expired, and the third has not.
	restarted(t, "the next", func(t *testing.T, p *peer) {
		t.Helper()
		require.Equal(t, 200, p.create("four", "four-is-the-key").status)
	}, state, sandbox.WithClock(c.now))
	c.move(-20 * time.Hour) // An earlier time doesn't bring the removed outcomes back.
	restarted(t, "back", func(t *testing.T, p *peer) {
		t.Helper()
		assert.Equal(t, 409, p.create("one", "one-is-the-key").status)
		assert.Equal(t, 409, p.create("two", "two-is-the-key").status)
		assert.Equal(t, 200, p.create("three", "three-is-the-key").status)
	}, state, sandbox.WithClock(c.now))
}

func TestUnusableStateFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inUse := filepath.Join(dir, "used.db")
	s, err := sandbox.Open(sandbox.WithState(inUse))
	require.NoError(t, err)
	defer func() { assert.NoError(t, s.Close()) }()
	var waited time.Duration
	wait := func(_ context.Context, d time.Duration) error {
		waited += d
		return nil
	}
	_, err = sandbox.Open(sandbox.WithState(inUse), sandbox.WithWait(wait))
	require.EqualError(t, err, filepath.ToSlash(inUse)+": another process has the state file open; stop it or name another file")
	assert.Equal(t, time.Second, waited)

	wrong := filepath.Join(dir, "wrong.db")
	require.NoError(t, os.WriteFile(wrong, []byte("partners: []\n"), 0o600))
	_, err = sandbox.Open(sandbox.WithState(wrong))
	require.ErrorContains(t, err, "wrong.db: the state file can't be used: ")
	data, err := os.ReadFile(wrong)
	require.NoError(t, err)
	assert.Equal(t, "partners: []\n", string(data), "nothing is written to the file")

	_, err = sandbox.Open(sandbox.WithState(filepath.Join(dir, "none", "state.db")))
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.Equal(t, 1, strings.Count(err.Error(), "state.db"))
}

// Opening a state file succeeds if another sandbox closes the file in time, for instance during a
// restart.
func TestAStateFileThatIsClosedInTime(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.db")
	first, err := sandbox.Open(sandbox.WithState(file))
	require.NoError(t, err)
	second, err := sandbox.Open(sandbox.WithState(file), sandbox.WithWait(func(context.Context, time.Duration) error { return first.Close() }))
	require.NoError(t, err)
	require.NoError(t, second.Close())
}

// If any part of a state file is damaged, opening it returns an error of one line, unless the
// sandbox doesn't read that part.
func TestDamagedStateFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the database panics and leaves the file open; Windows can't remove an open file")
	}
	file := filepath.Join(t.TempDir(), "state.db")
	s, err := sandbox.Open(sandbox.WithState(file))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	const size = 1 << 10 // The size is at most one page of the database.
	for at := size; at < len(whole); at += size {
		garbled := slices.Concat(whole[:at], bytes.Repeat([]byte{0xaa}, size), whole[at+size:])
		for name, data := range map[string][]byte{"cut": whole[:at], "garbled": garbled} {
			damaged := filepath.Join(t.TempDir(), "damaged.db")
			require.NoError(t, os.WriteFile(damaged, data, 0o600))
			s, err := sandbox.Open(sandbox.WithState(damaged))
			if err == nil {
				require.NoError(t, s.Close())
				continue
			}
			assert.Regexp(t, `^\S+damaged\.db: the state file can't be used: .+; name another one, or a new one$`, err.Error(), "%s at %d", name, at)
		}
	}
}
