//go:build python

package contractbeam_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal" // To run pipelines with a job service.
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	contractbeam "github.com/orgcontract/polytomic-organizations/contract/beam"
	"github.com/orgcontract/polytomic-organizations/contract/beam/internal/jobservice"
)

func init() { beam.RegisterDoFn(&flakyPartFn{}) }

// failures counts the bundles that failed. The workers are in this process.
var failures atomic.Int32

// flakyPartFn emits a part, and fails at one of the first times.
type flakyPartFn struct{ Marker string }

// ProcessElement emits its input, and may fail after that.
func (f *flakyPartFn) ProcessElement(p contractbeam.Part, emit func(contractbeam.Part)) error {
	emit(p)
	file, err := os.OpenFile(f.Marker, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil //nolint:nilerr // It failed already.
	}
	failures.Add(1)
	return errors.Join(file.Close(), errors.New("the worker failed"))
}

// A runner tries a bundle again that failed: before a file is checked, after its part is emitted,
// and after the parts are merged and the file of the part is written. All other bundles run twice,
// too. The file says the same.
func TestARetriedBundleChangesNothing(t *testing.T) {
	texts := map[string]string{}
	for n := range 9 {
		texts[fmt.Sprintf("%d.jsonl", n)] = line("api.example", "x", "a", n) + line("api.example", fmt.Sprint(n), "b", n)
	}
	directory, markers := files(t, texts), t.TempDir()
	for name, text := range map[string]string{"sessions": grows, "ranges": document} {
		d := contractbeam.Document{Name: "a.yaml", Text: []byte(text), RangeBytes: 100}
		want := check(t, d, directory)
		for flag, value := range map[string]string{"endpoint": jobservice.Python(t), "environment_type": "LOOPBACK"} {
			set(t, flag, value)
		}
		flaky := func(s beam.Scope, step string, parts beam.PCollection) beam.PCollection {
			return beam.ParDo(s, &flakyPartFn{Marker: filepath.Join(markers, name+step)}, parts)
		}
		file := filepath.Join(t.TempDir(), "part")
		p, s := beam.NewPipelineWithRoot()
		matched := beam.ParDo(s, &flakyFn{Directory: t.TempDir(), Suffix: "3.jsonl"}, contractbeam.Match(s, filepath.Join(directory, "*")))
		merged := contractbeam.Merge(s, d, flaky(s, "checked", contractbeam.Check(s, d, matched)))
		contractbeam.Write(s, file, merged)
		contractbeam.Write(s, file, flaky(s, "merged", merged))
		failures.Store(0)
		_, err := beam.Run(t.Context(), "universal", p)
		require.NoError(t, err)
		assert.EqualValues(t, 2, failures.Load())
		got, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, want, string(got), name)
	}
}

// set sets a flag of Beam for a test.
func set(t *testing.T, name, value string) {
	t.Helper()
	before := flag.Lookup(name).Value.String()
	require.NoError(t, flag.Set(name, value))
	t.Cleanup(func() { require.NoError(t, flag.Set(name, before)) })
}
