package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
)

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
