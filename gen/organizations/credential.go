package organizations

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Credential identifies the caller to the API. Make one with [PartnerKey], [UserKey] or
// [OrganizationKey]; [New] refuses the zero value. It prints as [redacted] with every verb of fmt,
// in slog and in JSON, even as a field of another value. It is safe for concurrent use.
//
// If a server sends the key back, errors and logs show [redacted] in its place. This is also true
// if the server writes the key with the escapes of JSON, URLs, HTML or mail, in hexadecimal, base64
// or base32, as a list of bytes, in other letter case or widths, or broken into lines.
//
// In these encodings, and in base64 of base64, the client also finds a part of the key: half of it,
// or 12 characters of a key that has more than 24. Such a part has at least 8 characters. Letters
// that may be an ordinary word, such as organization, are a part only with 4 characters beside them,
// or if there are 16 of them. The client doesn't find a smaller part, and no key in other
// encodings, for instance backwards, with each letter doubled, or with letters replaced by others.
type Credential struct {
	kind credentialKind
	// The key is behind a function. Otherwise fmt and debuggers would find it by reflection and
	// print it.
	key func() (authorization []string, redacts *redactor)
	err error
}

// credentialKind is a set of kinds of credentials. It is either the kind of a [Credential], or all
// kinds that an operation takes.
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

// PartnerKey returns the credential of a partner. A partner may do everything with the
// organizations of its account. All operations take this credential, except the three operations
// that [UserKey] lists. A key must have at least 8 characters.
func PartnerKey(key string) Credential { return bearer(partnerKey, key) }

// UserKey returns the credential of one user of one organization. It is for the operations on the
// user's own organization: [Client.GetCurrentOrganization], [Client.GetRecordLogging] and
// [Client.UpdateRecordLogging]. A key must have at least 8 characters.
func UserKey(key string) Credential { return bearer(userKey, key) }

func bearer(kind credentialKind, key string) Credential {
	return newCredential(kind, "Bearer "+key, checkKey(key), key)
}

// OrganizationKey returns the credential of a partner that acts as one of its organizations. It is
// for the same operations as [UserKey]. The organizationID is the UUID of the organization. A key
// must have at least 8 characters.
func OrganizationKey(organizationID, partnerKey string) Credential {
	pair := base64.StdEncoding.EncodeToString([]byte(organizationID + ":" + partnerKey))
	err := checkKey(partnerKey)
	if err == nil && checkUUID("", organizationID) != nil {
		err = errors.New("the organization of the credential is not a UUID; it comes first, and the key second")
	}
	return newCredential(organizationKey, "Basic "+pair, err, partnerKey, pair)
}

func newCredential(kind credentialKind, authorization string, err error, secrets ...string) Credential {
	if err != nil {
		return Credential{kind: kind, err: err}
	}
	header, redacts := []string{authorization}, (&redactor{}).with(secrets, minSecret)
	return Credential{kind: kind, key: func() ([]string, *redactor) { return header, redacts }}
}

// checkKey returns an error if a key can't be the value of a header, or if it is too short to be
// redacted. The error doesn't show the key.
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

// Format implements [fmt.Formatter]. It prints [redacted] for every verb.
func (Credential) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements [slog.LogValuer].
func (Credential) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler], which JSON uses too.
func (Credential) MarshalText() ([]byte, error) { return []byte(redacted), nil }
