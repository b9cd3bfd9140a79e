package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const goodBody = `{"name": "Acme"}`

func create(ctx context.Context, p *player) {
	number := 0
	key := func() organizations.Option {
		number++
		return organizations.WithIdempotencyKey(fmt.Sprintf("create-%04d", number))
	}
	send := func(client *organizations.Client, r organizations.CreateOrganizationRequest) error {
		_, err := client.CreateOrganization(ctx, r, key())
		return err
	}
	p.check(send(p.partner(), organizations.CreateOrganizationRequest{Name: "A"}))
	p.check(send(p.partner(), organizations.CreateOrganizationRequest{
		Name: "Everything", Issuer: "https://login.every.example", SSODomain: "every.example", SSOOrgID: "org_01EVERY",
		ClientID: "polytomic", ClientSecret: organizations.NewSecret("every-client-secret"),
	}))
	p.refused(send(p.partner(), organizations.CreateOrganizationRequest{Name: "A"}), organizations.ErrConflict)
	p.refusals(func(client *organizations.Client) error {
		return send(client, organizations.CreateOrganizationRequest{Name: "Acme"})
	})
	p.replays(ctx)
	client, inFlight := p.partner(), organizations.WithIdempotencyKey("in-flight-0001")
	p.inFlight(func() error {
		_, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "In flight"}, inFlight)
		return err
	})
	p.send(ctx, wrongPartnerRequests("POST", listPath, goodBody)...)
	p.send(ctx, wrongBodies("POST", listPath)...)
	p.send(ctx, wrongKeys("POST", listPath, goodBody)...)
	p.send(ctx,
		rawRequest{200, "POST", listPath, `{"name": "Shortest key"}`, http.Header{idempotencyHeader: {"aZ09-_aZ"}}},
		rawRequest{200, "POST", listPath, `{"name": "Longest key"}`, http.Header{idempotencyHeader: {strings.Repeat("k-_Z9", 51)}}},
		rawRequest{200, "POST", listPath, `{"name": "No key"}`, nil},
		rawRequest{200, "POST", listPath, `{"name": "No version"}`, http.Header{versionHeader: nil}},
		rawRequest{200, "POST", listPath, `{"name": "A charset"}`, http.Header{"Content-Type": {"application/json; charset=utf-8"}}},
	)
}

// replays sends each request twice with the same idempotency key. The answer to the first request
// becomes the outcome, even if it is an error.
func (p *player) replays(ctx context.Context) {
	client, key := p.partner(), organizations.WithIdempotencyKey("replayed-0001")
	for range 2 {
		_, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Replayed"}, key)
		p.check(err)
	}
	p.check(p.sandbox.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError, Times: 1}))
	key = organizations.WithIdempotencyKey("replayed-0002")
	for range 2 {
		_, err := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Failed"}, key)
		p.refused(err, organizations.ErrInternalServerError)
	}
}

// inFlight makes the same call twice with the same idempotency key. The second call comes while the
// first is in flight.
func (p *player) inFlight(call func() error) {
	p.check(p.sandbox.Inject(sandbox.Fault{Kind: sandbox.FaultLatency, Delay: time.Hour, Times: 1}))
	first := make(chan error, 1)
	go func() { first <- call() }()
	select {
	case <-p.held:
		p.refused(call(), organizations.ErrConflict)
		p.release <- struct{}{}
		p.check(<-first)
	case err := <-first:
		p.check(errors.Join(errors.New("the fault didn't delay the request"), err))
	}
}

