package sandbox_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// clock is a clock that changes only when a test moves it.
type clock struct{ nanoseconds atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.nanoseconds.Store(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time       { return time.Unix(0, c.nanoseconds.Load()) }
func (c *clock) move(d time.Duration) { c.nanoseconds.Add(int64(d)) }

const someKey = "4f1f2a52-6a1c-4a5b-9d3c-6f6f6f0a7b21"

// create sends a request to create an organization, with an idempotency key.
func (p *peer) create(name, key string, headers ...string) reply {
	p.tb.Helper()
	return p.send("POST", list, fmt.Sprintf(`{"name": %q}`, name), append([]string{"Idempotency-Key", key}, headers...)...)
}

func TestTheFirstRequestFixesTheOutcome(t *testing.T) {
	t.Parallel()
	p := start(t)
	first := p.create("Acme", someKey)
	require.Equal(t, 200, first.status)
	again := p.create("Acme", someKey)
	assert.Equal(t, first.body, again.body, "the bodies must be identical")
	assert.Equal(t, first.header.Get("Content-Type"), again.header.Get("Content-Type"))
	assert.Equal(t, 409, p.create("Acme", "another-key").status, "another key is another request")
	assert.Equal(t, first.body, p.create("Other", someKey).body, "only the key counts")

	before := p.create("Acme", someKey, versionHeader, "2024-02-08")
	assert.Equal(t, first.body, before.body)
	assert.Equal(t, "2024-02-08", before.header.Get(versionHeader), "every answer names the version of its request")

	require.NoError(t, p.Client.DeleteOrganization(t.Context(), first.organization(t).ID))
	assert.Equal(t, first.body, p.create("Acme", someKey).body, "the outcome stays when the account changes")
}

func TestErrorsAreOutcomesToo(t *testing.T) {
	t.Parallel()
	p := start(t)
	conflict := p.create("Example Customer", someKey)
	require.Equal(t, 409, conflict.status)
	require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
	again := p.create("Example Customer", someKey)
	assert.Equal(t, conflict.status, again.status)
	assert.Equal(t, conflict.body, again.body)

	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Times: 1}))
	failed := p.create("Acme", "failed-once")
	require.Equal(t, 500, failed.status)
	again = p.create("Acme", "failed-once")
	assert.Equal(t, 500, again.status, "the 500 is the outcome")
	assert.Equal(t, failed.body, again.body)
	assert.Equal(t, 200, p.create("Acme", "another-key").status)
}

// The answer to a request that admission refuses doesn't become the outcome of its key. Such a
// request doesn't get the outcome of its key either.
func TestRefusedRequestsLeaveTheKeyFree(t *testing.T) {
	t.Parallel()
	p := start(t)
	assert.Equal(t, 422, p.create("", someKey).status)
	assert.Equal(t, 422, p.create("", someKey).status)
	assert.Equal(t, 403, p.create("Acme", someKey, "Authorization", bearer(user)).status)
	assert.Equal(t, 400, p.create("Acme", someKey, "Content-Type", "text/plain").status)
	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Times: 1}))
	got := p.sendBy(unchecked, "POST", list, `{"name": "Acme"}`, "Idempotency-Key", someKey)
	assert.Equal(t, 503, got.status, "a 503 of a proxy doesn't reach the API")
	assert.Equal(t, 200, p.create("Acme", someKey).status)
	assert.Equal(t, 422, p.create("", someKey).status)
}

