package organizations

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// redacted is printed in the place of a secret.
const redacted = "[redacted]"

// Secret is a string that must not be printed, such as a client secret. Make one with [NewSecret];
// the zero value is an empty string.
//
// It prints as [redacted] with every verb of fmt, in slog, and in every encoding that uses
// [encoding.TextMarshaler], such as JSON. This is also true if the secret is a field of another
// value. Only the methods of a [Client] write the string itself, when they send it to the API. A
// Secret can be decoded from a string, so that a server can read requests. Compare two secrets with
// Equal, not with ==.
type Secret struct {
	// The string is behind a function. Otherwise fmt and debuggers would find it by reflection and
	// print it.
	reveal func() string
}

// NewSecret returns a Secret that has the string.
func NewSecret(secret string) Secret {
	if secret == "" {
		return Secret{}
	}
	return Secret{func() string { return secret }}
}

// Reveal returns the secret string itself. Don't put it into logs and errors.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.reveal == nil }

// Equal reports whether two secrets are the same string.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// printed returns the text that is printed in the place of the secret.
func (s Secret) printed() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// Format implements [fmt.Formatter]. It prints [redacted] for every verb, and nothing for an empty
// secret.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.printed())) }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.printed()) }

// MarshalText implements [encoding.TextMarshaler], which JSON uses too. It returns [redacted].
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.printed()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler], which JSON uses too. It reads the string
// itself.
func (s *Secret) UnmarshalText(text []byte) error {
	if s == nil {
		return errors.New("organizations: the Secret to read into is nil")
	}
	*s = NewSecret(string(text))
	return nil
}

// revealed encodes a request for the API. The JSON has the secrets themselves.
var revealed = json.WithMarshalers(json.MarshalToFunc(func(encoder *jsontext.Encoder, s Secret) error {
	return encoder.WriteToken(jsontext.String(s.Reveal()))
}))
