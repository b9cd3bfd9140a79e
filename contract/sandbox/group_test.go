package sandbox_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// together starts requests in order, makes the sandbox carry them out together, and returns the
// answers.
func together(p *peer, requests ...func() reply) []reply {
	release := p.HoldWrites()
	answers := make([]reply, len(requests))
	var sent sync.WaitGroup
	for i, request := range requests {
		sent.Go(func() { answers[i] = request() })
		for p.Waiting() <= i {
			runtime.Gosched()
		}
	}
	release()
	sent.Wait()
	return answers
}

func creates(p *peer, count int) []func() reply {
	requests := make([]func() reply, count)
	for i := range requests {
		requests[i] = func() reply { return p.create(fmt.Sprintf("Acme %d", i), fmt.Sprintf("the-key-%d", i)) }
	}
	return requests
}

// The sandbox writes requests that wait at the same time to the state file in one commit.
func TestWritesAreGrouped(t *testing.T) {
	t.Parallel()
	state := sandbox.WithState(filepath.Join(t.TempDir(), "state.db"))
	const count = 32
	restarted(t, "write", func(t *testing.T, p *peer) {
		t.Helper()
		before, err := p.Commits()
		require.NoError(t, err)
		for _, answer := range together(p, creates(p, count)...) {
			assert.Equal(t, 200, answer.status)
		}
		after, err := p.Commits()
		require.NoError(t, err)
		assert.Equal(t, 1, after-before)
	}, state)
	restarted(t, "read", func(t *testing.T, p *peer) {
		t.Helper()
		all, err := p.Client.ListOrganizations(t.Context())
		require.NoError(t, err)
		assert.Len(t, all, 2+count)
		for i := range count {
			assert.Equal(t, fmt.Sprintf("Acme %d", i), all[2+i].Name, "in the order in which they came")
		}
	}, state)
}

// Each request of a group sees the changes of the requests before it.
func TestRequestsOfAGroupSeeEachOther(t *testing.T) {
	t.Parallel()
	p := start(t)
	answers := together(p,
		func() reply { return p.create("Acme", someKey) },
		func() reply { return p.create("Acme", "another-key") },
		func() reply { return p.create("Acme", someKey) },
		func() reply { return p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Renamed"}`) },
		func() reply { return p.create("Example Customer", "third-key") },
		func() reply { return p.send("DELETE", item(sandbox.DefaultChildID), "") },
		func() reply { return p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Gone"}`) },
	)
	var statuses []int
	for _, answer := range answers {
		statuses = append(statuses, answer.status)
	}
	assert.Equal(t, []int{200, 409, 409, 200, 200, 204, 403}, statuses)
	assert.Equal(t, "idempotency_key_in_use", answers[2].apiError(t).Key)
}

// If the sandbox can't write a group of changes, it acknowledges none of them and makes none of
// them.
func TestAGroupThatCantBeWritten(t *testing.T) {
	t.Parallel()
	p := start(t, sandbox.WithState(filepath.Join(t.TempDir(), "state.db")))
	p.create("Acme", someKey)
	p.Advance(25 * 60 * 60 * 1_000_000_000) // The outcome of the key has expired.
	before, err := p.Export()
	require.NoError(t, err)
	require.NoError(t, p.BreakState())
	requests := append(creates(p, 3),
		func() reply { return p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Renamed"}`) },
		func() reply { return p.create("Example Customer", "third-key") },
		func() reply { return p.send("DELETE", item(sandbox.DefaultChildID), "") },
		func() reply { return p.create("Renamed", "fourth-key") },
		func() reply { return p.send("PUT", item(sandbox.DefaultOwnerID), `{"name": "Owner"}`) },
		func() reply { return p.create("Owner", "fifth-key") },
	)
	for i, answer := range together(p, requests...) {
		assert.Equal(t, 500, answer.status, i)
	}
	after, err := p.Export()
	require.NoError(t, err)
	assert.JSONEq(t, string(before), string(after))
	assert.Equal(t, 500, p.create("Acme 0", "the-key-0").status, "the key is not in flight")
	_, err = p.Client.GetOrganization(t.Context(), sandbox.DefaultChildID)
	require.NoError(t, err)
	_, err = p.Client.UpdateOrganization(t.Context(), unknownID, organizations.UpdateOrganizationRequest{Name: "Nobody"})
	require.ErrorIs(t, err, organizations.ErrForbidden, "a refusal needs no state file")
}
