package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
)

// Secret is a key or a client secret. It prints as [redacted] under every verb of fmt, in slog and in JSON and YAML; string(s) is the text.
type Secret string

const redacted = "[redacted]"

// Format implements [fmt.Formatter]: whatever the verb, it prints [redacted].
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements [slog.LogValuer].
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler], and with it JSON and YAML.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// digest is all that the sandbox keeps of a secret: enough to know it again. The zero value stands for no secret.
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
