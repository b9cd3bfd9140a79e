package contentcoding_test

import (
	"compress/gzip"
	"compress/zlib"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

func asGzip(w io.Writer) io.WriteCloser   { return gzip.NewWriter(w) }
func asZlib(w io.Writer) io.WriteCloser   { return zlib.NewWriter(w) }
func asBrotli(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }

// Few bytes in each of many bodies don't expand to any size, whichever coding they have, also if
// each expands to more than one body may, or if only the last coding but one expands.
func TestABudgetLimitsAllBodies(t *testing.T) {
	t.Parallel()
	const length = 8 << 20
	for name, tt := range map[string]struct{ coding, body string }{
		"gzip":           {"gzip", pack(t, asGzip, strings.Repeat("a", length))},
		"brotli":         {"br", pack(t, asBrotli, strings.Repeat("a", length))},
		"over the limit": {"br", pack(t, asBrotli, strings.Repeat("a", 65<<20))},
		"in between":     {"br, br", pack(t, asBrotli, pack(t, asBrotli, strings.Repeat("a", length)))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, b := http.Header{"Content-Encoding": {tt.coding}}, new(contentcoding.Budget)
			decoded := 0
			for range 30 {
				_, isOmitted, err := b.DecodeIfPacked(h, []byte(tt.body))
				require.NoError(t, err)
				if !isOmitted {
					decoded++
				}
			}
			assert.Positive(t, decoded)
			assert.Less(t, decoded, 20)
			usual, isOmitted, err := b.Decode(http.Header{"Content-Encoding": {"gzip"}}, []byte(pack(t, asGzip, "usual")))
			require.NoError(t, err)
			assert.False(t, isOmitted)
			assert.Equal(t, "usual", string(usual))
		})
	}
}

// Usual bodies don't spend the budget, however many they are, and give back what others have spent.
func TestUsualBodiesDoNotSpendABudget(t *testing.T) {
	t.Parallel()
	h, b := http.Header{"Content-Encoding": {"gzip"}}, new(contentcoding.Budget)
	isOmitted := func(body string) bool {
		_, isOmitted, err := b.DecodeIfPacked(h, []byte(body))
		require.NoError(t, err)
		return isOmitted
	}
	usual, bomb := usualBody(t), pack(t, asGzip, strings.Repeat("a", 60<<20))
	for range 2 {
		for range 400 {
			require.False(t, isOmitted(usual))
		}
		bombs := 0
		for !isOmitted(bomb) {
			bombs++
		}
		assert.Equal(t, 3, bombs)
	}
}

// usualBody returns a body of about 0.5 MiB that is about 20 times as short when it is compressed.
func usualBody(t *testing.T) string {
	t.Helper()
	random := make([]byte, 20<<10)
	_, err := rand.NewChaCha8([32]byte{}).Read(random)
	require.NoError(t, err)
	var text strings.Builder
	for piece := range strings.SplitSeq(hex.EncodeToString(random), "0") {
		for range 14 {
			text.WriteString(piece)
		}
	}
	packed := pack(t, asGzip, text.String())
	require.InDelta(t, 20, text.Len()/len(packed), 5)
	return packed
}
