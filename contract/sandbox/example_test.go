package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// Outside a test, a program can use a sandbox as an http.Handler.
func ExampleOpen() {
	s, err := sandbox.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	server := httptest.NewServer(s)
	defer server.Close()

	client, err := organizations.New(organizations.PartnerKey(string(sandbox.DefaultPartnerKey)), organizations.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}
	for organization, err := range client.Organizations(context.Background()) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(organization.Name)
	}
	// Output:
	// Example Partner
	// Example Customer
}

// A fault that happens once shows how a program handles the failure.
func ExampleSandbox_Inject() {
	s, err := sandbox.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	server := httptest.NewServer(s)
	defer server.Close()
	client, err := organizations.New(organizations.PartnerKey(string(sandbox.DefaultPartnerKey)), organizations.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}

	if err := s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Operation: "createOrganization", Times: 1}); err != nil {
		log.Fatal(err)
	}
	for range 2 {
		_, err = client.CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "Acme"})
		fmt.Println(errors.Is(err, organizations.ErrInternalServerError))
	}
	// Output:
	// true
	// false
}

// The seed has two partners. It leaves out the ID of the child, so the sandbox derives the ID.
func ExampleParseSeed() {
	seed, err := sandbox.ParseSeed("seed.yaml", []byte(`
partners:
  - key: first-partner-key
    owner: {id: 0f0e7c4e-6d0b-4c5f-9a53-2f6a8f6d1c11, name: First}
    children:
      - {name: Acme, sso_domain: acme.example, user_keys: [acme-user-key]}
  - key: second-partner-key
    owner: {id: 6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01, name: Second}
`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(seed.Partners), seed.Partners[0].Children[0].ID, seed.Partners[0].Key)
	// Output: 2 71a2a3e1-93d0-5d34-8a66-6d1e3bbd4af2 [redacted]
}

// The journal shows that a program repeated its request with the same idempotency key.
func ExampleSandbox_Requests() {
	s, err := sandbox.Open(sandbox.WithFaults(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 502, Times: 1}))
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	server := httptest.NewServer(s)
	defer server.Close()
	client, err := organizations.New(organizations.PartnerKey(string(sandbox.DefaultPartnerKey)), organizations.WithBaseURL(server.URL),
		organizations.WithRetry(organizations.RetryPolicy{InitialInterval: time.Millisecond}))
	if err != nil {
		log.Fatal(err)
	}

	request := organizations.CreateOrganizationRequest{Name: "Acme"}
	if _, err := client.CreateOrganization(context.Background(), request, organizations.WithIdempotencyKey("create-acme-1")); err != nil {
		log.Fatal(err)
	}
	for _, r := range s.Requests(sandbox.RequestQuery{Operation: "createOrganization"}) {
		fmt.Printf("%d %q %q\n", r.Status, r.Fault, r.IdempotencyKey)
	}
	// Output:
	// 502 "status" "create-acme-1"
	// 200 "" "create-acme-1"
}
