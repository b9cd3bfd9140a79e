// Package organizations is a client of Polytomic's organization API. It creates, reads, changes and
// deletes the organizations of a partner account, and sets where an organization's records are
// logged. It is generated from the OpenAPI document of this module, and tests check it against the
// document.
//
//	client, err := organizations.New(organizations.PartnerKey(os.Getenv("POLYTOMIC_PARTNER_KEY")))
//	orgs, err := client.ListOrganizations(ctx) // The owner organization comes first.
//	org, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
//	if errors.Is(err, organizations.ErrConflict) { ... }
//
// Optional properties are plain strings. Empty means not set, and the client sends only what is
// set. An update replaces all settings; [UpdateOrganizationRequest.Clears] lists the settings of an
// organization that an update would clear. [Organization.Additional] holds the properties that a
// newer server sends and the document doesn't know.
//
// To test code that calls a [Client], declare an interface with the methods that the code needs, or
// give the client a transport with [WithTransport], or use the package contract/sandbox of this
// module.
//
// A program that imports this package links four other modules: backoff, json, and x/net with
// x/text for the names of hosts. Its module graph grows by about 70 modules, since this module has
// tools too, and its binary by about 1.7 MB over one that uses net/http and encoding/json. `make
// footprint` measures it.
package organizations
