package recording_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// playedTest is a fake test that can end within a real one.
type playedTest struct {
	name         string
	ends         []func()
	errors, logs []string
}

func (p *playedTest) Helper()          {}
func (p *playedTest) Name() string     { return p.name }
func (p *playedTest) Cleanup(f func()) { p.ends = append(p.ends, f) }
func (p *playedTest) Errorf(format string, args ...any) {
	p.errors = append(p.errors, fmt.Sprintf(format, args...))
}

func (p *playedTest) Logf(format string, args ...any) {
	p.logs = append(p.logs, fmt.Sprintf(format, args...))
}

func (p *playedTest) end() {
	for _, f := range p.ends {
		f()
	}
}

func TestKeepTestLeavesOneRecordingForEachTest(t *testing.T) {
	t.Parallel()
	c, dir := loadContract(t), filepath.Join(t.TempDir(), "evidence")
	tb := &playedTest{name: "TestA/with a b: ä"}
	reported := 0
	report := recording.KeepTest(tb, c, dir, func(*contract.Exchange, []contract.Finding) { reported++ })
	x := create(nil)
	x.Source = contract.Source{}
	x.Request.URL.Scheme, x.Request.URL.Host = "", "" // A server's request has no scheme and no host.
	before := dump(x)
	report(x, nil)
	alone := create(func(x *contract.Exchange) { x.Response, x.Source.Provenance = nil, contract.Test })
	report(alone, nil)
	assert.NoDirExists(t, dir, "there is nothing before the test ends")
	tb.end()
	assert.Equal(t, 2, reported)
	assert.Equal(t, before, dump(x), "the exchange is not changed")
	assert.Empty(t, tb.errors)

	file := filepath.Join(dir, "TestA_with_a_b___.jsonl")
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assertNowhere(t, secret, string(written))
	read, err := recording.Load(dir)
	require.NoError(t, err)
	require.Len(t, read, 2)
	found, _ := c.Find(x.Request.Method, x.Request.URL)
	for i, got := range read {
		assert.Equal(t, contract.Test, got.Source.Provenance)
		assert.Equal(t, found.Digest, got.Source.Operation)
		assert.False(t, got.Source.Recorded.IsZero())
		assert.Equal(t, i, got.Source.Entry)
	}
	assert.Nil(t, read[1].Response)
	assert.Equal(t, x.Response.Status, read[0].Response.Status)

	// Each run of a test writes a file of its own.
	again := &playedTest{name: tb.name}
	recording.KeepTest(again, c, dir, func(*contract.Exchange, []contract.Finding) {})(create(nil), nil)
	again.end()
	assert.FileExists(t, filepath.Join(dir, "TestA_with_a_b___-2.jsonl"))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 2, "nothing is left behind")
}

func TestKeepTestDoesNothingWhereNobodyAsks(t *testing.T) {
	t.Parallel()
	tb := &playedTest{}
	called := false
	recording.KeepTest(tb, loadContract(t), "", func(*contract.Exchange, []contract.Finding) { called = true })(create(nil), nil)
	assert.True(t, called)
	assert.Empty(t, tb.ends)
}

func TestKeepTestOfNoExchangeLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "evidence")
	tb := &playedTest{name: "TestA"}
	recording.KeepTest(tb, loadContract(t), dir, func(*contract.Exchange, []contract.Finding) {})
	tb.end()
	assert.NoDirExists(t, dir)
	assert.Empty(t, tb.logs)
}

func TestKeepTestSaysWhatIsNotRecorded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	for name, tt := range map[string]struct {
		exchanges []*contract.Exchange
		want      string
	}{
		"one that can't be redacted": {
			[]*contract.Exchange{create(nil), create(func(x *contract.Exchange) { x.Source.Page = "https://a.example/" + secret }), create(nil)},
			"the exchanges of this test are not recorded: exchange 1: ",
		},
		"a secret that shows too late, encoded": {
			[]*contract.Exchange{
				create(func(x *contract.Exchange) {
					x.Response.Header.Set("X-Note", everyByte("Quite ordinary", "&#%d;", ""))
				}),
				create(func(x *contract.Exchange) { x.Request.Header.Set("Authorization", "Bearer Quite ordinary") }),
			},
			"the exchanges of this test are not recorded: a POST request is not recorded: response: the header holds ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			tb := &playedTest{name: "TestA"}
			report := recording.KeepTest(tb, loadContract(t), dir, func(*contract.Exchange, []contract.Finding) {})
			for _, x := range tt.exchanges {
				report(x, nil)
			}
			tb.end()
			require.Len(t, tb.logs, 1)
			assert.True(t, strings.HasPrefix(tb.logs[0], tt.want), tb.logs[0])
			assertNowhere(t, secret, tb.logs[0])
			assert.NoDirExists(t, dir)
		})
	}
}

// The name of the file contains the name of the test, which readers of the evidence see.
func TestKeepTestNamesNoSecret(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "evidence")
	tb := &playedTest{name: "TestA/" + secret}
	report := recording.KeepTest(tb, loadContract(t), dir, func(*contract.Exchange, []contract.Finding) {})
	report(create(nil), nil)
	tb.end()
	assert.Equal(t, []string{"the exchanges of this test are not recorded: the name of the test holds a secret that it sends; rename the test"}, tb.logs)
	assert.NoDirExists(t, dir)
}

func TestKeepTestFailsWhereItCanNotWrite(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	tb := &playedTest{name: "TestA"}
	recording.KeepTest(tb, loadContract(t), file, func(*contract.Exchange, []contract.Finding) {})(create(nil), nil)
	tb.end()
	require.Len(t, tb.errors, 1)
	assert.Contains(t, tb.errors[0], "the recording of this test was not written: "+filepath.ToSlash(file)+": ")
}

// TestKeepTestLogsWhatItLeavesOut: whoever reads the log learns which bodies the evidence lacks,
// and why. Some are left out at once, and others when the test ends.
func TestKeepTestLogsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tb := &playedTest{name: "TestA"}
	report := recording.KeepTest(tb, loadContract(t), dir, func(*contract.Exchange, []contract.Finding) {})
	answer := func(body string) *contract.Exchange {
		return create(func(x *contract.Exchange) {
			x.Request.Header.Set("Authorization", "Bearer another1")
			x.Request.Body = nil
			x.Response.Status, x.Response.Header, x.Response.Body = 409, http.Header{"Content-Type": {"text/plain"}}, []byte(body)
		})
	}
	for _, x := range []*contract.Exchange{answer(everyByte(secret, "&#%d;", "")), answer("\x1f\x8b"), create(nil)} {
		report(x, nil)
	}
	tb.end()
	const of = "the body of the response to a POST request is recorded as omitted: "
	assert.Equal(t, []string{
		of + "it is not a text, so nobody can tell what secrets it holds",
		of + "a later exchange shows that it holds a secret, which can't be replaced",
	}, tb.logs)
	assert.FileExists(t, filepath.Join(dir, "TestA.jsonl"))
}
