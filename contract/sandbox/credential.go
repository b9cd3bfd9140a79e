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

// schemeCredentials are the kinds of credential that fit a security scheme of the document. A
// partner key fits the scheme userKey too, as a key of its owner organization. The document doesn't
// list the partner key for these operations, but on the wire it looks the same as the bearer key
// that it lists.
var schemeCredentials = map[string][]credentialKind{
	"partnerKey":      {partnerKey},
	"userKey":         {userKey, partnerKey},
	"organizationKey": {organizationKey},
	// No seed holds the key of a self-hosted deployment.
	"deploymentKey": {},
}

// credential says who sent a request.
type credential struct {
	kind    credentialKind
	account *account
	// organization is the organization that the credential belongs to: that of the user, the one
	// that a partner acts as, or the owner organization of a partner.
	organization uuid.UUID
}

// sees reports whether the caller sees an organization of its account. Up to 2024-02-08, what a
// list shows depends on the caller, and the list is all that is known: the sandbox lets a caller
// get what it can list. In the current version, only a partner may list and get.
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
