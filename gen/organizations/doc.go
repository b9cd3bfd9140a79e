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
// Optional properties are plain strings. An empty string means that the property is not set. The
// client sends only properties that are set. An update replaces all settings.
// [UpdateOrganizationRequest.Clears] lists the settings of an organization that an update would
// clear. [Organization.Additional] has the properties that a newer server sends and the document
// doesn't know.
//
// There are three ways to test code that calls a [Client]: declare an interface with the methods
// that the code needs; give the client a transport with [WithTransport]; or use the package
// contract/sandbox of this module.
//
// A program that imports this package links four other modules: backoff, json, x/net for host
// names, and x/text, which x/net needs. The program's module graph grows by about 70 modules,
// because this module also contains tools. Its binary grows by about 1.7 MB, compared with a
// program that uses net/http and encoding/json. `make footprint` measures both.
package organizations