// A refusal that depends on the account doesn't become the outcome either. An example is the
// refusal of an unknown organization.
func TestARefusedUpdateLeavesTheKeyFree(t *testing.T) {
	t.Parallel()
	p := start(t)
	update := func(id, body string) reply { return p.send("PUT", item(id), body, "Idempotency-Key", someKey) }
	assert.Equal(t, 403, update(unknownID, `{"name": "Acme"}`).status)
	assert.Equal(t, 422, update(sandbox.DefaultChildID, `{"name": ""}`).status)
	got := update(sandbox.DefaultChildID, `{"name": "Acme"}`)
	assert.Equal(t, 200, got.status, got.body)
	assert.Equal(t, got.body, update(unknownID, `{"name": "Other"}`).body, "from now on only the key counts")
	assert.Equal(t, 200, p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Acme"}`, "Idempotency-Key", "another-key").status)
	taken := p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Example Partner"}`, "Idempotency-Key", "a-taken-name")
	assert.Equal(t, 409, taken.status)
	assert.Equal(t, taken.body, p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Free"}`, "Idempotency-Key", "a-taken-name").body, "a conflict is an outcome")
	requests := p.Requests(sandbox.RequestQuery{Operation: "updateOrganization"})
	assert.True(t, requests[len(requests)-1].Replayed)
}

// A deletion accepts a valid key and ignores it: the sandbox carries out each deletion.
func TestADeletionIgnoresItsKey(t *testing.T) {
	t.Parallel()
	p := start(t)
	remove := func(key string) reply {
		return p.send("DELETE", item(sandbox.DefaultChildID), "", "Idempotency-Key", key)
	}
	assert.Equal(t, 400, remove("short").status)
	assert.Equal(t, 204, remove(someKey).status)
	assert.Equal(t, 404, remove(someKey).status)
	assert.Equal(t, 200, p.create("Acme", someKey).status, "the key is free")
	assert.Len(t, p.Requests(sandbox.RequestQuery{IdempotencyKey: someKey}), 3)
}

func TestKeysBelongToTheCredential(t *testing.T) {
	t.Parallel()
	p := start(t)
	mine := p.create("Acme", someKey)
	theirs := p.create("Acme", someKey, "Authorization", bearer(otherKey))
	require.Equal(t, 200, theirs.status)
	assert.NotEqual(t, mine.organization(t).ID, theirs.organization(t).ID)

	// A partner acts as two of its organizations. Each organization has its own keys.
	update := func(credential, body string) reply {
		return p.send("PUT", logging, body, "Authorization", credential, "Idempotency-Key", someKey)
	}
	child := update(basic(sandbox.DefaultChildID, partner), `{"enabled": true}`)
	assert.JSONEq(t, `{"data": {"enabled": true}}`, child.body)
	owner := update(basic(sandbox.DefaultOwnerID, partner), `{"enabled": false}`)
	assert.JSONEq(t, `{"data": {"enabled": false}}`, owner.body)
	assert.Equal(t, child.body, update(bearer(user), `{"enabled": false}`).body, "a user of the organization")
}

func TestKeysLastADay(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := start(t, sandbox.WithClock(c.now))
	first := p.create("Acme", someKey)
	c.move(24*time.Hour - time.Nanosecond)
	assert.Equal(t, first.body, p.create("Acme", someKey).body)
	c.move(time.Nanosecond)
	assert.Equal(t, 409, p.create("Acme", "the-next-key").status, "the name is taken; this request removes the expired outcome")
	assert.Equal(t, 409, p.create("Acme", someKey).status, "the key is a new one, and the name is taken")
}

func TestInvalidKeys(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, key := range []string{"1234567", strings.Repeat("a", 256), "with a space", "slash/slash", "dot.dot.dot", "umlaut-ä-umlaut"} {
		got := p.create("Acme", key)
		assert.Equal(t, 400, got.status, key)
		assert.Equal(t, map[string]any{"header": "Idempotency-Key"}, got.apiError(t).Metadata)
	}
	assert.Equal(t, 200, p.create("Shortest", "12345678").status)
	assert.Equal(t, 200, p.create("Longest", strings.Repeat("aZ9-_", 51)).status)
	assert.Equal(t, 200, p.send("GET", item(sandbox.DefaultChildID), "", "Idempotency-Key", "short").status, "operations that take no key ignore it")
}

// While a request with a key is in flight, a second request with the key gets 409. A third request,
// sent after the first was answered, gets the outcome of the first.
func TestTwoRequestsWithAKeyAtTheSameTime(t *testing.T) {
	t.Parallel()
	waiting, goOn := make(chan struct{}), make(chan struct{})
	p := start(t, sandbox.WithWait(func(context.Context, time.Duration) error {
		close(waiting)
		<-goOn
		return nil
	}))
	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultLatency, Delay: time.Hour, Times: 1}))
	first := make(chan reply)
	go func() { first <- p.create("Acme", someKey) }()
	<-waiting
	second := p.create("Acme", someKey)
	assert.Equal(t, 409, second.status)
	assert.Equal(t, "idempotency_key_in_use", second.apiError(t).Key)
	assert.Equal(t, 200, p.create("Other", "another-key").status, "a request with another key doesn't wait")
	close(goOn)
	outcome := <-first
	require.Equal(t, 200, outcome.status)
	assert.Equal(t, outcome.body, p.create("Acme", someKey).body)
}
