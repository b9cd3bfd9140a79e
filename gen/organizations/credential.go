package organizations

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Credential identifies the caller to the API. Make one with [PartnerKey], [UserKey] or
// [OrganizationKey]; [New] refuses the zero value. It prints as [redacted] under every verb of fmt,
// in slog and in JSON, also from inside another value. It is safe for concurrent use.
type Credential struct {
	kind credentialKind
	// The key stands behind a function, since fmt and debuggers print what they reach by
	// reflection.
	key func() (authorization []string, redacts *redactor)
	err error
}

// credentialKind is a set of kinds of credentials: the kind of a [Credential], or the kinds that an
// operation takes.
type credentialKind uint8

const (
	partnerKey credentialKind = 1 << iota
	userKey
	organizationKey
)

func (k credentialKind) String() string {
	var names []string
	for i, name := range []string{"a partner key", "a user key", "an organization-scoped key"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// PartnerKey returns the credential of a partner, who may do everything with the organizations of
// its account. The operations on the organizations of an account take it. The three operations that
// [UserKey] lists don't. A key has at least 8 characters.
func PartnerKey(key string) Credential { return bearer(partnerKey, key) }

// UserKey returns the credential of one user of one organization, for the operations on the
// organization of the credential: [Client.GetCurrentOrganization], [Client.GetRecordLogging] and
// [Client.UpdateRecordLogging]. A key has at least 8 characters.
func UserKey(key string) Credential { return bearer(userKey, key) }

func bearer(kind credentialKind, key string) Credential {
	return newCredential(kind, "Bearer "+key, checkKey(key), formsOf(key))
}

// OrganizationKey returns the credential of a partner that acts as one of its organizations, for
// the same operations as [UserKey]. The organization is named by its UUID. A key has at least 8
// characters.
func OrganizationKey(organizationID, partnerKey string) Credential {
	pair := base64.StdEncoding.EncodeToString([]byte(organizationID + ":" + partnerKey))
	err := checkKey(partnerKey)
	if err == nil && checkUUID("", organizationID) != nil {
		err = errors.New("the organization of the credential is not a UUID; it comes first, and the key second")
	}
	return newCredential(organizationKey, "Basic "+pair, err, append(formsOf(partnerKey), formsOf(pair)...))
}

func newCredential(kind credentialKind, authorization string, err error, secrets []string) Credential {
	if err != nil {
		return Credential{kind: kind, err: err}
	}
	header, redacts := []string{authorization}, newRedactor(secrets)
	return Credential{kind: kind, key: func() ([]string, *redactor) { return header, redacts }}
}

// checkKey refuses a key that can't stand in a header, or that is too short to be redacted. The
// error doesn't show the key.
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("the key is empty")
	case len(key) < minSecret:
		return fmt.Errorf("the key has fewer than %d characters", minSecret)
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] >= 0x7f {
			return fmt.Errorf("the key has a character at byte %d that no key may have", i)
		}
	}
	return nil
}

// Format implements [fmt.Formatter]: whatever the verb, it prints [redacted].
func (Credential) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements [slog.LogValuer].
func (Credential) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler], and with it JSON.
func (Credential) MarshalText() ([]byte, error) { return []byte(redacted), nil }
