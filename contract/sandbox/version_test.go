package sandbox_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const versionHeader = "X-Polytomic-Version"

func TestVersions(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, test := range []struct {
		name, asked string
		status      int
		served, key string
	}{
		{"no version means the current one", "", 200, "2025-09-18", ""},
		{"the current one", "2025-09-18", 200, "2025-09-18", ""},
		{"the earlier one", "2024-02-08", 200, "2024-02-08", ""},
		{"one that only the vendor serves", "2023-04-25", 400, "2025-09-18", "version_not_served"},
		{"the oldest", "2021-05-23", 400, "2025-09-18", "version_not_served"},
		{"a date without a version", "2025-09-19", 400, "2025-09-18", "version_unknown"},
		{"not a date", "latest", 400, "2025-09-18", "bad_request"},
		{"not a day", "2025-09-32", 400, "2025-09-18", "bad_request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := p.send("GET", list, "", versionHeader, test.asked)
			require.Equal(t, test.status, got.status, got.body)
			assert.Equal(t, []string{test.served}, got.header.Values(versionHeader))
			if test.key != "" {
				assert.Equal(t, test.key, got.apiError(t).Key)
			}
		})
	}
	t.Run("two", func(t *testing.T) {
		assert.Equal(t, 400, p.send("GET", list, "", versionHeader, "2025-09-18", versionHeader, "2024-02-08").status)
	})
	t.Run("errors name the version too", func(t *testing.T) {
		assert.Equal(t, "2024-02-08", p.send("GET", item(unknownID), "", versionHeader, "2024-02-08").header.Get(versionHeader))
	})
	t.Run("a caller without a credential learns nothing about versions", func(t *testing.T) {
		assert.Equal(t, 401, p.send("GET", list, "", "Authorization", "", versionHeader, "latest").status)
	})
}

// In 2024-02-08 a list shows what the caller can see, and there is nothing below /api/organization.
func TestTheEarlierVersion(t *testing.T) {
	t.Parallel()
	p := start(t)
	before := organizations.WithAPIVersion("2024-02-08")

	all, err := p.Client.ListOrganizations(t.Context(), before)
	require.NoError(t, err)
	assert.Len(t, all, 2)

	got := p.sendBy(p.transport, "GET", list, "", "Authorization", bearer(user), versionHeader, "2024-02-08")
	assert.JSONEq(t, `{"data": [{"id": "`+sandbox.DefaultChildID+`", "name": "Example Customer", "sso_domain": "customer.example", "sso_org_id": "org_01HXYZ"}]}`, got.body)

	// The request isn't checked against the document, where a list takes no basic credential.
	got = p.sendBy(unchecked, "GET", list, "", "Authorization", basic(sandbox.DefaultOwnerID, partner), versionHeader, "2024-02-08")
	assert.JSONEq(t, `{"data": [{"id": "`+sandbox.DefaultOwnerID+`", "name": "Example Partner"}]}`, got.body)

	assert.Equal(t, 403, p.send("GET", item(sandbox.DefaultChildID), "", "Authorization", bearer(user), versionHeader, "2024-02-08").status)
	for method, path := range map[string]string{"GET": present, "PUT": logging} {
		assert.Equal(t, 404, p.send(method, path, "", "Authorization", bearer(user), versionHeader, "2024-02-08").status, path)
	}
	// The document of the current version lists no 404 here.
	assert.Equal(t, 404, p.sendBy(unchecked, "GET", logging, "", "Authorization", bearer(user), versionHeader, "2024-02-08").status)

	// The other operations are as in the current version.
	created, err := p.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme", SSODomain: "acme.example"}, before)
	require.NoError(t, err)
	updated, err := p.Client.UpdateOrganization(t.Context(), created.ID, organizations.UpdateOrganizationRequest{Name: "Acme"}, before)
	require.NoError(t, err)
	read, err := p.Client.GetOrganization(t.Context(), created.ID, before)
	require.NoError(t, err)
	assert.Equal(t, organizations.Organization{ID: created.ID, Name: "Acme"}, read)
	assert.Equal(t, updated, read)

	require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID, before))
	got = p.sendBy(p.transport, "GET", list, "", "Authorization", bearer(user), versionHeader, "2024-02-08")
	assert.JSONEq(t, `{"data": null}`, got.body, "the user's organization was deleted")
}
