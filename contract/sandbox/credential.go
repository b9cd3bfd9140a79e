package sandbox

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// credentialKind is what kind of credential a caller has.
type credentialKind string

const (
	partnerKey      credentialKind = "partner"
	userKey         credentialKind = "user"
	organizationKey credentialKind = "organization"
)

// credential is whom a request comes from.
type credential struct {
	kind    credentialKind
	account *account
	// organization is the one that the credential belongs to: that of the user, the one that a partner acts as, or the owner organization of a partner.
	organization uuid.UUID
}

// authenticate returns whom a request comes from, and false where it has no credential, or one that nobody has.
func (s *Sandbox) authenticate(header http.Header) (credential, bool) {
	values := header.Values("Authorization")
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
