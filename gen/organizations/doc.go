// Package organizations is a client of Polytomic's organization API: it creates, reads, changes and deletes the
// organizations of a partner account. Its types, request builders and client are generated from the OpenAPI document
// of this module, and tests hold them against it.
//
//	client, err := organizations.NewClientWithResponses("https://app.polytomic.com",
//		organizations.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
//			req.Header.Set("Authorization", "Bearer "+partnerKey)
//			return nil
//		}))
//	list, err := client.ListOrganizationsWithResponse(ctx, &organizations.ListOrganizationsParams{})
//
// Optional properties are plain values: an empty string means not set, and what is not set is not sent.
package organizations
