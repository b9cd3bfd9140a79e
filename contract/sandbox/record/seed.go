package main

import "github.com/orgcontract/polytomic-organizations/contract/sandbox"

// The constants are the keys and IDs of the account that each session starts with. The account
// doesn't have unknownKey and unknownID.
const (
	partnerKey = string(sandbox.DefaultPartnerKey)
	userKey    = string(sandbox.DefaultUserKey)
	fullKey    = "full-user-key"
	unknownKey = "nobody-has-this-key"

	ownerID   = sandbox.DefaultOwnerID
	childID   = sandbox.DefaultChildID
	fullID    = "3c9d7c52-3f4b-4d7e-9a51-0c1a52f0b6d7" // This organization has every setting.
	unknownID = "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7aff"
)

// seed returns the seed of the sandbox.
func seed() sandbox.Seed {
	s := sandbox.DefaultSeed()
	s.Partners[0].Children = append(s.Partners[0].Children, sandbox.Organization{
		ID: fullID, Name: "Full", Issuer: "https://login.full.example", SSODomain: "full.example", SSOOrgID: "org_01FULL",
		ClientID: "polytomic", ClientSecret: "full-client-secret", UserKeys: []sandbox.Secret{fullKey},
	})
	return s
}
