package sandbox_test

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// model is the simplest description of the state that the sandbox should have. For each partner, it
// has a list of organizations and the outcomes of idempotency keys.
type model struct {
	peer     *peer
	version  apiVersion
	partners []*modelPartner
}

type modelPartner struct {
	key, owner string
	list       []organizations.Organization
	// secrets has the client secrets by organization.
	secrets map[string]string
	deleted []string
	// logging has the record logging settings by organization.
	logging map[string]organizations.UpdateRecordLoggingRequest
	// outcomes has the answers by idempotency key. If the caller acts as an organization, the
	// organization comes before the key.
	outcomes map[string]reply
	users    map[string]string // The organization of each user key.
}

func newModel(p *peer, seed sandbox.Seed) *model {
	m := &model{peer: p}
	for _, partner := range seed.Partners {
		mp := &modelPartner{
			key: string(partner.Key), owner: partner.Owner.ID, secrets: map[string]string{}, outcomes: map[string]reply{}, users: map[string]string{},
			logging: map[string]organizations.UpdateRecordLoggingRequest{},
		}
		for _, o := range append([]sandbox.Organization{partner.Owner}, partner.Children...) {
			mp.list = append(mp.list, organizations.Organization{ID: o.ID, Name: o.Name, Issuer: o.Issuer, SSODomain: o.SSODomain, SSOOrgID: o.SSOOrgID})
			for _, key := range o.UserKeys {
				mp.users[string(key)] = o.ID
			}
		}
		m.partners = append(m.partners, mp)
	}
	return m
}

// partner draws one of the partners at random.
func (m *model) partner(t *rapid.T) *modelPartner {
	return rapid.SampledFrom(m.partners).Draw(t, "partner")
}

// id draws an organization ID: of an organization of any partner, of a deleted organization, or an
// unknown one.
func (m *model) id(t *rapid.T) string {
	ids := []string{unknownID}
	for _, p := range m.partners {
		for _, o := range p.list {
			ids = append(ids, o.ID)
		}
		ids = append(ids, p.deleted...)
	}
	return rapid.SampledFrom(ids).Draw(t, "id")
}

// There are only a few names, so that conflicts happen.
var someNames = rapid.SampledFrom([]string{"Acme", "Beta", "Gamma", "Example Customer", "Example Partner", "ß<&>\u2028", ""})

func drawRequest(t *rapid.T) organizations.CreateOrganizationRequest {
	setting := rapid.SampledFrom([]string{"", "x.example", "äöü"})
	// A secret must not equal another setting, because a replayed answer may show that setting.
	secrets := rapid.SampledFrom([]string{"", "hush-hush-hush", "geheim-ß"})
	return organizations.CreateOrganizationRequest{
		Name: someNames.Draw(t, "name"), Issuer: setting.Draw(t, "issuer"), SSODomain: setting.Draw(t, "domain"),
		SSOOrgID: setting.Draw(t, "org"), ClientID: setting.Draw(t, "client"), ClientSecret: organizations.NewSecret(secrets.Draw(t, "secret")),
	}
}

// sentJSON returns the JSON of a request as a client sends it, with its secret.
func sentJSON(t *rapid.T, r organizations.CreateOrganizationRequest) string {
	var request map[string]any
	require.NoError(t, json.Unmarshal([]byte(toJSON(t, r)), &request))
	if !r.ClientSecret.IsZero() {
		request["client_secret"] = r.ClientSecret.Reveal()
	}
	return toJSON(t, request)
}

func (p *modelPartner) find(id string) int {
	return slices.IndexFunc(p.list, func(o organizations.Organization) bool { return o.ID == id })
}

func (p *modelPartner) named(name string) int {
	return slices.IndexFunc(p.list, func(o organizations.Organization) bool { return o.Name == name })
}

var someKeys = rapid.SampledFrom([]string{"", "first-key", "second-key", "third-key"})

// send sends a request in the model's version of the API.
func (m *model) send(method, path, body string, headers ...string) reply {
	return m.peer.send(method, path, body, append(headers, versionHeader, m.version.name)...)
}

// organization returns the organization in an answer.
func (m *model) organization(t *rapid.T, got reply) organizations.Organization {
	var envelope map[string]organizations.Organization
	require.NoError(t, json.Unmarshal([]byte(got.body), &envelope), got.body)
	return envelope[m.version.payload]
}

