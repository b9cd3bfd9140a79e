package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// The types describe the JSON that [Sandbox.Export] writes.
type (
	exportedState struct {
		Accounts []exportedAccount `json:"accounts"`
	}
	exportedAccount struct {
		Owner         string                 `json:"owner"`
		Organizations []exportedOrganization `json:"organizations"`
		Deleted       []string               `json:"deleted"`
		Outcomes      []exportedOutcome      `json:"outcomes"`
	}
	exportedOrganization struct {
		storedOrganization

		Number uint64 `json:"number"`
	}
	exportedOutcome struct {
		storedOutcome

		Key string `json:"key"`
	}
)

// Export returns the accounts in JSON: their organizations, the IDs of deleted organizations, and
// the outcomes of idempotency keys. The JSON has no API key, and only digests of client secrets.
// [Sandbox.Import] reads it.
func (s *Sandbox) Export() ([]byte, error) {
	if s == nil {
		return nil, errNoSandbox
	}
	var state exportedState
	for _, owner := range s.owners() {
		state.Accounts = append(state.Accounts, s.accounts[owner].export())
	}
	data, err := json.Marshal(state, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("sandbox: the state can't be exported: %w", err)
	}
	return data, nil
}

// Import replaces accounts with the accounts of an export. An account that the export doesn't have
// stays as it is. Import returns an error if the sandbox's seed doesn't have the partner of an
// exported account, because an export has no keys. Import either changes all exported accounts,
// including the state file, or changes nothing and returns an error of one line.
func (s *Sandbox) Import(data []byte) error {
	if s == nil {
		return errNoSandbox
	}
	var state exportedState
	if hasTinyObjects(data) || json.Unmarshal(data, &state, json.RejectUnknownMembers(true)) != nil {
		return errors.New("this is not a state; use one that was exported")
	}
	accounts := map[uuid.UUID]*account{}
	for i, exported := range state.Accounts {
		a, err := exported.account()
		if err == nil && s.accounts[a.owner] == nil {
			err = errors.New("the seed has no partner with this owner organization; start with the seed of the export")
		}
		if err != nil {
			return fmt.Errorf("accounts[%d]: %w", i, err)
		}
		accounts[a.owner] = a
	}
	return s.replace(accounts)
}

// Reset restores the state that the sandbox started with. The accounts, also in the state file, are
// those of the seed. There are no faults, the journal is empty, and the time is that of the
// sandbox's clock.
func (s *Sandbox) Reset() error {
	if s == nil {
		return errNoSandbox
	}
	accounts := map[uuid.UUID]*account{}
	for _, p := range s.seed.Partners {
		a := p.account()
		accounts[a.owner] = a
	}
	if err := s.replace(accounts); err != nil {
		return err
	}
	s.ClearFaults()
	s.ClearRequests()
	s.clock.offset.Store(0)
	return nil
}

// The constants limit the objects of an import. On average, the objects of an export have more than
// bytesOfObject bytes. A few objects are never too many.
const (
	bytesOfObject = 32
	fewObjects    = 1000
)

// hasTinyObjects reports whether the objects in a JSON text are smaller than those of an export. An
// empty object would take a hundred times as much memory as its text.
func hasTinyObjects(data []byte) bool {
	objects := 0
	for d := jsontext.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.ReadToken()
		if err != nil {
			return objects > fewObjects+len(data)/bytesOfObject
		}
		if token.Kind() == '{' {
			objects++
		}
	}
}

// owners returns the IDs of the owner organizations of all accounts in a fixed order.
func (s *Sandbox) owners() []uuid.UUID {
	return slices.SortedFunc(maps.Keys(s.accounts), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
}

// replace replaces the content of several accounts at the same time.
func (s *Sandbox) replace(others map[uuid.UUID]*account) error {
	s.importing.Lock() // Two imports at once might lock the accounts in different orders.
	defer s.importing.Unlock()
	for owner := range others {
		a := s.accounts[owner]
		a.mu.Lock()
		defer a.mu.Unlock()
	}
	if err := s.store.replace(slices.Collect(maps.Values(others))); err != nil {
		return err
	}
	for owner, other := range others {
		s.accounts[owner].become(other)
	}
	return nil
}

// become takes the content of another account. The account keeps its keys that are in flight. The
// caller must hold the lock.
func (a *account) become(other *account) {
	a.byID, a.byName, a.order, a.deleted, a.next = other.byID, other.byName, other.order, other.deleted, other.next
	a.organizations = other.organizations
	a.outcomes.byKey, a.outcomes.keys, a.outcomes.size = other.outcomes.byKey, other.outcomes.keys, other.outcomes.size
}

func (a *account) export() exportedAccount {
	a.mu.RLock()
	defer a.mu.RUnlock()
	e := exportedAccount{Owner: a.name, Deleted: []string{}}
	for _, o := range a.order {
		e.Organizations = append(e.Organizations, exportedOrganization{o.stored(), o.number})
	}
	for id := range a.deleted {
		e.Deleted = append(e.Deleted, id.String())
	}
	slices.Sort(e.Deleted)
	for _, key := range a.outcomes.keys {
		e.Outcomes = append(e.Outcomes, exportedOutcome{a.outcomes.byKey[key].stored(), key})
	}
	return e
}

// account converts the exported account to an account.
func (e *exportedAccount) account() (*account, error) {
	owner, ok := parseID(e.Owner)
	if !ok {
		return nil, errors.New("owner: this is not a UUID")
	}
	a := newAccount(owner)
	for i, o := range e.Organizations {
		id, ok := parseID(o.Organization.ID)
		switch {
		case !ok:
			return nil, fmt.Errorf("organizations[%d]: the id is not a UUID", i)
		case o.Organization.Name == "" || a.byName[o.Organization.Name] != nil || a.byID[id] != nil || i > 0 && o.Number < a.next:
			return nil, fmt.Errorf("organizations[%d]: the name is empty, or an organization before it has the id, the name or a greater number", i)
		}
		a.apply(&change{put: o.restored(id, o.Number)})
	}
	if len(a.order) == 0 || a.order[0].id != owner {
		return nil, errors.New("organizations: the first one must be the owner organization")
	}
	for i, deleted := range e.Deleted {
		id, ok := parseID(deleted)
		if !ok {
			return nil, fmt.Errorf("deleted[%d]: this is not a UUID", i)
		}
		a.deleted[id] = struct{}{}
	}
	for i, o := range e.Outcomes {
		if o.Status < 200 || o.Status > 599 || o.Header == nil || a.outcomes.byKey[o.Key] != nil {
			return nil, fmt.Errorf("outcomes[%d]: the outcome has no status or header, or an outcome before it has the key", i)
		}
		a.outcomes.put(o.Key, o.answer(), nil)
	}
	a.outcomes.sort()
	return a, nil
}
