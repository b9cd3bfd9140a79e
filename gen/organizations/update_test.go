package organizations_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestClears(t *testing.T) {
	current := organizations.Organization{ID: id, Name: "Acme", Issuer: "https://login.example", SSODomain: "acme.example", SSOOrgID: "org_1"}
	assert.Equal(t, []string{"client_id", "client_secret", "issuer", "sso_domain", "sso_org_id"}, organizations.UpdateOrganizationRequest{Name: "New"}.Clears(current))
	update := organizations.UpdateOf(current)
	assert.Equal(t, []string{"client_id", "client_secret"}, update.Clears(current))
	update.ClientID, update.ClientSecret = "a", organizations.NewSecret("b")
	assert.Empty(t, update.Clears(current))
	assert.Empty(t, organizations.UpdateOrganizationRequest{Name: "New"}.Clears(organizations.Organization{Name: "Old"}))
}
