package sandbox_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
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

// If several callers create an organization with the same name at the same time, exactly one of
// them succeeds, with or without a key.
func TestConcurrentCreates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := startDerived(rt)
		keys := rapid.SliceOfN(rapid.SampledFrom([]string{"", "first-key", "second-key"}), 2, 12).Draw(rt, "keys")
		replies := make([]reply, len(keys))
		var callers sync.WaitGroup
		for i, key := range keys {
			callers.Go(func() { replies[i] = p.send("POST", list, `{"name": "Acme"}`, "Idempotency-Key", key) })
		}
		callers.Wait()
		created := map[string]bool{}
		for _, got := range replies {
			switch got.status {
			case http.StatusOK:
				created[got.organization(rt).ID] = true
			case http.StatusConflict:
			default:
				rt.Errorf("%d: %s", got.status, got.body)
			}
		}
		require.Len(rt, created, 1)
		all, err := p.Client.ListOrganizations(rt.Context())
		require.NoError(rt, err)
		require.Len(rt, all, 3)
	})
}

// Several callers work at the same time, either for one partner or for four partners. Each caller
// finds its own organizations as its requests left them, in the order in which it created them.
func TestConcurrentCallersDontInterfere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var seed sandbox.Seed
		for i := range rapid.SampledFrom([]int{1, 4}).Draw(rt, "partners") {
			seed.Partners = append(seed.Partners, sandbox.Partner{
				Key: sandbox.Secret(fmt.Sprintf("partner-key-%d", i)), Owner: sandbox.Organization{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", i), Name: "Owner"},
			})
		}
		someSteps := rapid.SliceOfN(rapid.SampledFrom([]string{"Acme", "Beta", "Gamma", "rename Acme", "rename Beta"}), 1, 20)
		p := startDerived(rt, sandbox.WithSeed(seed))
		var callers sync.WaitGroup
		for i := range 4 {
			c := &caller{*p, string(seed.Partners[i%len(seed.Partners)].Key), fmt.Sprintf("caller %d: ", i), []organizations.Organization{}}
			c.peer.beginSession() // An invariant about one caller's deletion must not look at another caller's list.
			steps := someSteps.Draw(rt, "steps")
			callers.Go(func() {
				for _, step := range steps {
					c.do(rt, step)
				}
			})
		}
		callers.Wait()
	})
}

// caller works on organizations whose names begin with its prefix.
type caller struct {
	peer        peer
	key, prefix string
	own         []organizations.Organization
}

func (c *caller) send(method, path, body string) reply {
	return c.peer.send(method, path, body, "Authorization", bearer(c.key))
}

// do takes one step and then compares the list with what the caller expects. A step creates the
// organization if it doesn't exist; otherwise it renames or deletes it.
func (c *caller) do(t *rapid.T, step string) {
	name, rename := strings.CutPrefix(step, "rename ")
	i := slices.IndexFunc(c.own, func(o organizations.Organization) bool { return strings.HasPrefix(o.Name, c.prefix+name) })
	switch {
	case i < 0:
		created := c.send(http.MethodPost, list, toJSON(t, organizations.CreateOrganizationRequest{Name: c.prefix + name})).organization(t)
		c.own = append(c.own, created)
	case rename:
		c.own[i].Name += "!"
		body := toJSON(t, organizations.UpdateOrganizationRequest{Name: c.own[i].Name})
		assert.Equal(t, c.own[i], c.send(http.MethodPut, item(c.own[i].ID), body).organization(t))
	default:
		assert.Equal(t, 204, c.send(http.MethodDelete, item(c.own[i].ID), "").status)
		c.own = slices.Delete(c.own, i, i+1)
	}
	var all server.OrganizationListEnvelope
	if err := json.Unmarshal([]byte(c.send(http.MethodGet, list, "").body), &all); err != nil {
		t.Error(err)
	}
	assert.Equal(t, "Owner", all.Data[0].Name)
	own := slices.DeleteFunc(all.Data, func(o organizations.Organization) bool { return !strings.HasPrefix(o.Name, c.prefix) })
	assert.Equal(t, c.own, own, "the caller's organizations in the order of creation")
}
