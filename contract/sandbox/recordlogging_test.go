package sandbox_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const archived = `{"data": {"enabled": true, "deliveryConnectionId": "` + sandbox.DefaultConnectionID + `", "deliveryConnectionName": "Log archive", "deliveryPrefix": "logs"}}`

// archive has the record logging settings that a test sets, with a connection of the seed.
var archive = organizations.UpdateRecordLoggingRequest{Enabled: true, DeliveryConnectionID: sandbox.DefaultConnectionID, DeliveryPrefix: "logs"}

func TestAnUpdateOfRecordLoggingReplacesAllSettings(t *testing.T) {
	t.Parallel()
	p := start(t)
	client := p.client(organizations.UserKey(user))
	settings, err := client.GetRecordLogging(t.Context())
	require.NoError(t, err)
	assert.Zero(t, settings, "nothing is logged until someone says so")

	for _, test := range []struct{ name, body, want string }{
		{"everything", toJSON(t, archive), archived},
		{"nothing but enabled", `{"enabled": true}`, `{"data": {"enabled": true}}`},
		{"a connection that the sandbox doesn't know", `{"enabled": true, "deliveryConnectionId": "c"}`, `{"data": {"enabled": true, "deliveryConnectionId": "c"}}`},
		{"null", `{"enabled": true, "deliveryConnectionId": null, "deliveryPrefix": null}`, `{"data": {"enabled": true}}`},
		{"off, with a destination", `{"enabled": false, "deliveryPrefix": "logs"}`, `{"data": {"enabled": false, "deliveryPrefix": "logs"}}`},
		{"empty strings", `{"enabled": true, "deliveryConnectionId": "", "deliveryPrefix": ""}`, `{"data": {"enabled": true}}`},
	} {
		got := p.sendBy(p.transport, "PUT", logging, test.body, "Authorization", bearer(user))
		assert.JSONEq(t, test.want, got.body, test.name)
		assert.JSONEq(t, test.want, p.sendBy(p.transport, "GET", logging, "", "Authorization", bearer(user)).body, test.name)
	}
	got := p.send("PUT", logging, `{"deliveryPrefix": "logs"}`, "Authorization", bearer(user))
	assert.Equal(t, 422, got.status)
	assert.Equal(t, "enabled", got.apiError(t).Metadata["field"])
}

// Each organization has its own settings. All callers that may act as the organization share them.
func TestRecordLoggingBelongsToTheOrganization(t *testing.T) {
	t.Parallel()
	p := start(t)
	by := func(credential organizations.Credential) organizations.RecordLoggingSettings {
		settings, err := p.client(credential).GetRecordLogging(t.Context())
		require.NoError(t, err)
		return settings
	}
	child := organizations.OrganizationKey(sandbox.DefaultChildID, partner)
	_, err := p.client(child).UpdateRecordLogging(t.Context(), archive)
	require.NoError(t, err)
	assert.True(t, by(organizations.UserKey(user)).Enabled)
	assert.False(t, by(organizations.OrganizationKey(sandbox.DefaultOwnerID, partner)).Enabled)
	assert.False(t, by(organizations.UserKey(partner)).Enabled, "a partner key is a key of its owner organization")

	// A connection has a name only in its own organization.
	settings, err := p.client(organizations.UserKey(partner)).UpdateRecordLogging(t.Context(), archive)
	require.NoError(t, err)
	assert.Empty(t, settings.DeliveryConnectionName)

	// Updating the organization doesn't change the record logging settings.
	_, err = p.Client.UpdateOrganization(t.Context(), sandbox.DefaultChildID, organizations.UpdateOrganizationRequest{Name: "Renamed"})
	require.NoError(t, err)
	assert.Equal(t, "logs", by(child).DeliveryPrefix)
	assert.Equal(t, 403, p.send("GET", logging, "", "Authorization", basic(otherChildID, partner)).status, "the organization of another partner")
}

