// Package sandbox is a stand-in for a partner account of Polytomic's organization API. It answers
// as the documentation says, keeps the organizations that it is sent, and fails on demand. Use it
// in tests, and to try things out without a partner key or without touching a real customer:
//
//	s := sandbox.New(t)
//	created, err := s.Client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
//	s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 502, Times: 2})
//	list, err := s.Client.ListOrganizations(ctx) // The client retries twice.
//
// [Open] returns the same sandbox as an [net/http.Handler]. The command `orgcontract serve` puts
// it on a port, for programs in other languages.
//
// The sandbox serves version 2025-09-18, which openapi.yaml describes. It also serves version
// 2024-02-08, which has no GET /api/organization and in which a list depends on the caller.
// Where the vendor's documentation is silent, the sandbox decides, and a comment beside the code
// says so. Its answers are never evidence of what the vendor's server does.
//
// # How a request is served
//
// Each step hands the request to the next one, and the answer comes back:
//
//  1. [Sandbox.ServeHTTP] (call.go) makes a call of the request.
//  2. The router (router.go) finds the endpoint: an operation, as openapi.yaml describes it.
//  3. A fault may answer in place of the API (fault.go).
//  4. Admission (admission.go) refuses a request without the right credential, or one that the
//     document doesn't allow.
//  5. Execution (execution.go) returns the recorded outcome of an idempotency key, if there is one.
//     Otherwise it calls the endpoint's generated handler. That calls handler.go, which asks the
//     account (account.go) what is to change. Execution writes the change to the state file
//     (store.go) and then makes it.
//  6. Delivery (delivery.go) sends the answer, or spoils it if a fault says so.
package sandbox
