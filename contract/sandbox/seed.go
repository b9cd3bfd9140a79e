package sandbox

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// The constants are the keys and identifiers of [DefaultSeed]. They never change, so that examples
// can be copied. No other server knows them.
const (
	DefaultPartnerKey Secret = "sandbox-partner-key"
	DefaultUserKey    Secret = "sandbox-user-key"
	DefaultOwnerID           = "0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11"
	DefaultChildID           = "248df4b7-aa70-47b8-a036-33ac447e668d"
	// DefaultConnectionID is a connection of the child.
	DefaultConnectionID = "7d0f2c1e-5b7a-4c39-8a55-1f0b1a3c9e42"
)

// Seed is what a sandbox starts with: any number of partners. No partner sees the organizations of
// another.
type Seed struct {
	Partners []Partner `yaml:"partners"`
}

// Partner is one partner account.
type Partner struct {
	// Key is the partner key. It is required, and must differ from every other key of the seed.
	Key Secret `yaml:"key"`
	// Owner is the owner organization. Its ID is required.
	Owner Organization `yaml:"owner"`
	// Children are the child organizations, in the order in which they were created.
	Children []Organization `yaml:"children"`
}

// Organization is one organization of a [Seed].
type Organization struct {
	// ID is a UUID. A child may leave it empty. The sandbox then derives the ID from the owner's ID
	// and the child's name, so the ID is the same at each start.
	ID string `yaml:"id"`
	// Name is required, and must be unique within the partner account.
	Name         string `yaml:"name"`
	Issuer       string `yaml:"issuer"`
	SSODomain    string `yaml:"sso_domain"`
	SSOOrgID     string `yaml:"sso_org_id"`
	ClientID     string `yaml:"client_id"`
	ClientSecret Secret `yaml:"client_secret"`
	// UserKeys are the API keys of the organization's users. A user may read the organization, read
	// and update its record logging settings, and nothing else.
	UserKeys []Secret `yaml:"user_keys"`
	// Connections lists blob storage connections to which the organization's logs can be delivered.
	Connections []Connection `yaml:"connections"`
}

// Connection is a connection of an [Organization]. The sandbox serves no operations on connections.
// It only shows the name of the connection to which record logging delivers.
type Connection struct {
	// ID is required, and must be unique within the organization.
	ID string `yaml:"id"`
	// Name is required.
	Name string `yaml:"name"`
}

// DefaultSeed returns a seed with one partner. It has an owner organization and one child, and the
// child has one user and one connection.
func DefaultSeed() Seed {
	return Seed{Partners: []Partner{{
		Key:   DefaultPartnerKey,
		Owner: Organization{ID: DefaultOwnerID, Name: "Example Partner"},
		Children: []Organization{{
			ID: DefaultChildID, Name: "Example Customer", SSODomain: "customer.example", SSOOrgID: "org_01HXYZ",
			UserKeys:    []Secret{DefaultUserKey},
			Connections: []Connection{{ID: DefaultConnectionID, Name: "Log archive"}},
		}},
	}}}
}

// seedError is an error in a seed.
type seedError struct {
	at      string // The place in the seed, such as "partners[0].owner.id".
	problem string // What is wrong and how to fix it. The text shows no key.
}

func seedErrorAt(at, format string, args ...any) *seedError {
	return &seedError{at: at, problem: fmt.Sprintf(format, args...)}
}

func (e *seedError) Error() string { return "at " + e.at + ": " + e.problem }

// clone returns a copy of the seed. The sandbox can change the copy while others use the seed.
func (s *Seed) clone() Seed {
	other := Seed{Partners: slices.Clone(s.Partners)}
	for i := range other.Partners {
		other.Partners[i].Children = slices.Clone(other.Partners[i].Children)
	}
	return other
}

