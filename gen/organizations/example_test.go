package organizations_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// newServer starts a test server that acts as the API. Its account has an owner organization and
// one child.
func newServer() *httptest.Server {
	const acme = `{"id": "248df4b7-aa70-47b8-a036-33ac447e668d", "name": "Acme", "sso_domain": "acme.example", "sso_org_id": "org_1"}`
	mux := http.NewServeMux()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Polytomic-Version", "2025-09-18")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	mux.HandleFunc("GET /api/organization", answer(200, `{"data": `+acme+`}`))
	const logging = `{"data": {"enabled": %t, "deliveryConnectionId": "7d0f2c1e", "deliveryConnectionName": "Log archive", "deliveryPrefix": "polytomic/records"}}`
	mux.HandleFunc("GET /api/organization/record-logging", answer(200, fmt.Sprintf(logging, true)))
	mux.HandleFunc("PUT /api/organization/record-logging", answer(200, fmt.Sprintf(logging, false)))
	mux.HandleFunc("GET /api/organizations", answer(200, `{"data": [{"name": "Example Partner"}, `+acme+`]}`))
	mux.HandleFunc("POST /api/organizations", answer(200, `{"data": `+acme+`}`))
	mux.HandleFunc("GET /api/organizations/248df4b7-aa70-47b8-a036-33ac447e668d", answer(200, `{"data": `+acme+`}`))
	mux.HandleFunc("GET /api/organizations/{id}", answer(404, `{"key": "not_found", "message": "no organization has this id", "status": 404}`))
	mux.HandleFunc("PUT /api/organizations/{id}", answer(200, `{"data": {"name": "Acme International"}}`))
	mux.HandleFunc("DELETE /api/organizations/{id}", answer(204, ``))
	return httptest.NewServer(mux)
}

// newExample returns a client of a new test server, for the examples below.
func newExample(credential organizations.Credential) *organizations.Client {
	client, err := organizations.New(credential, organizations.WithBaseURL(newServer().URL))
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// The example is the program of the README, but with a test server instead of the vendor's.
func Example() {
	ctx, key, base := context.Background(), "partner-key", organizations.WithBaseURL(newServer().URL)

	client, err := organizations.New(organizations.PartnerKey(key), base)
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
	switch {
	case errors.Is(err, organizations.ErrConflict):
		fmt.Println("there is an Acme already")
	case err != nil:
		log.Fatal(err)
	default:
		fmt.Println("created", created.ID)
	}
	for organization, err := range client.Organizations(ctx) { // The owner organization comes first.
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(organization.Name)
	}
	// Output:
	// created 248df4b7-aa70-47b8-a036-33ac447e668d
	// Example Partner
	// Acme
}

func ExampleClient_GetCurrentOrganization() {
	client := newExample(organizations.UserKey("user-key"))
	organization, err := client.GetCurrentOrganization(context.Background())
	fmt.Println(organization.Name, err)
	// Output: Acme <nil>
}

func ExampleClient_GetRecordLogging() {
	client := newExample(organizations.UserKey("user-key"))
	settings, err := client.GetRecordLogging(context.Background())
	fmt.Println(settings.Enabled, settings.DeliveryConnectionName, err)
	// Output: true Log archive <nil>
}

// An update replaces all settings. To switch logging off and keep the other settings, send those
// too.
func ExampleClient_UpdateRecordLogging() {
	client, ctx := newExample(organizations.UserKey("user-key")), context.Background()
	current, err := client.GetRecordLogging(ctx)
	if err != nil {
		log.Fatal(err)
	}
	settings, err := client.UpdateRecordLogging(ctx, organizations.UpdateRecordLoggingRequest{
		Enabled:              false,
		DeliveryConnectionID: current.DeliveryConnectionID,
		DeliveryPrefix:       current.DeliveryPrefix,
	})
	fmt.Println(settings.Enabled, settings.DeliveryPrefix, err)
	// Output: false polytomic/records <nil>
}

func ExampleClient_ListOrganizations() {
	client := newExample(organizations.PartnerKey("partner-key"))
	all, err := client.ListOrganizations(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	owner, children := all[0], all[1:]
	fmt.Println(owner.Name, len(children))
	// Output: Example Partner 1
}

// Organizations uses the same amount of memory for a list of any length.
func ExampleClient_Organizations() {
	client := newExample(organizations.PartnerKey("partner-key"))
	for organization, err := range client.Organizations(context.Background()) {
		if err != nil {
			log.Fatal(err)
		}
		if organization.SSODomain == "acme.example" {
			fmt.Println(organization.Name)
			break // The client doesn't read the rest of the list.
		}
	}
	// Output: Acme
}

// With an idempotency key of its own, a program can safely repeat a create, even after a restart.
func ExampleClient_CreateOrganization() {
	client := newExample(organizations.PartnerKey("partner-key"))
	organization, err := client.CreateOrganization(context.Background(),
		organizations.CreateOrganizationRequest{Name: "Acme", SSODomain: "acme.example", SSOOrgID: "org_1"},
		organizations.WithIdempotencyKey("signup-4711-organization"))
	fmt.Println(organization.ID, err)
	// Output: 248df4b7-aa70-47b8-a036-33ac447e668d <nil>
}

func ExampleClient_GetOrganization() {
	client := newExample(organizations.PartnerKey("partner-key"))
	_, err := client.GetOrganization(context.Background(), "00000000-0000-4000-8000-000000000000")
	fmt.Println(errors.Is(err, organizations.ErrNotFound))
	// Output: true
}

// An update replaces the single sign-on settings in full, so check which settings it would clear.
func ExampleClient_UpdateOrganization() {
	client := newExample(organizations.PartnerKey("partner-key"))
	current, err := client.GetOrganization(context.Background(), "248df4b7-aa70-47b8-a036-33ac447e668d")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(organizations.UpdateOrganizationRequest{Name: "Acme International"}.Clears(current))

	update := organizations.UpdateOf(current)
	update.Name = "Acme International"
	fmt.Println(update.Clears(current))
	updated, err := client.UpdateOrganization(context.Background(), current.ID, update)
	fmt.Println(updated.Name, err)
	// Output:
	// [sso_domain sso_org_id]
	// []
	// Acme International <nil>
}

func ExampleClient_DeleteOrganization() {
	client := newExample(organizations.PartnerKey("partner-key"))
	fmt.Println(client.DeleteOrganization(context.Background(), "248df4b7-aa70-47b8-a036-33ac447e668d"))
	// Output: <nil>
}

func ExampleError() {
	client := newExample(organizations.PartnerKey("partner-key"))
	_, err := client.GetOrganization(context.Background(), "00000000-0000-4000-8000-000000000000")
	if refusal, ok := errors.AsType[*organizations.Error](err); ok {
		fmt.Println(refusal.StatusCode, refusal.Key, refusal.Version)
	}
	fmt.Println(err)
	// Output:
	// 404 not_found 2025-09-18
	// GET /api/organizations/00000000-0000-4000-8000-000000000000: 404 Not Found: not_found: no organization has this id
}

// The base URL is that of a self-hosted deployment.
func ExampleWithBaseURL() {
	client, err := organizations.New(organizations.PartnerKey("partner-key"), organizations.WithBaseURL("https://polytomic.example.com"))
	fmt.Println(client != nil, err)
	_, err = organizations.New(organizations.PartnerKey("partner-key"), organizations.WithBaseURL("http://polytomic.example.com"))
	fmt.Println(err)
	// Output:
	// true <nil>
	// organizations: WithBaseURL: http to polytomic.example.com would show the key to the network; use https, or WithPlainHTTP
}

func ExampleWithRetry() {
	_, err := organizations.New(organizations.PartnerKey("partner-key"),
		organizations.WithTimeout(30*time.Second),
		organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 6, InitialInterval: time.Second}))
	fmt.Println(err)
	// Output: <nil>
}

