package organizations

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Credential is what the API knows a caller by. Make one with [PartnerKey], [UserKey] or [OrganizationKey]; the zero value is
// none, and [New] refuses it. It prints as [redacted] under every verb of fmt, in slog and in JSON, also from inside another
// value. It is safe for concurrent use.
type Credential struct {
	kind credentialKind
	// The key stands behind a function, since fmt and debuggers print what they reach by reflection.
	key func() (authorization string, secrets [2]string)
	err error
}

// credentialKind is a set of kinds of credentials: the one of a [Credential], or those that an operation takes.
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

// PartnerKey is the key of a partner, who may do everything with the organizations of its account. It is what all operations take but
// [Client.GetCurrentOrganization].
func PartnerKey(key string) Credential { return bearer(partnerKey, key) }

// UserKey is the API key of one user of one organization, for [Client.GetCurrentOrganization].
func UserKey(key string) Credential { return bearer(userKey, key) }

func bearer(kind credentialKind, key string) Credential {
	authorization := "Bearer " + key
	return Credential{kind: kind, err: checkKey(key), key: func() (string, [2]string) { return authorization, [2]string{key} }}
}

// OrganizationKey is a partner acting as one of its organizations, for [Client.GetCurrentOrganization]. The organization is
// named by its UUID.
func OrganizationKey(organizationID, partnerKey string) Credential {
	pair := base64.StdEncoding.EncodeToString([]byte(organizationID + ":" + partnerKey))
	err := checkKey(partnerKey)
	if err == nil && checkUUID("", organizationID) != nil {
		err = errors.New("the organization of the credential is no UUID; it comes first, and the key second") // Swapped, it is the key.
	}
	authorization := "Basic " + pair
	return Credential{kind: organizationKey, err: err, key: func() (string, [2]string) { return authorization, [2]string{partnerKey, pair} }}
}

// checkKey refuses a key that can't stand in a header. The error doesn't show it.
func checkKey(key string) error {
	if key == "" {
		return errors.New("the key is empty")
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] >= 0x7f {
			return fmt.Errorf("the key has a character at byte %d that no key has", i)
		}
	}
	return nil
}

const redacted = "[redacted]"

// Format implements [fmt.Formatter]: whatever the verb, it prints [redacted].
func (Credential) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements [slog.LogValuer].
func (Credential) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler], and with it JSON.
func (Credential) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format implements [fmt.Formatter]: it prints the request with its client secret redacted.
func (r CreateOrganizationRequest) Format(f fmt.State, verb rune) {
	type plain CreateOrganizationRequest
	r.ClientSecret = redact(r.ClientSecret)
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(r))
}

// LogValue implements [slog.LogValuer]: it logs the request with its client secret redacted.
func (r CreateOrganizationRequest) LogValue() slog.Value {
	type plain CreateOrganizationRequest
	r.ClientSecret = redact(r.ClientSecret)
	return slog.AnyValue(plain(r))
}

func (r CreateOrganizationRequest) secret() string { return r.ClientSecret }

// Format implements [fmt.Formatter]: it prints the request with its client secret redacted.
func (r UpdateOrganizationRequest) Format(f fmt.State, verb rune) {
	type plain UpdateOrganizationRequest
	r.ClientSecret = redact(r.ClientSecret)
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(r))
}

// LogValue implements [slog.LogValuer]: it logs the request with its client secret redacted.
func (r UpdateOrganizationRequest) LogValue() slog.Value {
	type plain UpdateOrganizationRequest
	r.ClientSecret = redact(r.ClientSecret)
	return slog.AnyValue(plain(r))
}

func (r UpdateOrganizationRequest) secret() string { return r.ClientSecret }

func redact(secret string) string {
	if secret == "" {
		return ""
	}
	return redacted
}
