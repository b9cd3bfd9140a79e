package recording

import "github.com/orgcontract/polytomic-organizations/contract/internal/suspect"

// NamesSecret reports whether a name, of a property, a header or a parameter, says that what it names is a secret: client_secret, X-Api-Key.
func NamesSecret(name string) bool { return suspect.IsSecretName(name) || suspect.IsKeyName(name) }

// LooksSecret reports whether a text holds what looks like a secret, whatever its name: a token, a password in a URL. A text that looks
// drawn counts; a UUID doesn't.
func LooksSecret(text string) bool { return suspect.LooksSecret(text) }
