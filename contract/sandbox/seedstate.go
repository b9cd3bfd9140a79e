package sandbox

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"
)

// Key is a key of the seed, with the present state of the key's organization.
type Key struct {
	Key Secret
	// User reports whether the key belongs to a user. Otherwise the key is a partner key, which
	// belongs to the owner organization.
	User           bool
	OrganizationID string
	// Name is the present name of the organization. It is empty if the organization was deleted.
	Name string
}

// Keys returns the keys of the seed. The keys of each partner's users follow the partner key. The
// names of the organizations are those in the account, which may come from a state file.
func (s *Sandbox) Keys() []Key {
	var keys []Key
	for _, p := range s.seed.Partners {
		a := s.accounts[uuid.MustParse(p.Owner.ID)]
		add := func(key Secret, user bool, id string) {
			k := Key{Key: key, User: user, OrganizationID: id}
			if o, _ := a.find(uuid.MustParse(id)); o != nil {
				k.Name = o.public.Name
			}
			keys = append(keys, k)
		}
		add(p.Key, false, p.Owner.ID)
		for _, o := range append([]Organization{p.Owner}, p.Children...) {
			for _, key := range o.UserKeys {
				add(key, true, o.ID)
			}
		}
	}
	return keys
}

// Differences says how the accounts differ from the seed. For instance, they differ if a state file
// was used before. It returns one line for each account that differs.
func (s *Sandbox) Differences() ([]string, error) {
	if s == nil {
		return nil, errNoSandbox
	}
	var lines []string
	for _, p := range s.seed.Partners {
		seeded := p.account()
		if line := s.accounts[seeded.owner].difference(seeded); line != "" {
			lines = append(lines, line)
		}
	}
	others, err := s.store.owners()
	if err != nil {
		return nil, err
	}
	for _, owner := range others {
		if s.accounts[owner] == nil {
			lines = append(lines, fmt.Sprintf("the seed has no partner with the owner organization %s", owner))
		}
	}
	return lines, nil
}

// difference says how an account differs from the account in the seed.
func (a *account) difference(seeded *account) string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var added, changed, missing int
	for _, o := range a.order {
		switch was := seeded.byID[o.id]; {
		case was == nil:
			added++
		case !reflect.DeepEqual(was.public, o.public) || was.clientID != o.clientID || was.secret != o.secret || was.logging != o.logging:
			changed++
		}
	}
	missing = len(seeded.order) - (len(a.order) - added)
	if added+changed+missing == 0 {
		return ""
	}
	return fmt.Sprintf("the seed differs for partner %s: the state has %d more organizations, %d of the seed were changed, %d were deleted", a.name, added, changed, missing)
}

// owners returns the IDs of the owner organizations in the file.
func (s *store) owners() ([]uuid.UUID, error) {
	if s == nil {
		return nil, nil
	}
	var owners []uuid.UUID
	err := guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			return tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
				owner, err := uuid.FromBytes(slices.Clone(name))
				owners = append(owners, owner)
				return err
			})
		})
	})
	if err != nil {
		return nil, stateError(s.file, err)
	}
	return owners, nil
}
