package sandbox

import (
	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// organization is one organization of an account. It never changes; an update replaces it.
type organization struct {
	id uuid.UUID
	// number is the place in the list: 0 for the owner organization, and the children in the order
	// in which they were created.
	number uint64
	// public is the part that responses show, and json is its encoding.
	public   organizations.Organization
	json     []byte
	clientID string
	secret   digest
	// logging holds the record logging settings, which are zero until they are updated for the
	// first time.
	logging organizations.UpdateRecordLoggingRequest
}

// settings are the settings that a request or a seed gives an organization.
type settings struct {
	public   organizations.Organization // Without the ID.
	clientID string
	secret   digest
}

func settingsOf(r organizations.UpdateOrganizationRequest) settings {
	return settings{
		public:   organizations.Organization{Name: r.Name, Issuer: r.Issuer, SSODomain: r.SSODomain, SSOOrgID: r.SSOOrgID},
		clientID: r.ClientID, secret: digestOf(r.ClientSecret.Reveal()),
	}
}

func newOrganization(id uuid.UUID, number uint64, s settings) *organization {
	s.public.ID = id.String()
	return &organization{id: id, number: number, public: s.public, json: encode(s.public), clientID: s.clientID, secret: s.secret}
}
