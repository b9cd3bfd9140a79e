package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// account is the account of one partner.
type account struct {
	owner uuid.UUID
	name  string // The ID of the owner organization, as a string.
	// waiting has the calls that wait to change the account.
	waiting waiting

	// mu guards the fields below. A call that changes the account holds it from the decision on the
	// change until the change is made.
	mu     sync.RWMutex
	byID   map[uuid.UUID]*organization
	byName map[string]*organization
	// order holds the organizations in the order of their numbers.
	order []*organization
	// organizations is the sum of the sizes of the organizations.
	organizations int
	// deleted holds the IDs of deleted organizations.
	deleted map[uuid.UUID]struct{}
	// next is the number that the next child gets.
	next     uint64
	outcomes outcomes
}

func newAccount(owner uuid.UUID) *account {
	return &account{
		owner: owner, name: owner.String(), byID: map[uuid.UUID]*organization{}, byName: map[string]*organization{}, deleted: map[uuid.UUID]struct{}{},
		outcomes: newOutcomes(),
	}
}

// change is what one request does to an account: it adds, replaces or removes an organization.
type change struct {
	put    *organization
	remove *organization
}

// find returns an organization, or nil if the account doesn't have it. It also returns whether the
// organization was deleted.
func (a *account) find(id uuid.UUID) (o *organization, was bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.lookUp(id)
}

// lookUp is like find, for a caller that already holds the lock.
func (a *account) lookUp(id uuid.UUID) (o *organization, was bool) {
	_, was = a.deleted[id]
	return a.byID[id], was
}

// list returns all organizations: the owner organization, then the children in the order in which
// they were created.
func (a *account) list() []*organization {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return slices.Clone(a.order)
}

// create returns the organization that a request would create, and doesn't add it. The caller of
// create, update and remove must hold the lock.
func (a *account) create(id uuid.UUID, s settings) (*organization, error) {
	if a.byName[s.public.Name] != nil {
		return nil, nameTaken()
	}
	return newOrganization(id, a.next, s), nil
}

// update returns the organization that would replace the present one.
func (a *account) update(id uuid.UUID, s settings) (*organization, error) {
	o := a.byID[id]
	if o == nil {
		return nil, notYours(id.String())
	}
	if other := a.byName[s.public.Name]; other != nil && other != o {
		return nil, nameTaken()
	}
	updated := newOrganization(id, o.number, s)
	updated.logging = o.logging
	return updated, nil
}

// remove returns the organization that a request would remove.
func (a *account) remove(id uuid.UUID) (*organization, error) {
	switch o := a.byID[id]; {
	case o == nil:
		return nil, notFound(id.String())
	case id == a.owner:
		return nil, &failure{
			status: http.StatusForbidden, key: keyForbidden, message: "a partner can't delete its owner organization",
			metadata: map[string]any{"id": id.String()},
		}
	default:
		return o, nil
	}
}

// apply makes a change. It returns a function that undoes the change, if no later change has been
// made. Undoing the creation of an organization doesn't make its number available again. The caller
// of apply and of the undo function must hold the lock.
func (a *account) apply(c *change) (undo func()) {
	if o := c.remove; o != nil {
		a.take(o)
		a.deleted[o.id] = struct{}{}
		return func() {
			a.set(o)
			delete(a.deleted, o.id)
		}
	}
	before := a.byID[c.put.id]
	if before != nil {
		a.take(before)
	}
	a.set(c.put)
	a.next = max(a.next, c.put.number+1)
	return func() {
		a.take(c.put)
		if before != nil {
			a.set(before)
		}
	}
}

// set adds an organization that the account doesn't have.
func (a *account) set(o *organization) {
	i, _ := a.position(o.number)
	a.order = slices.Insert(a.order, i, o)
	a.byID[o.id], a.byName[o.public.Name] = o, o
	a.organizations += o.size()
}

// take removes an organization from the account.
func (a *account) take(o *organization) {
	i, _ := a.position(o.number)
	a.order = slices.Delete(a.order, i, i+1)
	delete(a.byID, o.id)
	delete(a.byName, o.public.Name)
	a.organizations -= o.size()
}

func (a *account) position(number uint64) (int, bool) {
	return slices.BinarySearchFunc(a.order, number, func(o *organization, number uint64) int { return cmp.Compare(o.number, number) })
}