func update(ctx context.Context, p *player) {
	send := func(client *organizations.Client, id string, r organizations.UpdateOrganizationRequest) error {
		_, err := client.UpdateOrganization(ctx, id, r)
		return err
	}
	everything := organizations.UpdateOrganizationRequest{
		Name: "Everything", Issuer: "https://login.every.example", SSODomain: "every.example", SSOOrgID: "org_01EVERY",
		ClientID: "polytomic", ClientSecret: organizations.NewSecret("every-client-secret"),
	}
	p.check(send(p.partner(), childID, everything))
	p.check(send(p.partner(), childID, organizations.UpdateOrganizationRequest{Name: "A"}))
	p.check(send(p.partner(), ownerID, organizations.UpdateOrganizationRequest{Name: "Owner"}))
	p.refused(send(p.partner(), childID, organizations.UpdateOrganizationRequest{Name: "Owner"}), organizations.ErrConflict)
	p.refused(send(p.partner(), unknownID, organizations.UpdateOrganizationRequest{Name: "Acme"}), organizations.ErrForbidden)
	p.refusals(func(client *organizations.Client) error {
		return send(client, childID, organizations.UpdateOrganizationRequest{Name: "Acme"})
	})
	p.send(ctx, wrongPartnerRequests("PUT", itemPath(childID), goodBody)...)
	p.send(ctx, wrongIDs("PUT", goodBody, 403)...)
	p.send(ctx, wrongBodies("PUT", itemPath(childID))...)
	p.send(ctx, keyedUpdates(itemPath(childID), `{"name": "Keyed"}`)...)
	p.send(ctx,
		rawRequest{200, "PUT", itemPath(childID), `{"name": "No version"}`, http.Header{versionHeader: nil}},
		rawRequest{200, "PUT", itemPath(childID), `{"name": "A charset"}`, http.Header{"Content-Type": {"application/json; charset=utf-8"}}},
	)
}

// wrongKeys returns requests whose idempotency key breaks the document.
func wrongKeys(method, path, body string) []rawRequest {
	var list []rawRequest
	for _, wrong := range [][]string{{strings.Repeat("a", 7)}, {strings.Repeat("a", 256)}, {"two words"}, {"ümlaut-key"}, {"repeated-key", "repeated-key"}} {
		list = append(list, rawRequest{400, method, path, body, http.Header{idempotencyHeader: wrong}})
	}
	return list
}

// keyedUpdates returns requests that update something, each with an idempotency key. A request with
// a used key gets the first answer again, whatever its body says. If a request was refused, its key
// can be used again.
func keyedUpdates(path, body string) []rawRequest {
	key, free := http.Header{idempotencyHeader: {"update-0001"}}, http.Header{idempotencyHeader: {"update-0002"}}
	return append(wrongKeys("PUT", path, body),
		rawRequest{200, "PUT", path, body, key}, rawRequest{200, "PUT", path, body, key},
		rawRequest{422, "PUT", path, `{}`, free}, rawRequest{200, "PUT", path, body, free},
	)
}

// wrongBodies returns requests that create or update an organization with a body that breaks the
// document. A malformed body gets 400, and a value that the schema doesn't allow gets 422.
func wrongBodies(method, path string) []rawRequest {
	list := []rawRequest{
		{400, method, path, "", http.Header{"Content-Type": {"application/json"}}},
		{400, method, path, goodBody, http.Header{"Content-Type": {"text/plain"}}},
		{400, method, path, goodBody, http.Header{"Content-Type": nil}},
		{400, method, path, `{"name": `, nil},
		{400, method, path, goodBody + goodBody, nil},
		{400, method, path, `{"name": "Acme", "name": "Acme"}`, nil},
		{422, method, path, `[]`, nil},
		{422, method, path, `null`, nil},
		{422, method, path, `{}`, nil},
		{422, method, path, `{"name": ""}`, nil},
		{422, method, path, `{"name": 5}`, nil},
		{422, method, path, `{"name": null}`, nil},
	}
	for _, property := range []string{"issuer", "sso_domain", "sso_org_id", "client_id", "client_secret"} {
		for _, value := range []string{"5", "null"} {
			list = append(list, rawRequest{422, method, path, fmt.Sprintf(`{"name": "Acme", %q: %s}`, property, value), nil})
		}
	}
	return list
}