// known returns the request with only the settings that the model's version has.
func (m *model) known(r organizations.CreateOrganizationRequest) organizations.CreateOrganizationRequest {
	if !m.version.issuer {
		r.Issuer, r.ClientID, r.ClientSecret = "", "", organizations.Secret{}
	}
	return r
}

// create sends a request to create an organization, checks the answer against the model, and
// updates the model.
func (m *model) create(t *rapid.T) {
	p, r := m.partner(t), drawRequest(t)
	key := someKeys.Draw(t, "key")
	got := m.send(http.MethodPost, list, sentJSON(t, r), "Authorization", bearer(p.key), "Idempotency-Key", key)
	r = m.known(r)
	outcome, replayed := p.outcomes[key]
	conflict, invalid := m.version.refusals()
	switch {
	case r.Name == "":
		require.Equal(t, invalid, got.status, got.body)
		return
	case replayed:
		require.Equal(t, outcome.status, got.status)
		require.Equal(t, outcome.body, got.body)
		return
	case p.named(r.Name) >= 0:
		require.Equal(t, conflict, got.status, got.body)
	default:
		require.Equal(t, 200, got.status, got.body)
		o := m.organization(t, got)
		require.NoError(t, uuid.Validate(o.ID))
		require.Equal(t, organizations.Organization{ID: o.ID, Name: r.Name, Issuer: r.Issuer, SSODomain: r.SSODomain, SSOOrgID: r.SSOOrgID}, o)
		p.list = append(p.list, o)
		p.secrets[o.ID] = r.ClientSecret.Reveal()
	}
	if key != "" {
		p.outcomes[key] = got
	}
}

func (m *model) update(t *rapid.T) {
	p, id, r := m.partner(t), m.id(t), drawRequest(t)
	key := someKeys.Draw(t, "key")
	got := m.send(m.version.update, item(id), sentJSON(t, r), "Authorization", bearer(p.key), "Idempotency-Key", key)
	if m.version != newest {
		key = "" // The version ignores the key.
	}
	r = m.known(r)
	i := p.find(id)
	outcome, replayed := p.outcomes[key]
	switch other := p.named(r.Name); {
	case r.Name == "":
		require.Equal(t, 422, got.status, got.body)
		return
	case replayed:
		require.Equal(t, outcome.status, got.status)
		require.Equal(t, outcome.body, got.body)
		return
	case i < 0:
		require.Equal(t, 403, got.status, got.body)
		return
	case other >= 0 && other != i:
		require.Equal(t, 409, got.status, got.body)
	default:
		require.Equal(t, 200, got.status, got.body)
		after := organizations.Organization{ID: id, Name: r.Name, Issuer: r.Issuer, SSODomain: r.SSODomain, SSOOrgID: r.SSOOrgID}
		secret := r.ClientSecret.Reveal()
		if before := p.list[i]; m.version.update == http.MethodPatch { // A client leaves out empty settings, and PATCH keeps the old ones.
			after.Issuer, after.SSODomain = cmp.Or(after.Issuer, before.Issuer), cmp.Or(after.SSODomain, before.SSODomain)
			after.SSOOrgID, secret = cmp.Or(after.SSOOrgID, before.SSOOrgID), cmp.Or(secret, p.secrets[id])
		}
		p.list[i], p.secrets[id] = after, secret
		require.Equal(t, after, m.organization(t, got))
	}
	if key != "" {
		p.outcomes[key] = got
	}
}

func (m *model) remove(t *rapid.T) {
	p, id := m.partner(t), m.id(t)
	got := m.send(http.MethodDelete, item(id), toJSON(t, nil), "Authorization", bearer(p.key))
	switch i := p.find(id); {
	case i < 0:
		require.Equal(t, 404, got.status, got.body)
	case id == p.owner:
		require.Equal(t, 403, got.status, got.body)
	default:
		require.Equal(t, 204, got.status, got.body)
		p.list = slices.Delete(p.list, i, i+1)
		p.deleted = append(p.deleted, id)
		delete(p.secrets, id)
	}
}

