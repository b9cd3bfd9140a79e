package unwrap_test

import (
	"encoding/base64"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/unwrap"
)

func TestAll(t *testing.T) {
	t.Parallel()
	const inner = "s3cr3t-key-4711"
	for _, secret := range []string{
		"czNjcjN0LWtleS00NzEx", "czNjcjN0LWtleS00NzEx.c2lnbmF0dXJl", "mac_czNjcjN0LWtleS00NzEx", url.QueryEscape(`"` + inner + `"`), `{"a": "` + inner + `"}`,
		"https://a.example/join/" + inner, base64.StdEncoding.EncodeToString([]byte("\x00ann\x00" + inner)),
	} {
		assert.Contains(t, unwrap.All(secret, nil), inner, secret)
	}
	assert.Empty(t, unwrap.All("hunter22", nil))
}

// TestAllNamesEachStringOnce: the parts of a secret between two separators are those between others
// as a rule.
func TestAllNamesEachStringOnce(t *testing.T) {
	t.Parallel()
	found := unwrap.All("aB3dE5gH7jK9.aB3dE5gH7jK9--cD4fG6hJ8kL1", nil)
	assert.NotEmpty(t, found)
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(found))), len(found))
}
