package part_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// A part may come from somebody else. If it can't be what --partial wrote, the error is one short
// line.
func TestHostilePartsAreRefused(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile(write(t, t.TempDir(), checked(t, wrongContract(t), files(t))))
	require.NoError(t, err)
	const total, count = "/check/exchanges/total", "/check/causes/0/findings/violation"
	number := func(before, after string) string { return strings.Replace(string(good), before, before+after, 1) }
	const numbers = "0.json: this is not a part at "
	for name, tt := range map[string]struct{ text, want string }{
		"a negative number":    {number(`"total":`, "-"), numbers + total},
		"a count below zero":   {number(`"violation":`, "-"), numbers + count},
		"a number of 308":      {number(`"total":1`, "e308"), numbers + "/check/seen/2/exchanges/total"},
		"a fraction":           {number(`"total":1`, ".5"), numbers + "/check/seen/2/exchanges/total"},
		"a sum that overflows": {number(`"total":`, "922337203685477580"), numbers + total},
		"deep lists":           {number(`"runs":[`, strings.Repeat("[", 20_000)), "0.json: this is not a part"},
		"no UTF-8":             {number(`"operation":"`, "\xff"), "0.json: this is not a part"},
		"a key twice":          {number(`"total":1,`, `"total":1,`), "0.json: this is not a part"},
		"a long key":           {number(`"flags":{`, `"a`+strings.Repeat("b", 1000)+`":[-1],`), "0.json: this is not a part at /flags/ab"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "0.json")
			require.NotEqual(t, string(good), tt.text)
			require.NoError(t, os.WriteFile(file, []byte(tt.text), 0o600))
			_, err := part.Merge([]string{file})
			require.ErrorContains(t, err, tt.want)
			assert.Less(t, len(err.Error())-len(file), 600)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
	large := filepath.Join(t.TempDir(), "large.json")
	require.NoError(t, os.WriteFile(large, nil, 0o600))
	require.NoError(t, os.Truncate(large, wholefile.MaxRead+1))
	_, err = part.Merge([]string{large})
	require.ErrorContains(t, err, "it is larger than 65536 KiB; name a file that can be read")
}
