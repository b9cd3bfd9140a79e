package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

const seedYAML = `
partners:
  - key: first-key
    owner:
      id: 0F0E7C4E-6D0B-4C5F-9A53-2F6A8F6D1C11
      name: First
      user_keys: [first-user]
    children:
      - name: Acme
        issuer: https://login.acme.example
        sso_domain: acme.example
        sso_org_id: org_1
        client_id: polytomic
        client_secret: hush
        user_keys: [acme-user, acme-other-user]
        connections: [{id: c, name: Bucket}]
      - name: Beta
  - key: second-key
    owner: {id: 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01, name: First}
`

func TestTheSandboxStartsWithTheSeed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "seed.yaml")
	require.NoError(t, os.WriteFile(file, []byte(seedYAML), 0o600))
	seed, err := sandbox.LoadSeed(file)
	require.NoError(t, err)
	p := start(t, sandbox.WithSeed(seed))

	acme := seed.Partners[0].Children[0].ID
	assert.JSONEq(t, `{"data": [
		{"id": "0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11", "name": "First"},
		{"id": "`+acme+`", "name": "Acme", "issuer": "https://login.acme.example", "sso_domain": "acme.example", "sso_org_id": "org_1"},
		{"id": "`+seed.Partners[0].Children[1].ID+`", "name": "Beta"}
	]}`, p.send("GET", list, "", "Authorization", "Bearer first-key").body)
	assert.JSONEq(t, `{"data": [{"id": "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01", "name": "First"}]}`, p.send("GET", list, "", "Authorization", "Bearer second-key").body)
	assert.True(t, p.HasClientSecret(acme, "hush"))
	assert.Equal(t, acme, p.send("GET", present, "", "Authorization", "Bearer acme-other-user").organization(t).ID)
	assert.Equal(t, "First", p.send("GET", present, "", "Authorization", "Bearer first-user").organization(t).Name)

	got := p.send("PUT", logging, `{"enabled": true, "deliveryConnectionId": "c"}`, "Authorization", "Bearer acme-user")
	assert.JSONEq(t, `{"data": {"enabled": true, "deliveryConnectionId": "c", "deliveryConnectionName": "Bucket"}}`, got.body)

	again, err := sandbox.ParseSeed("again", []byte(seedYAML))
	require.NoError(t, err)
	assert.Equal(t, acme, again.Partners[0].Children[0].ID, "a derived identifier is the same each time")
	asJSON, err := sandbox.ParseSeed("seed.json", []byte(`{"partners": [{"key": "k", "owner": {"id": "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01", "name": "N"}}]}`))
	require.NoError(t, err)
	assert.Equal(t, "N", asJSON.Partners[0].Owner.Name)
}

