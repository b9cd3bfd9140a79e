package main

import (
	"context"
	"net/http"
	"strings"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

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
	p.send(ctx, rawRequest{status: 200, method: "GET", path: currentPath, header: http.Header{versionHeader: nil}})
	p.send(ctx, wrongRequests("GET", currentPath, "")...)
}

func list(ctx context.Context, p *player) {
	p.refusals(func(client *organizations.Client) error {
		_, err := client.ListOrganizations(ctx)
		return err
	})
	p.send(ctx, wrongPartnerRequests("GET", listPath, "")...)
	p.send(ctx, rawRequest{status: 200, method: "GET", path: listPath, header: http.Header{versionHeader: nil}})
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
	p.send(ctx, wrongPartnerRequests("GET", itemPath(childID), "")...)
	p.send(ctx, wrongIDs("GET", "", 404)...)
	p.send(ctx,
		rawRequest{status: 200, method: "GET", path: itemPath(strings.ToUpper(childID))},
		rawRequest{status: 200, method: "GET", path: itemPath(childID), header: http.Header{versionHeader: nil}},
	)
}

func remove(ctx context.Context, p *player) {
	p.refused(p.partner().DeleteOrganization(ctx, ownerID), organizations.ErrForbidden)
	p.refused(p.partner().DeleteOrganization(ctx, unknownID), organizations.ErrNotFound)
	p.refusals(func(client *organizations.Client) error { return client.DeleteOrganization(ctx, childID) })
	p.send(ctx, wrongPartnerRequests("DELETE", itemPath(childID), "")...)
	p.send(ctx, wrongIDs("DELETE", "", 404)...)
	p.send(ctx, wrongKeys("DELETE", itemPath(childID), "")...)
	p.check(p.partner().DeleteOrganization(ctx, childID, organizations.WithIdempotencyKey("delete-0001")))
	p.send(ctx, rawRequest{status: 204, method: "DELETE", path: itemPath(fullID), header: http.Header{versionHeader: nil}})
}
