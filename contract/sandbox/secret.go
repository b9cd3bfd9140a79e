package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
)

// Secret is a key or a client secret. It prints as [redacted] with every verb of fmt, and in slog,
// JSON and YAML. Convert it to a string to get the secret itself.
type Secret string

const redacted = "[redacted]"

// Format implements [fmt.Formatter]. It prints [redacted] for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements [slog.LogValuer].
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler], which JSON and YAML use.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// digest is the hash of a secret. The sandbox keeps only the hash of a secret. The zero value means
// that there is no secret.
type digest [sha256.Size]byte

func digestOf(secret string) digest {
	if secret == "" {
		return digest{}
	}
	return sha256.Sum256([]byte(secret))
}

func (d digest) is(secret string) bool {
	other := digestOf(secret)
	return subtle.ConstantTimeCompare(d[:], other[:]) == 1
}