func (m *model) get(t *rapid.T) {
	p, id := m.partner(t), m.id(t)
	got := m.send(http.MethodGet, item(id), toJSON(t, nil), "Authorization", bearer(p.key))
	if i := p.find(id); i < 0 {
		require.Equal(t, 404, got.status, got.body)
	} else {
		require.Equal(t, p.list[i], m.organization(t, got))
	}
}

// member draws the credential of a user, or of a partner that acts as any organization.
func (m *model) member(t *rapid.T) (p *modelPartner, id, authorization string) {
	p, id = m.partner(t), m.id(t)
	authorization = basic(id, p.key)
	if len(p.users) > 0 && rapid.Bool().Draw(t, "user") {
		for key, organization := range p.users {
			authorization, id = bearer(key), organization
		}
	}
	return p, id, authorization
}

// log updates the record logging settings of an organization.
func (m *model) log(t *rapid.T) {
	p, id, authorization := m.member(t)
	setting := rapid.SampledFrom([]string{"", "a", sandbox.DefaultConnectionID})
	r := organizations.UpdateRecordLoggingRequest{
		Enabled: rapid.Bool().Draw(t, "enabled"), DeliveryConnectionID: setting.Draw(t, "connection"), DeliveryPrefix: setting.Draw(t, "prefix"),
	}
	key := someKeys.Draw(t, "key")
	got := m.send(http.MethodPut, logging, toJSON(t, r), "Authorization", authorization, "Idempotency-Key", key)
	outcome, replayed := p.outcomes[id+key]
	switch i := p.find(id); {
	case replayed:
		require.Equal(t, outcome.status, got.status)
		require.Equal(t, outcome.body, got.body)
		return
	case i < 0 && !slices.Contains(p.deleted, id):
		require.Equal(t, 403, got.status, got.body)
		return
	case i < 0:
		require.Equal(t, 404, got.status, got.body)
	default:
		require.Equal(t, 200, got.status, got.body)
		p.logging[id] = r
	}
	if key != "" {
		p.outcomes[id+key] = got
	}
}

// logged reads the record logging settings of an organization.
func (m *model) logged(t *rapid.T) {
	p, id, authorization := m.member(t)
	got := m.send(http.MethodGet, logging, "", "Authorization", authorization)
	if p.find(id) < 0 {
		require.Equal(t, 403, got.status, got.body)
		return
	}
	var settings organizations.UpdateRecordLoggingRequest
	require.NoError(t, json.Unmarshal([]byte(got.body[len(`{"data":`):len(got.body)-len("}\n")]), &settings), got.body)
	require.Equal(t, p.logging[id], settings)
}

// current checks the answer of the operation get-current.
func (m *model) current(t *rapid.T) {
	p, id, authorization := m.member(t)
	got := m.send(http.MethodGet, present, "", "Authorization", authorization)
	switch i := p.find(id); {
	case i >= 0:
		require.Equal(t, p.list[i], m.organization(t, got))
	case slices.Contains(p.deleted, id):
		require.Equal(t, 404, got.status, got.body)
	default:
		require.Equal(t, 403, got.status, got.body)
	}
}

// check compares all accounts with the model. It runs after each step.
func (m *model) check(t *rapid.T) {
	for _, p := range m.partners {
		got := m.send(http.MethodGet, list, toJSON(t, nil), "Authorization", bearer(p.key))
		require.Equal(t, 200, got.status, got.body)
		var all map[string][]organizations.Organization
		require.NoError(t, json.Unmarshal([]byte(got.body), &all))
		require.Equal(t, p.list, all[m.version.payload], "the owner organization, then the children as created")
		for id, secret := range p.secrets {
			require.True(t, m.peer.HasClientSecret(id, secret), id)
		}
	}
}

// The test runs random operations of several partners. After each operation, the sandbox must equal
// the model, in each version of the API. Each exchange is also checked against the document of its
// version.
func TestTheSandboxBehavesLikeItsModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := startDerived(rt)
		m := newModel(p, twoPartners())
		m.version = rapid.SampledFrom(everyVersion).Draw(rt, "version")
		actions := map[string]func(*rapid.T){"create": m.create, "update": m.update, "remove": m.remove, "get": m.get, "": m.check}
		if m.version == newest {
			actions["current"], actions["log"], actions["logged"] = m.current, m.log, m.logged
		}
		rt.Repeat(actions)
	})
}
