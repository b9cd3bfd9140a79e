package sandbox

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// The keys and identifiers of [DefaultSeed]. They are fixed, so that examples can be copied, and open no door anywhere else.
const (
	DefaultPartnerKey Secret = "sandbox-partner-key"
	DefaultUserKey    Secret = "sandbox-user-key"
	DefaultOwnerID           = "0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11"
	DefaultChildID           = "248df4b7-aa70-47b8-a036-33ac447e668d"
)

// Seed is what a sandbox starts with: any number of partners, none of which sees another.
type Seed struct {
	Partners []Partner `yaml:"partners"`
}

// Partner is one partner account.
type Partner struct {
	// Key is the partner key. It is required, and no other key of the seed is the same.
	Key Secret `yaml:"key"`
	// Owner is the owner organization. Its ID is required.
	Owner Organization `yaml:"owner"`
	// Children are the child organizations, in the order in which they were created.
	Children []Organization `yaml:"children"`
}

// Organization is one organization of a [Seed].
type Organization struct {
	// ID is a UUID. That of a child may be empty; then it is derived from the owner's ID and the name, so that it is the same at each start.
	ID string `yaml:"id"`
	// Name is required, and unique within the partner account.
	Name         string `yaml:"name"`
	Issuer       string `yaml:"issuer"`
	SSODomain    string `yaml:"sso_domain"`
	SSOOrgID     string `yaml:"sso_org_id"`
	ClientID     string `yaml:"client_id"`
	ClientSecret Secret `yaml:"client_secret"`
	// UserKeys are the API keys of its users, each of which may read the organization and nothing else.
	UserKeys []Secret `yaml:"user_keys"`
}

// DefaultSeed returns one partner with an owner organization and one child, which has one user.
func DefaultSeed() Seed {
	return Seed{Partners: []Partner{{
		Key:   DefaultPartnerKey,
		Owner: Organization{ID: DefaultOwnerID, Name: "Example Partner"},
		Children: []Organization{{
			ID: DefaultChildID, Name: "Example Customer", SSODomain: "customer.example", SSOOrgID: "org_01HXYZ",
			UserKeys: []Secret{DefaultUserKey},
		}},
	}}}
}

// seedError is what is wrong with a seed.
type seedError struct {
	at      string // Such as "partners[0].owner.id".
	problem string // With what to do; it shows no key.
}

func seedErrorAt(at, format string, args ...any) *seedError {
	return &seedError{at: at, problem: fmt.Sprintf(format, args...)}
}

func (e *seedError) Error() string { return "at " + e.at + ": " + e.problem }

// clone returns a copy that can be completed while others use the seed.
func (s *Seed) clone() Seed {
	other := Seed{Partners: slices.Clone(s.Partners)}
	for i := range other.Partners {
		other.Partners[i].Children = slices.Clone(other.Partners[i].Children)
	}
	return other
}

// validate completes the seed with derived identifiers and returns what is wrong with it: the place, and what to do.
func (s *Seed) validate() *seedError {
	if len(s.Partners) == 0 {
		return seedErrorAt("partners", "there are none; give at least one")
	}
	keys, ids := map[Secret]string{}, map[string]string{}
	for i := range s.Partners {
		partner := &s.Partners[i]
		at := fmt.Sprintf("partners[%d]", i)
		if partner.Owner.ID == "" {
			return seedErrorAt(at+".owner.id", "it is missing; give a UUID")
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

// validate checks one organization against those before it; names, keys and ids say where each was seen.
func (o *Organization) validate(names map[string]string, keys map[Secret]string, ids map[string]string, at string) *seedError {
	id, ok := parseID(o.ID)
	if !ok {
		return seedErrorAt(at+".id", "it is no UUID like %s; give one", DefaultOwnerID)
	}
	o.ID = id.String()
	if other := ids[o.ID]; other != "" {
		return seedErrorAt(at+".id", "%s has the same; identifiers are unique", other)
	}
	ids[o.ID] = at
	if o.Name == "" {
		return seedErrorAt(at+".name", "it is missing; give one")
	}
	if other := names[o.Name]; other != "" {
		return seedErrorAt(at+".name", "%s has the same; names are unique within a partner account", other)
	}
	names[o.Name] = at
	for i, key := range o.UserKeys {
		if err := claimKey(keys, key, fmt.Sprintf("%s.user_keys[%d]", at, i)); err != nil {
			return err
		}
	}
	return nil
}

func claimKey(keys map[Secret]string, key Secret, at string) *seedError {
	if key == "" {
		return seedErrorAt(at, "it is missing; give one")
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] >= 0x7f {
			return seedErrorAt(at, "the character at byte %d can't be in a key; use letters, digits and punctuation", i)
		}
	}
	if other := keys[key]; other != "" {
		return seedErrorAt(at, "%s has the same; keys are unique", other)
	}
	keys[key] = at
	return nil
}

// parseID reads a UUID in its usual form, which is the only one that the document's format has. Upper case is the same UUID.
func parseID(text string) (uuid.UUID, bool) {
	if len(text) != len(DefaultOwnerID) {
		return uuid.UUID{}, false
	}
	id, err := uuid.Parse(text)
	return id, err == nil
}
