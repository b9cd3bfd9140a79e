package suspect_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

func TestNamesOfSecrets(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"client_secret": true, "X-Api-Key": true, "key": true, "accessToken": true, "pwd": true,
		"name": false, "token_type": false, "Idempotency-Key": false, "": false,
	} {
		assert.Equal(t, want, suspect.IsSecretName(name) || suspect.IsKeyName(name), name)
	}
}

func TestLooksSecret(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"tok_4f9a8b7c6d5e4f3a": true, "sk_4f9a8b7c6d5e4f3a": true, "Bearer abc123def456": true, "https://user:hush@example.com": true,
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln": true, "248df4b7-aa70-47b8-a036-33ac447e668d": false, "cat": false, "": false, "2025-09-18": false,
	} {
		assert.Equal(t, want, suspect.LooksSecret(text), text)
	}
}
