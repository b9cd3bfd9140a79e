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
	logging = "/api/organization/record-logging"
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
		Name: "Acme", Issuer: "https://login.acme.example", SSODomain: "acme.example", SSOOrgID: "org_1", ClientID: "polytomic", ClientSecret: organizations.NewSecret("hush"),
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
