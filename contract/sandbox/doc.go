// Package sandbox is a stand-in for a partner account of Polytomic's organization API. It answers
// as the documentation says, keeps the organizations that a client creates, and fails on demand.
// Use it in tests, and to try things out without a partner key or without touching a real customer:
//
//	s := sandbox.New(t)
//	created, err := s.Client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
//	s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 502, Times: 2})
//	list, err := s.Client.ListOrganizations(ctx) // The client retries twice.
//	s.ExpectRequests(t, 3, sandbox.RequestQuery{Operation: "listOrganizations"})
//
// [Open] returns the same sandbox as an [net/http.Handler]. The command `orgcontract serve` puts
// it on a port, for programs in other languages.
//
// The sandbox serves every version of the API that openapi.yaml lists, each as the document and its
// overlays describe it. Handlers answer in the form of the newest version, and translation.go
// converts the answer to the form of an older version. contract/docs/sandbox.md describes the
// behavior that no OpenAPI document describes. Where the vendor's documentation is silent, the
// sandbox decides, and a comment beside the code says so. Its answers never show what the vendor's
// server does.
//
// # How a request is served
//
// Each step hands the request to the next step, and the answer comes back in the opposite order:
//
//  1. [Sandbox.ServeHTTP] (call.go) makes a call of the request.
//  2. The router (router.go) finds the endpoint: an operation, as the document of the requested
//     version (version.go) describes it.
//  3. A fault may answer in place of the API (faultqueue.go, happening.go).
//  4. Admission (admission.go) refuses a request without the right credential, or one that the
//     document doesn't allow.
//  5. Execution (execution.go) returns the recorded outcome of an idempotency key, if there is one.
//     Otherwise it calls the endpoint's generated handler. That calls handler.go, which asks the
//     account (account.go) what is to change. Execution makes the changes of all requests that wait
//     and writes them to the state file (store.go) at once.
//  6. The journal (journal.go) keeps the request.
//  7. Delivery (delivery.go) sends the answer, late or spoiled if a fault says so.
//
// Requests below /_sandbox/ control the sandbox (control.go); contract/docs/sandbox.md describes
// them.
package sandbox