// Each error is one line that names the place and says how to fix it. It doesn't show the keys of
// the file.
func TestInvalidSeeds(t *testing.T) {
	t.Parallel()
	const owner = "owner: {id: 0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11, name: First}"
	for _, test := range []struct{ name, seed, want string }{
		{"nothing", " \n", "seed.yaml: the file is empty; add at least one partner"},
		{"not YAML", "partners: [\n", "seed.yaml:2:1: did not find expected node content; fix the seed there"},
		{"null", "null\n", "seed.yaml: the top level of the file must be a mapping; put the partners under partners"},
		{"no partners", "{}", "seed.yaml:1:1: at partners: there is no partner; add at least one"},
		{"two documents", "partners: [{key: hush, " + owner + "}]\n---\npartners: []\n", "seed.yaml: the file holds 2 YAML documents; put all partners into one"},
		{"an empty item", "partners:\n  - key: hush\n    " + owner + "\n    children:\n      -\n      - name: Acme\n", "seed.yaml:5:8: the item is empty; fill it or remove it"},
		{"an unknown name", "partners:\n  - keyy: hush\n", "seed.yaml:2:5: the value has the wrong type, or the name is unknown or a duplicate; fix the seed there"},
		{"another type", "partners:\n  - key: [hush]\n", "seed.yaml:2:10: the value has the wrong type, or the name is unknown or a duplicate; fix the seed there"},
		{"a key like an alias", "partners:\n  - key: *hush\n", "seed.yaml:2:10: the alias has no anchor; put a string that begins with * in quotes; fix the seed there"},
		{"no owner", "partners:\n  - key: hush\n", "seed.yaml:2:5: at partners[0].owner.id: the ID is missing; add a UUID"},
		{"not a UUID", "partners: [{key: hush, owner: {id: first, name: First}}]", "seed.yaml:1:32: at partners[0].owner.id: this is not a UUID; write one like 0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11"},
		{"behind an alias", "partners:\n  - key: hush\n    owner: &o {id: 0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11, name: First}\n  - key: other\n    owner: *o\n", "seed.yaml:3:16: at partners[1].owner.id: partners[0].owner has the same ID; give each organization its own"},
		{"no key", "partners: [{" + owner + "}]", "seed.yaml:1:12: at partners[0].key: the key is missing; add one"},
		{"a key with a space", "partners: [{key: hush hush, " + owner + "}]", "seed.yaml:1:13: at partners[0].key: the character at byte 4 isn't allowed in a key; use letters, digits and punctuation"},
		{"no name", "partners: [{key: hush, " + owner + ", children: [{}]}]", "seed.yaml:1:99: at partners[0].children[0].name: the name is missing; add one"},
		{"a name twice", "partners: [{key: hush, " + owner + ", children: [{name: First}]}]", "seed.yaml:1:100: at partners[0].children[0].name: partners[0].owner has the same name; give each organization of a partner its own"},
		{"a key twice", "partners: [{key: hush, " + owner + ", children: [{name: Acme, user_keys: [hush]}]}]", "seed.yaml:1:124: at partners[0].children[0].user_keys[0]: partners[0].key has the same key; give each partner and user its own"},
		{"a connection without an id", "partners: [{key: hush, " + owner + ", children: [{name: Acme, connections: [{name: A}]}]}]", "seed.yaml:1:126: at partners[0].children[0].connections[0]: the ID is missing; add one"},
		{"a connection without a name", "partners: [{key: hush, " + owner + ", children: [{name: Acme, connections: [{id: a}]}]}]", "seed.yaml:1:126: at partners[0].children[0].connections[0]: the name is missing; add one"},
		{"a connection twice", "partners: [{key: hush, " + owner + ", children: [{name: Acme, connections: [{id: a, name: A}, {id: a, name: B}]}]}]", "seed.yaml:1:145: at partners[0].children[0].connections[1].id: a connection before it has the same ID; give each connection of an organization its own"},
		{"an id twice", "partners: [{key: hush, " + owner + "}, {key: other, " + owner + "}]", "seed.yaml:1:110: at partners[1].owner.id: partners[0].owner has the same ID; give each organization its own"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := sandbox.ParseSeed("seed.yaml", []byte(test.seed))
			require.EqualError(t, err, test.want)
			assert.NotContains(t, err.Error(), "hush")
		})
	}
	_, err := sandbox.LoadSeed("testdata/none.yaml")
	require.EqualError(t, err, "testdata/none.yaml: file does not exist; name a readable seed file")
	_, err = sandbox.LoadSeed("testdata")
	require.ErrorContains(t, err, "testdata: ")
	assert.Equal(t, 1, strings.Count(err.Error(), "testdata"))
	_, err = sandbox.Open(sandbox.WithSeed(sandbox.Seed{}))
	require.EqualError(t, err, "sandbox: the seed: at partners: there is no partner; add at least one")
	_, err = sandbox.Open(sandbox.WithFaults(sandbox.Fault{}))
	require.ErrorContains(t, err, "sandbox: a fault: kind: ")
}

// FuzzParseSeed checks that a sandbox opens with every seed that ParseSeed accepts. If ParseSeed
// returns an error, the error must be one line.
func FuzzParseSeed(f *testing.F) {
	f.Add([]byte(seedYAML))
	f.Add([]byte(`{"partners": [{"key": "k", "owner": {"id": "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01", "name": "N"}}]}`))
	f.Add([]byte("partners: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		seed, err := sandbox.ParseSeed("seed.yaml", data)
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "seed.yaml"), err)
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		s, err := sandbox.Open(sandbox.WithSeed(seed))
		require.NoError(t, err)
		require.NoError(t, s.Close())
	})
}

func TestASeedMaySayItsVersionOfYAML(t *testing.T) {
	t.Parallel()
	seed, err := sandbox.ParseSeed("seed.yaml", []byte("%YAML 1.2\n---"+seedYAML))
	require.NoError(t, err)
	assert.Len(t, seed.Partners, 2)
	_, err = sandbox.ParseSeed("seed.yaml", []byte("%YAML 1.2\n---"+strings.Replace(seedYAML, "name: Beta", "nom: Beta", 1)))
	require.ErrorContains(t, err, "seed.yaml:18:9: ")
}
