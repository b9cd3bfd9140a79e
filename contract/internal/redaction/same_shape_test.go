package redaction

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestShapeKeepsDatesValid: a date may be a secret by its name, or stand in a text with one. Its
// replacement is a date too, because the document may require that format of the same value.
func TestShapeKeepsDatesValid(t *testing.T) {
	t.Parallel()
	for original, layout := range map[string]string{
		"2026-11-28":                     time.DateOnly,
		"2026-11-28 09:54:41":            time.DateTime,
		"2026-11-28T09:54:41Z":           time.RFC3339,
		"2026-11-28T09:54:41.123456789Z": time.RFC3339Nano,
		"2026-11-28T23:59:59+05:30":      time.RFC3339,
	} {
		for i := range 200 {
			shaped := shape(fmt.Append(nil, i), original)
			_, err := time.Parse(layout, shaped)
			require.NoError(t, err)
			assert.NotEqual(t, original, shaped)
			assert.Len(t, shaped, len(original))
		}
	}
}

// TestShapeDiffersAfterAKeptPrefix: the beginning of a secret may stay because it shows only its
// kind. The search takes the prefix with one more character for a part of the secret.
func TestShapeDiffersAfterAKeptPrefix(t *testing.T) {
	t.Parallel()
	const prefix, secret = "XBOmWzawKE_", "XBOmWzawKE_i4kbIyXe-ims7WtjAnwM89"
	for i := range 200 {
		shaped := shape(fmt.Append(nil, i), secret)
		assert.True(t, strings.HasPrefix(shaped, prefix), shaped)
		assert.NotEqual(t, secret[len(prefix)], shaped[len(prefix)])
	}
}