func TestRecordLoggingOfADeletedOrganization(t *testing.T) {
	t.Parallel()
	p := start(t)
	require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
	for _, credential := range []string{bearer(user), basic(sandbox.DefaultChildID, partner)} {
		assert.Equal(t, 403, p.send("GET", logging, "", "Authorization", credential).status, "the document lists no 404")
		assert.Equal(t, 404, p.send("PUT", logging, `{"enabled": true}`, "Authorization", credential).status)
	}
	assert.Equal(t, 403, p.send("PUT", logging, `{"enabled": true}`, "Authorization", basic(unknownID, partner)).status)
}

// The settings are part of the state. They survive a restart, and an export followed by an import.
// A reset removes them.
func TestRecordLoggingIsPartOfTheState(t *testing.T) {
	t.Parallel()
	state := sandbox.WithState(filepath.Join(t.TempDir(), "state.db"))
	get := func(p *peer) string { return p.send("GET", logging, "", "Authorization", bearer(user)).body }
	restarted(t, "before", func(t *testing.T, p *peer) {
		t.Helper()
		_, err := p.client(organizations.UserKey(user)).UpdateRecordLogging(t.Context(), archive, organizations.WithIdempotencyKey(someKey))
		require.NoError(t, err)
	}, state)
	restarted(t, "after", func(t *testing.T, p *peer) {
		t.Helper()
		assert.JSONEq(t, archived, get(p))
		again := p.send("PUT", logging, `{"enabled": false}`, "Authorization", bearer(user), "Idempotency-Key", someKey)
		assert.JSONEq(t, archived, again.body, "the outcome of the key")
		differences, err := p.Differences()
		require.NoError(t, err)
		assert.Len(t, differences, 1)

		exported, err := p.Export()
		require.NoError(t, err)
		require.NoError(t, p.Reset())
		assert.JSONEq(t, `{"data": {"enabled": false}}`, get(p))
		require.NoError(t, p.Import(exported))
		assert.JSONEq(t, archived, get(p))
	}, state)
}

// Faults and the journal treat the record logging operations like all other operations.
func TestFaultsOfRecordLogging(t *testing.T) {
	t.Parallel()
	for status, key := range map[int]string{404: "not_found", 409: "idempotency_key_in_use", 422: "unprocessable_entity", 500: "internal_server_error"} {
		p := start(t, sandbox.WithFaults(sandbox.Fault{Kind: sandbox.FaultStatus, Status: status, Operation: "updateRecordLogging", Times: 1}))
		got := p.send("PUT", logging, `{"enabled": true}`, "Authorization", bearer(user))
		assert.Equal(t, status, got.status)
		assert.Equal(t, key, got.apiError(t).Key)
		if status == 422 {
			assert.Equal(t, "enabled", got.apiError(t).Metadata["field"])
		}
		assert.Equal(t, 200, p.send("PUT", logging, `{"enabled": true}`, "Authorization", bearer(user)).status)
		request := p.ExpectRequests(t, 1, sandbox.RequestQuery{Operation: "updateRecordLogging", Status: 200})[0]
		assert.Equal(t, logging, request.Path)
		assert.JSONEq(t, `{"enabled": true}`, string(request.Body))
	}
	p := start(t)
	p.sendBy(unchecked, "DELETE", logging+"/secret-in-the-path", "")
	assert.Equal(t, logging+"/[redacted]", p.Requests(sandbox.RequestQuery{})[0].Path)
}

// While a request with a key is in flight, a second request with the key gets 409.
func TestAnUpdateOfRecordLoggingInFlight(t *testing.T) {
	t.Parallel()
	waiting, goOn := make(chan struct{}), make(chan struct{})
	p := start(t, sandbox.WithWait(func(context.Context, time.Duration) error {
		close(waiting)
		<-goOn
		return nil
	}), sandbox.WithFaults(sandbox.Fault{Kind: sandbox.FaultLatency, Delay: time.Hour, Times: 1}))
	update := func() reply {
		return p.send("PUT", logging, `{"enabled": true}`, "Authorization", bearer(user), "Idempotency-Key", someKey)
	}
	first := make(chan reply, 1)
	go func() { first <- update() }()
	<-waiting
	assert.Equal(t, 409, update().status)
	close(goOn)
	assert.Equal(t, 200, (<-first).status)
	assert.Equal(t, 200, update().status)
}
