package main

import (
	"context"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// lifecycle does what a program does with an organization, from its creation to its deletion.
func lifecycle(ctx context.Context, p *player) {
	client := p.partner()
	_, err := client.ListOrganizations(ctx)
	p.check(err)
	created, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{
		Name: "Acme", SSODomain: "acme.example", Issuer: "https://login.acme.example", ClientID: "polytomic", ClientSecret: organizations.NewSecret("acme-client-secret"),
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
