package main

import (
	"context"
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const loggingBody = `{"enabled": true}`

// member returns the header with a user key, for a raw request.
func member() http.Header { return http.Header{"Authorization": {"Bearer " + userKey}} }

func getLogging(ctx context.Context, p *player) {
	get := func(credential organizations.Credential) error {
		_, err := p.client(credential).GetRecordLogging(ctx)
		return err
	}
	p.check(get(organizations.UserKey(userKey)))
	child := organizations.OrganizationKey(childID, partnerKey)
	_, err := p.client(child).UpdateRecordLogging(ctx, organizations.UpdateRecordLoggingRequest{
		Enabled: true, DeliveryConnectionID: sandbox.DefaultConnectionID, DeliveryPrefix: "polytomic/records",
	})
	p.check(err)
	for _, credential := range []organizations.Credential{organizations.UserKey(userKey), child, organizations.OrganizationKey(ownerID, partnerKey)} {
		p.check(get(credential))
	}
	p.refused(get(organizations.UserKey(unknownKey)), organizations.ErrUnauthorized)
	p.refused(get(organizations.OrganizationKey(unknownID, partnerKey)), organizations.ErrForbidden)
	p.loggingFails(func() error { return get(child) })
	p.send(ctx, rawRequest{status: 200, method: "GET", path: loggingPath, header: http.Header{versionHeader: nil}})
	p.send(ctx, wrongRequests("GET", loggingPath, "")...)
}

func updateLogging(ctx context.Context, p *player) {
	update := func(credential organizations.Credential, r organizations.UpdateRecordLoggingRequest, opts ...organizations.Option) error {
		_, err := p.client(credential).UpdateRecordLogging(ctx, r, opts...)
		return err
	}
	everything := organizations.UpdateRecordLoggingRequest{
		Enabled: true, DeliveryConnectionID: sandbox.DefaultConnectionID, DeliveryPrefix: "polytomic/records",
	}
	child, user := organizations.OrganizationKey(childID, partnerKey), organizations.UserKey(userKey)
	p.check(update(user, everything))
	p.check(update(child, organizations.UpdateRecordLoggingRequest{Enabled: true}))
	p.check(update(user, organizations.UpdateRecordLoggingRequest{}))
	p.refused(update(organizations.UserKey(unknownKey), everything), organizations.ErrUnauthorized)
	p.refused(update(organizations.OrganizationKey(unknownID, partnerKey), everything), organizations.ErrForbidden)
	p.loggingFails(func() error { return update(child, everything) })
	p.inFlight(func() error { return update(user, everything, organizations.WithIdempotencyKey("in-flight-0001")) })

	p.send(ctx, rawRequest{200, "PUT", loggingPath, `{"enabled": true, "deliveryConnectionId": null, "deliveryPrefix": null}`, member()})
	p.send(ctx, wrongRequests("PUT", loggingPath, loggingBody)...)
	p.send(ctx, wrongLoggingBodies()...)
	p.send(ctx, keyedUpdates(loggingPath, loggingBody)...)
	p.send(ctx, rawRequest{200, "PUT", loggingPath, loggingBody, http.Header{versionHeader: nil}})

	p.check(p.partner().DeleteOrganization(ctx, childID))
	p.refused(update(user, everything), organizations.ErrNotFound)
}

// loggingFails calls an operation while the API fails.
func (p *player) loggingFails(call func() error) {
	p.check(p.sandbox.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError, Times: 1}))
	p.refused(call(), organizations.ErrInternalServerError)
}

// wrongLoggingBodies returns requests that update the record logging settings with a body that
// breaks the document.
func wrongLoggingBodies() []rawRequest {
	list := []rawRequest{
		{400, "PUT", loggingPath, "", http.Header{"Content-Type": {"application/json"}}},
		{400, "PUT", loggingPath, loggingBody, http.Header{"Content-Type": {"text/plain"}}},
		{400, "PUT", loggingPath, `{"enabled": `, nil},
	}
	for _, body := range []string{
		`[]`, `null`, `{}`, `{"enabled": null}`, `{"enabled": "true"}`, `{"enabled": 1}`,
		`{"enabled": true, "deliveryConnectionId": 5}`, `{"enabled": true, "deliveryPrefix": 5}`,
	} {
		list = append(list, rawRequest{422, "PUT", loggingPath, body, nil})
	}
	return list
}
