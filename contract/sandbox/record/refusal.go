package main

import (
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// refusals calls an operation that takes only a partner key. It calls the operation with an unknown
// key, with a user key, and while the API fails.
func (p *player) refusals(call func(client *organizations.Client) error) {
	p.refused(call(p.client(organizations.PartnerKey(unknownKey))), organizations.ErrUnauthorized)
	p.refused(call(p.client(organizations.PartnerKey(userKey))), organizations.ErrForbidden)
	p.check(p.sandbox.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError, Times: 1}))
	p.refused(call(p.partner()), organizations.ErrInternalServerError)
}

// wrongRequests returns requests that break what the document says about every operation: a wrong
// credential, a wrong version, and a body for an operation that takes none.
func wrongRequests(method, path, body string) []rawRequest {
	list := []rawRequest{
		{401, method, path, body, http.Header{"Authorization": nil}},
		{401, method, path, body, http.Header{"Authorization": {"Digest " + unknownKey}}},
		{400, method, path, body, http.Header{versionHeader: {"latest"}}},
		{400, method, path, body, http.Header{versionHeader: {"2025-13-18"}}},
		{400, method, path, body, http.Header{versionHeader: {"2025-09-32"}}},
		{400, method, path, body, http.Header{versionHeader: {organizations.APIVersion, organizations.APIVersion}}},
	}
	if body == "" {
		list = append(list, rawRequest{400, method, path, "{}", nil})
	}
	return list
}

// wrongPartnerRequests returns the wrong requests for an operation that takes only a partner key.
func wrongPartnerRequests(method, path, body string) []rawRequest {
	return append(wrongRequests(method, path, body), rawRequest{403, method, path, body, basic(childID, partnerKey)})
}

// wrongIDs returns requests with an id that is not a UUID.
func wrongIDs(method, body string, status int) []rawRequest {
	return []rawRequest{
		{status, method, itemPath("acme"), body, nil},
		{status, method, itemPath(childID + "0"), body, nil},
		{status, method, itemPath("g" + childID[1:]), body, nil},
	}
}
