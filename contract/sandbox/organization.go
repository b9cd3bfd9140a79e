package sandbox

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// organization is one organization of an account. An organization never changes: an update replaces
// it with a new one.
type organization struct {
	id uuid.UUID
	// number is the position in the list. The owner organization has 0, and the children are
	// numbered in the order in which they were created.
	number uint64
	// public is the part of the organization that responses show. json is the JSON of public.
	public   organizations.Organization
	json     []byte
	clientID string
	secret   digest
	// logging has the record logging settings. They are zero until the first update.
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

// patched returns the settings of the organization after a PATCH. Versions up to 2023-04-25 update
// with PATCH. Nobody knows what these versions do with a setting that a request leaves out. The
// sandbox keeps such a setting, which is what PATCH usually means.
func (o *organization) patched(body []byte) (settings, error) {
	sent := organizations.UpdateOrganizationRequest{
		Name: o.public.Name, Issuer: o.public.Issuer, SSODomain: o.public.SSODomain, SSOOrgID: o.public.SSOOrgID, ClientID: o.clientID,
	}
	var names map[string]jsontext.Value
	if err := errors.Join(json.Unmarshal(body, &sent), json.Unmarshal(body, &names)); err != nil {
		return settings{}, err
	}
	s := settingsOf(sent)
	if names[secretProperty] == nil {
		s.secret = o.secret
	}
	return s, nil
}

func newOrganization(id uuid.UUID, number uint64, s settings) *organization {
	s.public.ID = id.String()
	return &organization{id: id, number: number, public: s.public, json: encode(s.public), clientID: s.clientID, secret: s.secret}
}
