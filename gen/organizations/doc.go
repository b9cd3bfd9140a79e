// Package organizations is a client of Polytomic's organization API: it creates, reads, changes and deletes the
// organizations of a partner account. It is generated from the OpenAPI document of this module, and tests hold it against it.
//
//	client, err := organizations.New(organizations.PartnerKey(os.Getenv("POLYTOMIC_PARTNER_KEY")))
//	orgs, err := client.ListOrganizations(ctx) // The owner organization comes first.
//	org, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
//	if errors.Is(err, organizations.ErrConflict) { ... }
//
// Optional properties are plain strings: empty means not set, and what is not set is not sent. An update replaces the single
// sign-on settings in full; [UpdateOrganizationRequest.Clears] lists what it would clear.
package organizations
