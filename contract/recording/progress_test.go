package recording_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

func TestReadReportsHowMuchItHasRead(t *testing.T) {
	const text = `{"request": {"method": "GET", "url": "https://a.example/a"}, "response": {"status": 200}}`
	packed := zip(text)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(text), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.jsonl.gz"), packed, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c.txt"), []byte("none"), 0o600))
	both := int64(len(text) + len(packed))
	for name, tt := range map[string]struct {
		paths []string
		total int64
	}{
		"a directory":        {[]string{dir}, both},
		"files":              {[]string{filepath.Join(dir, "b.jsonl.gz"), filepath.Join(dir, "a.jsonl")}, both},
		"the standard input": {[]string{"-", filepath.Join(dir, "b.jsonl.gz")}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			last, exchanges := int64(0), 0
			r := recording.Reader{Stdin: strings.NewReader(text), Progress: func(read, total int64) {
				assert.Equal(t, tt.total, total)
				assert.GreaterOrEqual(t, read, last)
				last = read
			}}
			for _, err := range r.Read(tt.paths...) {
				require.NoError(t, err)
				exchanges++
			}
			assert.Equal(t, 2, exchanges)
			assert.Equal(t, both, last)
		})
	}
}
