package organizations_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// newServer starts a stand-in for the API that knows two organizations.
func newServer() *httptest.Server {
	mux := http.NewServeMux()
	answer := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Polytomic-Version", "2025-09-18")
			_, _ = io.WriteString(w, body)
		}
	}
	mux.HandleFunc("GET /api/organizations", answer(`{"data": [{"name": "Example Partner"}, {"name": "Acme"}]}`))
	mux.HandleFunc("POST /api/organizations", answer(`{"data": {"id": "248df4b7-aa70-47b8-a036-33ac447e668d", "name": "Acme"}}`))
	mux.HandleFunc("GET /api/organizations/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Polytomic-Version", "2025-09-18")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"key": "not_found", "message": "no organization has this id", "status": 404}`)
	})
	return httptest.NewServer(mux)
}

// The program of the README, with a server of its own in the place of the vendor's.
func Example() {
	server := newServer()
	defer server.Close()
	baseURL, partnerKey := server.URL, "your partner key"

	client, err := organizations.NewClientWithResponses(baseURL,
		organizations.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
			req.Header.Set("Authorization", "Bearer "+partnerKey)
			return nil
		}))
	if err != nil {
		log.Fatal(err)
	}
	list, err := client.ListOrganizationsWithResponse(context.Background(), &organizations.ListOrganizationsParams{
		XPolytomicVersion: "2025-09-18",
	})
	if err != nil {
		log.Fatal(err)
	}
	if list.JSON200 == nil {
		log.Fatalf("list organizations: %s", list.Status())
	}
	for _, organization := range list.JSON200.Data { // The owner organization comes first.
		fmt.Println(organization.Name)
	}
	// Output:
	// Example Partner
	// Acme
}

// An Idempotency-Key makes it safe to send the request again after a lost connection.
func ExampleClientWithResponses_CreateOrganizationWithResponse() {
	server := newServer()
	defer server.Close()
	client, err := organizations.NewClientWithResponses(server.URL)
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.CreateOrganizationWithResponse(context.Background(),
		&organizations.CreateOrganizationParams{
			XPolytomicVersion: "2025-09-18",
			IdempotencyKey:    uuid.NewString(),
		},
		organizations.CreateOrganizationRequest{Name: "Acme"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.JSON200.Data.ID)
	// Output: 248df4b7-aa70-47b8-a036-33ac447e668d
}

// Each documented error status has a field of its own.
func ExampleClientWithResponses_GetOrganizationWithResponse() {
	server := newServer()
	defer server.Close()
	client, err := organizations.NewClientWithResponses(server.URL)
	if err != nil {
		log.Fatal(err)
	}
	found, err := client.GetOrganizationWithResponse(context.Background(), uuid.New(),
		&organizations.GetOrganizationParams{XPolytomicVersion: "2025-09-18"})
	if err != nil {
		log.Fatal(err)
	}
	if found.JSON404 != nil {
		fmt.Println(found.JSON404.Key, found.JSON404.Message)
	}
	// Output: not_found no organization has this id
}
