package main

import (
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// refusals are the answers to an operation of partners that depend on who asks, and the failure of the API.
func (p *player) refusals(call func(client *organizations.Client) error) {
	p.refused(call(p.client(organizations.PartnerKey(unknownKey))), organizations.ErrUnauthorized)
	p.refused(call(p.client(organizations.PartnerKey(userKey))), organizations.ErrForbidden)
	p.check(p.sandbox.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError, Times: 1}))
	p.refused(call(p.partner()), organizations.ErrInternalServerError)
}

// anyOf are the requests of an operation that break what the document says of each: the credential, the version, and the body where there is none.
func anyOf(method, path, body string) []request {
	list := []request{
		{401, method, path, body, http.Header{"Authorization": nil}},
		{401, method, path, body, http.Header{"Authorization": {"Digest " + unknownKey}}},
		{400, method, path, body, http.Header{versionHeader: {"latest"}}},
		{400, method, path, body, http.Header{versionHeader: {"2025-13-18"}}},
		{400, method, path, body, http.Header{versionHeader: {"2025-09-32"}}},
		{400, method, path, body, http.Header{versionHeader: {organizations.APIVersion, organizations.APIVersion}}},
	}
	if body == "" {
		list = append(list, request{400, method, path, "{}", nil})
	}
	return list
}

// ofPartners are those of an operation that takes a partner key alone.
func ofPartners(method, path, body string) []request {
	return append(anyOf(method, path, body), request{403, method, path, body, basic(childID, partnerKey)})
}

// wrongIDs are those whose identifier is none.
func wrongIDs(method, body string, status int) []request {
	return []request{
		{status, method, itemPath("acme"), body, nil},
		{status, method, itemPath(childID + "0"), body, nil},
		{status, method, itemPath("g" + childID[1:]), body, nil},
	}
}
