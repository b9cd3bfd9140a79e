package sandbox_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// A caller with each credential may do what the document allows, and nothing else.
func TestPermissions(t *testing.T) {
	t.Parallel()
	rename := `{"name": "Renamed"}`
	for _, test := range []struct {
		name, credential, method, path, body string
		status                               int
	}{
		{"a partner lists", bearer(partner), "GET", list, "", 200},
		{"the case of the scheme doesn't count", "bEARER " + partner, "GET", list, "", 200},
		{"a user lists", bearer(user), "GET", list, "", 403},
		{"a partner acting as an organization lists", basic(sandbox.DefaultChildID, partner), "GET", list, "", 403},
		{"a user creates", bearer(user), "POST", list, rename, 403},
		{"a user gets its own organization by id", bearer(user), "GET", item(sandbox.DefaultChildID), "", 403},
		{"a user updates", bearer(user), "PUT", item(sandbox.DefaultChildID), rename, 403},
		{"a user deletes", bearer(user), "DELETE", item(sandbox.DefaultChildID), "", 403},
		{"a partner gets a child", bearer(partner), "GET", item(sandbox.DefaultChildID), "", 200},
		{"upper case is the same id", bearer(partner), "GET", item("248DF4B7-AA70-47B8-A036-33AC447E668D"), "", 200},
		{"a partner gets another partner's child", bearer(partner), "GET", item(otherChildID), "", 404},
		{"a partner gets an unknown organization", bearer(partner), "GET", item(unknownID), "", 404},
		{"an id that is not a UUID is unknown", bearer(partner), "GET", item("acme"), "", 404},
		{"a number is not a UUID", bearer(partner), "GET", item("5"), "", 404},
		{"a UUID in another form is not a UUID", bearer(partner), "GET", item("248df4b7aa7047b8a03633ac447e668d"), "", 404},
		{"an escaped slash is part of the id", bearer(partner), "GET", item("..%2Forganization"), "", 404},
		{"a partner changes another partner's child", bearer(partner), "PUT", item(otherChildID), rename, 403},
		{"a partner changes an unknown organization", bearer(partner), "PUT", item(unknownID), rename, 403},
		{"an update with an id that is not a UUID", bearer(partner), "PUT", item("acme"), rename, 403},
		{"a partner deletes another partner's child", bearer(partner), "DELETE", item(otherChildID), "", 404},
		{"a partner deletes its owner organization", bearer(partner), "DELETE", item(sandbox.DefaultOwnerID), "", 403},
		{"a partner deletes another partner's owner organization", bearer(partner), "DELETE", item(otherOwnerID), "", 404},
		{"a partner deletes a child", bearer(partner), "DELETE", item(sandbox.DefaultChildID), "", 204},
		{"no credential", "", "GET", list, "", 401},
		{"an unknown key", bearer("nobody"), "GET", list, "", 401},
		{"another scheme", "Digest " + partner, "GET", list, "", 401},
		{"a key without a scheme", partner, "GET", list, "", 401},
		{"an unknown key for an organization", basic(sandbox.DefaultChildID, "nobody"), "GET", present, "", 401},
		{"a user key in place of a partner key", basic(sandbox.DefaultChildID, user), "GET", present, "", 401},
		{"an organization id that is not a UUID", basic("acme", partner), "GET", present, "", 401},
		{"no base64", "Basic ???", "GET", present, "", 401},
		{"a user gets its current organization", bearer(user), "GET", present, "", 200},
		{"a partner acting as a child gets it", basic(sandbox.DefaultChildID, partner), "GET", present, "", 200},
		{"a partner key gets the owner organization", bearer(partner), "GET", present, "", 200},
		{"a partner acting as another partner's child", basic(otherChildID, partner), "GET", present, "", 403},
		{"a partner acting as an unknown organization", basic(unknownID, partner), "GET", present, "", 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := start(t)
			got := p.send(test.method, test.path, test.body, "Authorization", test.credential)
			require.Equal(t, test.status, got.status, got.body)
			if test.status >= 400 {
				e := got.apiError(t)
				assert.Equal(t, test.status, e.Status)
				assert.NotEmpty(t, e.Key)
				assert.NotEmpty(t, e.Message)
				assert.NotEmpty(t, e.Metadata)
			}
			assert.Equal(t, organizations.APIVersion, got.header.Get("X-Polytomic-Version"))
		})
	}
}

func TestTwoCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	p := start(t)
	assert.Equal(t, 401, p.sendBy(unchecked, "GET", list, "", "Authorization", bearer(partner), "Authorization", bearer(user)).status)
}

func TestTheCurrentOrganization(t *testing.T) {
	t.Parallel()
	p := start(t)
	for name, test := range map[string]struct{ credential, id string }{
		"of a user":                 {bearer(user), sandbox.DefaultChildID},
		"of a user of an owner":     {bearer(otherUserKey), otherOwnerID},
		"of a partner as its child": {basic(otherChildID, otherKey), otherChildID},
		"of a partner":              {bearer(otherKey), otherOwnerID},
	} {
		t.Run(name, func(t *testing.T) {
			got := p.sendBy(p.transport, "GET", present, "", "Authorization", test.credential)
			assert.Equal(t, test.id, got.organization(t).ID)
		})
	}
	require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
	for _, credential := range []string{bearer(user), basic(sandbox.DefaultChildID, partner)} {
		assert.Equal(t, 404, p.send("GET", present, "", "Authorization", credential).status, "the organization was deleted")
	}
}

// The answers for another partner's organization and for an unknown organization differ only in the
// id.
func TestAnotherPartnersOrganizationLooksUnknown(t *testing.T) {
	t.Parallel()
	p := start(t)
	for method, body := range map[string]string{"GET": "", "PUT": `{"name": "Mine"}`, "DELETE": ""} {
		unknown, foreign := p.send(method, item(unknownID), body), p.send(method, item(otherChildID), body)
		assert.Equal(t, unknown.status, foreign.status, method)
		e := foreign.apiError(t)
		e.Metadata["id"] = unknownID
		assert.Equal(t, unknown.apiError(t), e, method)
	}
	assert.Equal(t, p.send("GET", present, "", "Authorization", basic(unknownID, partner)).body,
		p.send("GET", present, "", "Authorization", basic(otherChildID, partner)).body)
}