// validate fills in the derived IDs and returns the first error of the seed.
func (s *Seed) validate() *seedError {
	if len(s.Partners) == 0 {
		return seedErrorAt("partners", "there is no partner; add at least one")
	}
	keys, ids := map[Secret]string{}, map[string]string{}
	for i := range s.Partners {
		partner := &s.Partners[i]
		at := fmt.Sprintf("partners[%d]", i)
		if partner.Owner.ID == "" {
			return seedErrorAt(at+".owner.id", "the ID is missing; add a UUID")
		}
		if err := claimKey(keys, partner.Key, at+".key"); err != nil {
			return err
		}
		names := map[string]string{}
		if err := partner.Owner.validate(names, keys, ids, at+".owner"); err != nil {
			return err
		}
		for j := range partner.Children {
			child := &partner.Children[j]
			if child.ID == "" {
				child.ID = uuid.NewSHA1(uuid.MustParse(partner.Owner.ID), []byte(child.Name)).String()
			}
			if err := child.validate(names, keys, ids, fmt.Sprintf("%s.children[%d]", at, j)); err != nil {
				return err
			}
		}
	}
	return nil
}

// validate checks one organization. It compares the organization with those before it. The maps
// have the place of each name, key and ID of the organizations before it. validate adds those of
// this organization.
func (o *Organization) validate(names map[string]string, keys map[Secret]string, ids map[string]string, at string) *seedError {
	id, ok := parseID(o.ID)
	if !ok {
		return seedErrorAt(at+".id", "this is not a UUID; write one like %s", DefaultOwnerID)
	}
	o.ID = id.String()
	if other := ids[o.ID]; other != "" {
		return seedErrorAt(at+".id", "%s has the same ID; give each organization its own", other)
	}
	ids[o.ID] = at
	if o.Name == "" {
		return seedErrorAt(at+".name", "the name is missing; add one")
	}
	if other := names[o.Name]; other != "" {
		return seedErrorAt(at+".name", "%s has the same name; give each organization of a partner its own", other)
	}
	names[o.Name] = at
	for i, key := range o.UserKeys {
		if err := claimKey(keys, key, fmt.Sprintf("%s.user_keys[%d]", at, i)); err != nil {
			return err
		}
	}
	return o.validateConnections(at)
}

// validateConnections returns the first error of the connections.
func (o *Organization) validateConnections(at string) *seedError {
	known := map[string]bool{}
	for i, c := range o.Connections {
		switch at := fmt.Sprintf("%s.connections[%d]", at, i); {
		case c.ID == "":
			return seedErrorAt(at, "the ID is missing; add one")
		case c.Name == "":
			return seedErrorAt(at, "the name is missing; add one")
		case known[c.ID]:
			return seedErrorAt(at+".id", "a connection before it has the same ID; give each connection of an organization its own")
		}
		known[c.ID] = true
	}
	return nil
}

// connections returns the names of the connections, by the ID of the organization and then by the
// ID of the connection. The seed must be valid.
func (s *Seed) connections() map[uuid.UUID]map[string]string {
	all := map[uuid.UUID]map[string]string{}
	for _, p := range s.Partners {
		for _, o := range append([]Organization{p.Owner}, p.Children...) {
			names := map[string]string{}
			for _, c := range o.Connections {
				names[c.ID] = c.Name
			}
			all[uuid.MustParse(o.ID)] = names
		}
	}
	return all
}

func claimKey(keys map[Secret]string, key Secret, at string) *seedError {
	if key == "" {
		return seedErrorAt(at, "the key is missing; add one")
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] >= 0x7f {
			return seedErrorAt(at, "the character at byte %d isn't allowed in a key; use letters, digits and punctuation", i)
		}
	}
	if other := keys[key]; other != "" {
		return seedErrorAt(at, "%s has the same key; give each partner and user its own", other)
	}
	keys[key] = at
	return nil
}

// parseID parses a UUID in its usual form of five groups of digits, in lower or upper case. The
// format in the document allows no other form.
func parseID(s string) (uuid.UUID, bool) {
	if len(s) != len(DefaultOwnerID) {
		return uuid.UUID{}, false
	}
	id, err := uuid.Parse(s)
	return id, err == nil
}
