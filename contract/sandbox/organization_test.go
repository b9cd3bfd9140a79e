package sandbox_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	partner = string(sandbox.DefaultPartnerKey)
	user    = string(sandbox.DefaultUserKey)
	list    = "/api/organizations"
	present = "/api/organization"
)

func item(id string) string { return list + "/" + id }

func TestAListBeginsWithTheOwner(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, name := range []string{"Zebra", "Aardvark"} {
		_, err := p.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: name})
		require.NoError(t, err)
	}
	_, err := p.Client.UpdateOrganization(t.Context(), sandbox.DefaultOwnerID, organizations.UpdateOrganizationRequest{Name: "Renamed"})
	require.NoError(t, err)

	all, err := p.Client.ListOrganizations(t.Context())
	require.NoError(t, err)
	var names []string
	for _, o := range all {
		names = append(names, o.Name)
	}
	assert.Equal(t, []string{"Renamed", "Example Customer", "Zebra", "Aardvark"}, names, "an update moves nothing")
}

// Each credential may do what the document allows, and nothing else.
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

// The answer for another partner's organization differs from that for an unknown one only in the id.
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

func TestNamesAreUniqueWithinAPartner(t *testing.T) {
	t.Parallel()
	p := start(t)
	create := func(key, name string) int {
		return p.sendBy(p.transport, "POST", list, `{"name": "`+name+`"}`, "Authorization", bearer(key)).status
	}
	assert.Equal(t, 200, create(partner, "Acme"))
	assert.Equal(t, 409, create(partner, "Acme"))
	assert.Equal(t, 409, create(partner, "Example Partner"), "the owner organization has this name")
	assert.Equal(t, 200, create(otherKey, "Acme"), "another partner's names don't count")
	assert.Equal(t, 200, create(partner, "acme"), "upper and lower case differ")

	got := p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Acme"}`)
	assert.Equal(t, 409, got.status)
	assert.Equal(t, "name", got.apiError(t).Metadata["field"])
	assert.Equal(t, 200, p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Example Customer"}`).status, "the organization's own name is not a conflict")
	assert.Equal(t, 200, p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Free"}`).status)
	assert.Equal(t, 200, create(partner, "Example Customer"), "a name is free after a rename")
	require.Equal(t, 204, p.send("DELETE", item(sandbox.DefaultChildID), "").status)
	assert.Equal(t, 200, create(partner, "Free"), "a name is free after a deletion")
}

func TestAnUpdateReplacesAllSettings(t *testing.T) {
	t.Parallel()
	p := start(t)
	created, err := p.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{
		Name: "Acme", Issuer: "https://login.acme.example", SSODomain: "acme.example", SSOOrgID: "org_1", ClientID: "polytomic", ClientSecret: "hush",
	})
	require.NoError(t, err)
	assert.True(t, p.HasClientSecret(created.ID, "hush"))
	assert.False(t, p.HasClientSecret(created.ID, ""))

	updated, err := p.Client.UpdateOrganization(t.Context(), created.ID, organizations.UpdateOrganizationRequest{Name: "Acme", SSODomain: "acme.example"})
	require.NoError(t, err)
	want := organizations.Organization{ID: created.ID, Name: "Acme", SSODomain: "acme.example"}
	assert.Equal(t, want, updated)
	read, err := p.Client.GetOrganization(t.Context(), created.ID)
	require.NoError(t, err)
	assert.Equal(t, want, read)
	assert.True(t, p.HasClientSecret(created.ID, ""), "the update left the secret out, so it is cleared")
	assert.False(t, p.HasClientSecret(unknownID, ""))
	assert.False(t, p.HasClientSecret("acme", ""))
}

func TestADeletedOrganizationIsGone(t *testing.T) {
	t.Parallel()
	p := start(t)
	require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
	require.ErrorIs(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID), organizations.ErrNotFound)
	_, err := p.Client.GetOrganization(t.Context(), sandbox.DefaultChildID)
	require.ErrorIs(t, err, organizations.ErrNotFound)
	assert.Equal(t, http.StatusForbidden, p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Back"}`).status)
	all, err := p.Client.ListOrganizations(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, 1)
}
