package main

import (
	"context"
	"net/http"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// What the sandbox holds when a session begins, and what it doesn't.
const (
	partnerKey = string(sandbox.DefaultPartnerKey)
	userKey    = string(sandbox.DefaultUserKey)
	unknownKey = "nobody-has-this-key"

	ownerID   = sandbox.DefaultOwnerID
	childID   = sandbox.DefaultChildID
	fullID    = "3c9d7c52-3f4b-4d7e-9a51-0c1a52f0b6d7" // It has each setting.
	fullKey   = "full-user-key"
	unknownID = "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7aff"
)

const (
	versionHeader     = "X-Polytomic-Version"
	idempotencyHeader = "Idempotency-Key"

	listPath    = "/api/organizations"
	currentPath = "/api/organization"
)

func seed() sandbox.Seed {
	s := sandbox.DefaultSeed()
	s.Partners[0].Children = append(s.Partners[0].Children, sandbox.Organization{
		ID: fullID, Name: "Full", Issuer: "https://login.full.example", SSODomain: "full.example", SSOOrgID: "org_01FULL",
		ClientID: "polytomic", ClientSecret: "full-client-secret", UserKeys: []sandbox.Secret{fullKey},
	})
	return s
}

func itemPath(id string) string { return listPath + "/" + id }

// sessions are all sessions: the life of an organization, and one for each operation.
func sessions() []session {
	return []session{
		{"lifecycle", lifecycle},
		{"getCurrentOrganization", getCurrent},
		{"listOrganizations", list},
		{"createOrganization", create},
		{"getOrganization", get},
		{"updateOrganization", update},
		{"deleteOrganization", remove},
	}
}

// lifecycle is what a program does with an organization, from the first look at the account to the last.
func lifecycle(ctx context.Context, p *player) {
	client := p.partner()
	_, err := client.ListOrganizations(ctx)
	p.check(err)
	created, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{
		Name: "Acme", SSODomain: "acme.example", Issuer: "https://login.acme.example", ClientID: "polytomic", ClientSecret: "acme-client-secret",
	}, organizations.WithIdempotencyKey("create-acme-0001"))
	p.check(err)
	current, err := p.client(organizations.OrganizationKey(created.ID, partnerKey)).GetCurrentOrganization(ctx)
	p.check(err)
	change := organizations.UpdateOf(current)
	change.Name, change.Issuer = "Acme International", ""
	_, err = client.UpdateOrganization(ctx, created.ID, change)
	p.check(err)
	_, err = client.GetOrganization(ctx, created.ID)
	p.check(err)
	_, err = client.ListOrganizations(ctx)
	p.check(err)
	p.check(client.DeleteOrganization(ctx, created.ID))
	_, err = client.GetOrganization(ctx, created.ID)
	p.refused(err, organizations.ErrNotFound)
	_, err = client.UpdateOrganization(ctx, created.ID, change)
	p.refused(err, organizations.ErrForbidden)
	p.refused(client.DeleteOrganization(ctx, created.ID), organizations.ErrNotFound)
	_, err = client.ListOrganizations(ctx)
	p.check(err)
}

func getCurrent(ctx context.Context, p *player) {
	for _, key := range []string{userKey, fullKey, partnerKey} {
		_, err := p.client(organizations.UserKey(key)).GetCurrentOrganization(ctx)
		p.check(err)
	}
	for _, id := range []string{ownerID, fullID} {
		_, err := p.client(organizations.OrganizationKey(id, partnerKey)).GetCurrentOrganization(ctx)
		p.check(err)
	}
	_, err := p.client(organizations.UserKey(unknownKey)).GetCurrentOrganization(ctx)
	p.refused(err, organizations.ErrUnauthorized)
	_, err = p.client(organizations.OrganizationKey(unknownID, partnerKey)).GetCurrentOrganization(ctx)
	p.refused(err, organizations.ErrForbidden)
	p.check(p.partner().DeleteOrganization(ctx, childID))
	_, err = p.client(organizations.UserKey(userKey)).GetCurrentOrganization(ctx)
	p.refused(err, organizations.ErrNotFound)
	p.send(ctx, request{status: 200, method: "GET", path: currentPath, header: http.Header{versionHeader: nil}})
	p.send(ctx, anyOf("GET", currentPath, "")...)
}

func list(ctx context.Context, p *player) {
	p.refusals(func(client *organizations.Client) error {
		_, err := client.ListOrganizations(ctx)
		return err
	})
	p.send(ctx, ofPartners("GET", listPath, "")...)
	p.send(ctx, request{status: 200, method: "GET", path: listPath, header: http.Header{versionHeader: nil}})
	_, err := p.partner().ListOrganizations(ctx)
	p.check(err)
}

func get(ctx context.Context, p *player) {
	for _, id := range []string{ownerID, childID, fullID} {
		_, err := p.partner().GetOrganization(ctx, id)
		p.check(err)
	}
	_, err := p.partner().GetOrganization(ctx, unknownID)
	p.refused(err, organizations.ErrNotFound)
	p.refusals(func(client *organizations.Client) error {
		_, err := client.GetOrganization(ctx, childID)
		return err
	})
	p.send(ctx, ofPartners("GET", itemPath(childID), "")...)
	p.send(ctx, wrongIDs("GET", "", 404)...)
	p.send(ctx,
		request{status: 200, method: "GET", path: itemPath(strings.ToUpper(childID))},
		request{status: 200, method: "GET", path: itemPath(childID), header: http.Header{versionHeader: nil}},
	)
}

func remove(ctx context.Context, p *player) {
	p.refused(p.partner().DeleteOrganization(ctx, ownerID), organizations.ErrForbidden)
	p.refused(p.partner().DeleteOrganization(ctx, unknownID), organizations.ErrNotFound)
	p.refusals(func(client *organizations.Client) error { return client.DeleteOrganization(ctx, childID) })
	p.send(ctx, ofPartners("DELETE", itemPath(childID), "")...)
	p.send(ctx, wrongIDs("DELETE", "", 404)...)
	p.check(p.partner().DeleteOrganization(ctx, childID))
	p.send(ctx, request{status: 204, method: "DELETE", path: itemPath(fullID), header: http.Header{versionHeader: nil}})
}
