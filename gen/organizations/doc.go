// Package organizations is a client of Polytomic's organization API. It creates, reads, changes and
// deletes the organizations of a partner account. It is generated from the OpenAPI document of this
// module, and tests check it against the document.
//
//	client, err := organizations.New(organizations.PartnerKey(os.Getenv("POLYTOMIC_PARTNER_KEY")))
//	orgs, err := client.ListOrganizations(ctx) // The owner organization comes first.
//	org, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
//	if errors.Is(err, organizations.ErrConflict) { ... }
//
// Optional properties are plain strings. Empty means not set, and the client sends only what is
// set. An update replaces the single sign-on settings in full; [UpdateOrganizationRequest.Clears]
// lists what it would clear.
package organizations
