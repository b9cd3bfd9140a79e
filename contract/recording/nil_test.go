package recording_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/nilcall"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// What can return an error doesn't panic if it gets nil values.
func TestNilValuesGiveErrors(t *testing.T) {
	t.Parallel()
	report := func([]contract.Finding, error) {}
	for _, c := range nilcall.Of(
		recording.Decode, recording.Load, recording.ParseHAR, recording.Read, recording.Create,
		&recording.Reader{}, &recording.Recorder{}, &recording.Recorder{Writer: &recording.Writer{}, Report: report}, &recording.Writer{},
		&recording.Proxy{}, &recording.Redactor{}, recording.NewRedactor(nil, recording.RedactorOptions{}),
	) {
		assert.NotPanics(t, c.Do, c.Name)
	}
}

// An exchange that is nil, or has no URL, is not recorded.
func TestExchangesWithoutAURLAreNotRecorded(t *testing.T) {
	t.Parallel()
	redactor := recording.NewRedactor(loadContract(t), recording.RedactorOptions{})
	for want, x := range map[string]*contract.Exchange{
		"recording: the Exchange is nil":            nil,
		"recording: the URL of the Exchange is nil": {Response: &contract.Response{}},
	} {
		_, err := redactor.Redact(x)
		require.EqualError(t, err, want)
		writer, err := recording.Create(filepath.Join(t.TempDir(), "a.har"), redactor)
		require.NoError(t, err)
		writer.WriteLater(x)
		require.EqualError(t, writer.Close(), want)
	}
	tb := &playedTest{name: "TestA"}
	keep := recording.KeepTest(tb, loadContract(t), t.TempDir(), func(*contract.Exchange, []contract.Finding) {})
	keep(&contract.Exchange{}, nil)
	tb.end()
	assert.Equal(t, []string{"the exchanges of this test are not recorded: recording: the URL of the Exchange is nil"}, tb.logs)
	_, err := recording.Create(filepath.Join(t.TempDir(), "a.har"), recording.NewRedactor(nil, recording.RedactorOptions{}))
	require.EqualError(t, err, "recording: the Redactor has no contract; make it with NewRedactor")
}
