package organizations_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestRecordLogging(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, credential := range []organizations.Credential{organizations.UserKey("user-key-1"), organizations.OrganizationKey(id, "partner-key")} {
		p := always(200, `{"data": {"enabled": true, "deliveryConnectionId": "c", "deliveryConnectionName": "Archive", "deliveryPrefix": "p", "level": 1}}`)
		got, err := newClientWith(t, credential, p).GetRecordLogging(ctx)
		require.NoError(t, err)
		assert.Equal(t, []any{true, "c", "Archive", "p"}, []any{got.Enabled, got.DeliveryConnectionID, got.DeliveryConnectionName, got.DeliveryPrefix})
		assert.Equal(t, "1", string(got.Additional["level"]))
		assert.Equal(t, "GET https://app.polytomic.com/api/organization/record-logging", p.requests[0].Method+" "+p.requests[0].URL.String())
	}
	_, err := newClient(t, always(200, `{}`)).GetRecordLogging(ctx)
	require.EqualError(t, err, "getRecordLogging: the credential is a partner key, and the operation takes a user key or an organization-scoped key")
}

// The API removes settings that an update leaves out, so the client sends exactly the settings that
// are set. Enabled is required, so the client sends it even if it is false.
func TestUpdateOfRecordLoggingSendsWhatIsSet(t *testing.T) {
	t.Parallel()
	for want, request := range map[string]organizations.UpdateRecordLoggingRequest{
		`{"enabled": false}`: {},
		`{"enabled": true, "deliveryConnectionId": "c", "deliveryPrefix": "p"}`: {Enabled: true, DeliveryConnectionID: "c", DeliveryPrefix: "p"},
	} {
		p := always(200, `{"data": {"enabled": true}}`)
		got, err := newClientWith(t, organizations.UserKey("user-key-1"), p).UpdateRecordLogging(context.Background(), request)
		require.NoError(t, err)
		assert.True(t, got.Enabled)
		assert.JSONEq(t, want, p.bodies[0])
		assert.Equal(t, "PUT /api/organization/record-logging", p.requests[0].Method+" "+p.requests[0].URL.Path)
		assert.Empty(t, p.requests[0].Header.Get("Idempotency-Key"))
	}
}

func TestABooleanOfAnotherType(t *testing.T) {
	t.Parallel()
	for body, problem := range map[string]string{
		`{"data": {"enabled": null}}`:   "",
		`{"data": {"enabled": "true"}}`: "/data/enabled",
		`{"data": {"enabled": 1}}`:      "/data/enabled",
		`{"data": {"enabled": tru}}`:    "enabled",
	} {
		got, err := newClientWith(t, organizations.UserKey("user-key-1"), always(200, body)).GetRecordLogging(context.Background())
		assert.False(t, got.Enabled)
		if problem == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, problem)
		}
	}
}
