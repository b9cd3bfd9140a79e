// Package sandbox is a stand-in for a partner account of Polytomic's organization API: it answers as the API is documented to, keeps what it is
// told, and fails on demand. It is for tests and for trying things out where there is no partner key, or where real customers are not to be touched. In a Go test:
//
//	s := sandbox.New(t)
//	created, err := s.Client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
//	s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Times: 2})
//	list, err := s.Client.ListOrganizations(ctx) // Tries again twice.
//
// [Open] gives the same as an [net/http.Handler], which the command `orgcontract serve` puts on a port for programs in other languages.
//
// It serves version 2025-09-18 as openapi.yaml describes it, and the same operations, but for GET /api/organization, in 2024-02-08, where a
// list depends on who asks. Where the vendor's pages are silent it decides, and says so beside the code. What it answers is never
// evidence of what the vendor's server does.
package sandbox