func ExampleWithResponseInto() {
	client := newExample(organizations.PartnerKey("partner-key"))
	var response *http.Response
	_, err := client.ListOrganizations(context.Background(), organizations.WithResponseInto(&response))
	fmt.Println(response.StatusCode, response.Header.Get("X-Polytomic-Version"), err)
	// Output: 200 2025-09-18 <nil>
}

// traced is a transport that records a span for each request, as otelhttp.NewTransport does.
type traced struct {
	next http.RoundTripper
	to   io.Writer
}

func (t traced) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = fmt.Fprintln(t.to, "span", r.Method, r.URL.Path)
	return t.next.RoundTrip(r)
}

// OpenTelemetry works as a transport. In a real program, use
// otelhttp.NewTransport(http.DefaultTransport) instead of traced.
func ExampleWithTransport() {
	client, err := organizations.New(organizations.PartnerKey("partner-key"),
		organizations.WithBaseURL(newServer().URL),
		organizations.WithTransport(traced{http.DefaultTransport, os.Stdout}))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.ListOrganizations(context.Background())
	fmt.Println(err)
	// Output:
	// span GET /api/organizations
	// <nil>
}

// In a test, put a transport of the contract package between the client and the server. With
// Report: contract.FailTest(t), it fails the test if a request or an answer contradicts the
// document. In this example, Report prints instead.
func ExampleWithTransport_contract() {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	if err != nil {
		log.Fatal(err)
	}
	client, err := organizations.New(organizations.PartnerKey("partner-key"),
		organizations.WithBaseURL(newServer().URL),
		organizations.WithTransport(&contract.Transport{Contract: c, Report: func(x *contract.Exchange, findings []contract.Finding) {
			fmt.Println(x.Request.Method, x.Request.URL.Path, x.Response.Status, "findings:", len(findings))
		}}))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.ListOrganizations(context.Background())
	fmt.Println(err)
	// Output:
	// GET /api/organizations 200 findings: 0
	// <nil>
}
