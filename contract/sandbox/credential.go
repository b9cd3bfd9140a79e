package sandbox

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// credentialKind is the kind of a caller's credential.
type credentialKind string

const (
	partnerKey      credentialKind = "partner"
	userKey         credentialKind = "user"
	organizationKey credentialKind = "organization"
)

// schemeCredentials has the kinds of credential that a security scheme of the document accepts. The
// scheme userKey also accepts a partner key, as a key of the partner's owner organization. The
// document doesn't list the scheme partnerKey for these operations. But a partner key looks the
// same in a request as the bearer key that the document lists.
var schemeCredentials = map[string][]credentialKind{
	"partnerKey":      {partnerKey},
	"userKey":         {userKey, partnerKey},
	"organizationKey": {organizationKey},
	// A seed has no key of a self-hosted deployment.
	"deploymentKey": {},
}

// credential says who sent a request.
type credential struct {
	kind    credentialKind
	account *account
	// organization is the organization that the credential belongs to. For a user, it is the user's
	// organization. For a partner, it is the organization that the partner acts as, or else the
	// owner organization.
	organization uuid.UUID
}

// sees reports whether the caller can get an organization of its account. Up to version 2024-02-08,
// a list shows different organizations to different callers. Nothing else is known, so the sandbox
// lets a caller get each organization that it can list. In the current version, only a partner may
// list and get.
func (c credential) sees(id uuid.UUID) bool { return c.kind == partnerKey || c.organization == id }

// authenticate returns who sent a request. It returns false if the request has no credential or an
// unknown credential.
func (s *Sandbox) authenticate(header http.Header) (credential, bool) {
	values := header["Authorization"]
	if len(values) != 1 {
		return credential{}, false
	}
	scheme, key, _ := strings.Cut(values[0], " ")
	switch {
	case strings.EqualFold(scheme, "bearer"):
		c, ok := s.credentials[digestOf(key)]
		return c, ok
	case strings.EqualFold(scheme, "basic"):
		pair, err := base64.StdEncoding.DecodeString(key)
		if err != nil {
			return credential{}, false
		}
		name, key, _ := strings.Cut(string(pair), ":")
		c, ok := s.credentials[digestOf(key)]
		id, valid := parseID(name)
		if !ok || !valid || c.kind != partnerKey {
			return credential{}, false
		}
		return credential{kind: organizationKey, account: c.account, organization: id}, true
	default:
		return credential{}, false
	}
}
