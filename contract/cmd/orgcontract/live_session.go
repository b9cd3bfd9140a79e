package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// liveSession sends the requests of a session.
type liveSession struct {
	partner *organizations.Client
	// as returns a client for a partner that acts as one of its organizations.
	as func(organizationID string) (*organizations.Client, error)
}

// run reads organizations. If write is true, it also creates one and deletes it. Its errors show no
// name and no ID of an organization, except of the one that it created.
func (s *liveSession) run(ctx context.Context, write bool) error {
	if err := s.read(ctx); err != nil {
		return err
	}
	if !write {
		return nil
	}
	return s.write(ctx)
}

func (s *liveSession) read(ctx context.Context) error {
	list, err := s.partner.ListOrganizations(ctx)
	if err != nil {
		return stepError("listing the organizations", err)
	}
	if len(list) == 0 {
		return nil // The account has no organization to read.
	}
	owner := list[0].ID
	if len(owner) != len(uuid.UUID{}.String()) || uuid.Validate(owner) != nil {
		return errors.New("the identifier of the first organization is not a UUID, so it can't be requested")
	}
	if _, err := s.partner.GetOrganization(ctx, owner); err != nil {
		return stepError("getting the first organization", err)
	}
	current, err := s.as(owner)
	if err != nil {
		return stepError("acting as the first organization", err)
	}
	if _, err := current.GetCurrentOrganization(ctx); err != nil {
		return stepError("getting the current organization", err)
	}
	if _, err := current.GetRecordLogging(ctx); err != nil {
		return stepError("getting the record logging settings", err)
	}
	return nil
}

// errOther is for an answer about another organization than the one that was created.
var errOther = errors.New("the answer is about another organization, which is left alone")

// write creates an organization and deletes it. The answer to a create may have the ID of another
// organization. So it changes and deletes none that doesn't have the name of the session.
func (s *liveSession) write(ctx context.Context) (err error) {
	name := "orgcontract live check, safe to delete, " + strings.ToLower(rand.Text())
	created, err := s.partner.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: name})
	id := created.ID
	gone := false
	defer func() {
		if !gone {
			err = errors.Join(err, s.remove(ctx, name))
		}
	}()
	if err != nil {
		return stepError("creating an organization", err)
	}
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"getting the organization that was created", func() error {
			got, err := s.partner.GetOrganization(ctx, id)
			if err == nil && got.Name != name {
				err = errOther
			}
			return err
		}},
		{"updating it", func() error {
			_, err := s.partner.UpdateOrganization(ctx, id, organizations.UpdateOrganizationRequest{Name: name + ", renamed"})
			return err
		}},
		{"getting it after the update", func() error { _, err := s.partner.GetOrganization(ctx, id); return err }},
		{"deleting it", func() error { return s.partner.DeleteOrganization(ctx, id) }},
	} {
		if err := step.do(); err != nil {
			return stepError(step.what, err)
		}
	}
	switch _, err := s.partner.GetOrganization(ctx, id); {
	case err == nil:
		return errors.New("it is still there after it was deleted")
	case !errors.Is(err, organizations.ErrNotFound):
		return stepError("getting it after it was deleted", err)
	}
	gone = true
	return nil
}

// removeTimeout limits the time for removing an organization that a session left behind.
const removeTimeout = 30 * time.Second

// remove deletes the organization of a session that ended with an error. It does so even if the
// context has ended. The answers to the session may be wrong: there may be no ID, or another
// organization's, and a deletion may not have happened. So the list decides what is left.
func (s *liveSession) remove(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeTimeout)
	defer cancel()
	again := organizations.WithRetry(organizations.RetryPolicy{})
	left := func(err error) error {
		return fmt.Errorf("an organization may be left: delete the one whose name begins with %q: %w", name, err)
	}
	const deletions = 2
	for deleted := 0; ; deleted++ {
		list, err := s.partner.ListOrganizations(ctx, again)
		if err != nil {
			return left(stepError("listing the organizations", err))
		}
		found := slices.IndexFunc(list, func(o organizations.Organization) bool { return strings.HasPrefix(o.Name, name) })
		if found < 0 {
			return nil
		}
		if deleted == deletions {
			return left(errors.New("it is still there after it was deleted"))
		}
		if err := s.partner.DeleteOrganization(ctx, list[found].ID, again); err != nil && !errors.Is(err, organizations.ErrNotFound) {
			return left(stepError("deleting it", err))
		}
	}
}

// stepError returns an error that says which step failed and how. It leaves out paths and messages
// of the API, because they may name organizations.
func stepError(what string, err error) error {
	if refusal, ok := errors.AsType[*organizations.Error](err); ok {
		return fmt.Errorf("%s was refused with %d %s", what, refusal.StatusCode, http.StatusText(refusal.StatusCode))
	}
	if _, ok := errors.AsType[*organizations.DecodeError](err); ok {
		return fmt.Errorf("%s got an answer that is not documented", what)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s took too long, or was interrupted", what)
	}
	// The innermost error comes from the network and shows no path.
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return fmt.Errorf("%s failed: %w", what, err)
}
