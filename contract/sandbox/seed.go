package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/uuid"
	"go.yaml.in/yaml/v4"
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

// LoadSeed reads a seed from a file of YAML or JSON, with the names that [Seed] has in its tags. An error is one line that names the
// file, the place in it and what to do, and shows no key.
func LoadSeed(file string) (Seed, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The same words on each system.
		}
		return Seed{}, fmt.Errorf("%s: %w; name a seed file that can be read", filepath.ToSlash(file), err)
	}
	return ParseSeed(filepath.ToSlash(file), data)
}

// ParseSeed reads a seed from YAML or JSON. The name stands for the file in errors, which are as those of [LoadSeed].
func ParseSeed(name string, data []byte) (Seed, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return Seed{}, fmt.Errorf("%s: the file is empty; it should hold partners", name)
	}
	var seed Seed
	err := yaml.Load(data, &seed, yaml.WithKnownFields(), yaml.WithSingleDocument())
	var load *yaml.LoadError
	switch {
	case errors.As(err, &load) && load.Mark.Line > 0:
		problem := load.Message
		if load.Stage == "constructor" { // Its message shows the value, which may be a key.
			problem = "the value doesn't fit there, or the name is unknown or stands twice"
		}
		return Seed{}, fmt.Errorf("%s:%d:%d: %s; mend the seed there", name, load.Mark.Line, load.Mark.Column, problem)
	case err != nil:
		return Seed{}, fmt.Errorf("%s: the file is no YAML or JSON; mend it", name)
	}
	if err := seed.validate(); err != nil {
		return Seed{}, fmt.Errorf("%s: %w", name, err)
	}
	return seed, nil
}

// clone returns a copy that can be completed while others use the seed.
func (s *Seed) clone() Seed {
	other := Seed{Partners: slices.Clone(s.Partners)}
	for i := range other.Partners {
		other.Partners[i].Children = slices.Clone(other.Partners[i].Children)
	}
	return other
}

// validate completes the seed with derived identifiers and returns what is wrong with it: the place, and what to do.
func (s *Seed) validate() error {
	if len(s.Partners) == 0 {
		return errors.New("at partners: there are none; give at least one")
	}
	keys, ids := map[Secret]string{}, map[string]string{}
	for i := range s.Partners {
		partner := &s.Partners[i]
		at := fmt.Sprintf("partners[%d]", i)
		if partner.Owner.ID == "" {
			return fmt.Errorf("at %s.owner.id: it is missing; give a UUID", at)
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
func (o *Organization) validate(names map[string]string, keys map[Secret]string, ids map[string]string, at string) error {
	id, ok := parseID(o.ID)
	if !ok {
		return fmt.Errorf("at %s.id: it is no UUID like %s; give one", at, DefaultOwnerID)
	}
	o.ID = id.String()
	if other := ids[o.ID]; other != "" {
		return fmt.Errorf("at %s.id: %s has the same; identifiers are unique", at, other)
	}
	ids[o.ID] = at
	if o.Name == "" {
		return fmt.Errorf("at %s.name: it is missing; give one", at)
	}
	if other := names[o.Name]; other != "" {
		return fmt.Errorf("at %s.name: %s has the same; names are unique within a partner account", at, other)
	}
	names[o.Name] = at
	for i, key := range o.UserKeys {
		if err := claimKey(keys, key, fmt.Sprintf("%s.user_keys[%d]", at, i)); err != nil {
			return err
		}
	}
	return nil
}

func claimKey(keys map[Secret]string, key Secret, at string) error {
	if key == "" {
		return fmt.Errorf("at %s: it is missing; give one", at)
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] >= 0x7f {
			return fmt.Errorf("at %s: the character at byte %d can't be in a key; use letters, digits and punctuation", at, i)
		}
	}
	if other := keys[key]; other != "" {
		return fmt.Errorf("at %s: %s has the same; keys are unique", at, other)
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
