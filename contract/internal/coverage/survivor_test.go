package coverage_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
)

func TestReadSurvivors(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []coverage.Survivor
		err  string
	}{
		"survivors": {`{"version": 1, "score": 0.97, "survivors": [{"line": 5, "kind": "type", "what": "a", "column": 3, "killer": "b"}]}`, []coverage.Survivor{{Line: 5, Kind: "type", What: "a", Killer: "b"}}, ""},
		"none":      {`{"survivors": []}`, []coverage.Survivor{}, ""},
		"no JSON":   {`survivors`, nil, ": this is not a list of survivors; give what orgcontract mutate --json writes"},
		"a list":    {`[]`, nil, ": this is not a list of survivors; give what orgcontract mutate --json writes"},
		"another":   {`{"version": 1}`, nil, ": the file has no survivors; give what orgcontract mutate --json writes"},
		"a line that is not a number": {
			`{"survivors": [{"line": "5", "kind": "type"}]}`, nil, ": this is not a list of survivors at /survivors/0/line; give what orgcontract mutate --json writes",
		},
		"no line": {`{"survivors": [{"line": 5, "kind": "type"}, {"kind": "type"}]}`, nil, ": the survivor at /survivors/1 needs a line and a kind; give what orgcontract mutate --json writes"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "survivors.json")
			require.NoError(t, os.WriteFile(file, []byte(tt.text), 0o600))
			got, err := coverage.ReadSurvivors(file)
			if tt.err == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, filepath.ToSlash(file)+tt.err)
			}
			assert.Equal(t, tt.want, got)
		})
	}
	_, err := coverage.ReadSurvivors("nowhere.json")
	require.EqualError(t, err, "nowhere.json: file does not exist; check the name")
	_, err = coverage.ReadSurvivors(t.TempDir())
	require.ErrorContains(t, err, "; name a file that can be read")
}

// FuzzReadSurvivors checks that any file gives either survivors that have a line, or an error of
// one line.
func FuzzReadSurvivors(f *testing.F) {
	f.Add([]byte(`{"survivors": [{"line": 5, "kind": "type", "what": "a"}]}`))
	f.Add([]byte(`{"survivors": [{"line": 1e99}]}`))
	f.Add([]byte(`{"survivors": [{"line": 0, "kind": "type"}]}`))
	file := filepath.Join(f.TempDir(), "survivors.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		require.NoError(t, os.WriteFile(file, data, 0o600))
		got, err := coverage.ReadSurvivors(file)
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		for _, s := range got {
			assert.Positive(t, s.Line)
		}
	})
}
