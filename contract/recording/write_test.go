package recording_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

func TestWriterWritesWhatCanBeReadAgain(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	file := filepath.Join(t.TempDir(), "a.har")
	w, err := recording.Create(file, recording.NewRedactor(c, recording.RedactorOptions{}))
	require.NoError(t, err)
	exchanges := []*contract.Exchange{
		create(func(x *contract.Exchange) {
			x.Source.Recorded = time.Date(2026, 11, 20, 10, 0, 0, 5e8, time.UTC)
			x.Source.Document = strings.Repeat("0f", 32)
			x.Request.URL.RawQuery = "b=2&a=1&a=%20"
			x.Response.Header.Add("X-A", "1")
			x.Response.Header.Add("X-A", "2")
		}),
		create(func(x *contract.Exchange) {
			x.Request.BodyOmitted, x.Request.Body = true, nil
			x.Response.BodyOmitted, x.Response.Body = true, nil
		}),
		create(func(x *contract.Exchange) {
			x.Response = nil
			x.Source.Provenance = contract.Documented
			x.Source.Page = "https://vendor.example/page"
		}),
		create(func(x *contract.Exchange) { x.Request.Body = []byte("{\"name\": \"\xff\"}") }),
	}
	for i, x := range exchanges {
		findings, err := w.Write(x)
		require.NoError(t, err)
		for _, f := range findings {
			assert.Equal(t, i, f.Source.Entry)
		}
		assert.Len(t, findings, len(c.Check(x)), "Write checks the exchange at once")
	}
	_, err = os.Stat(file)
	require.ErrorIs(t, err, os.ErrNotExist, "the file is not there before it is whole")
	require.NoError(t, w.Close())
	require.NoError(t, w.Close())
	_, err = w.Write(exchanges[0])
	require.EqualError(t, err, filepath.ToSlash(file)+": the recording is closed")

	read, err := recording.Load(file)
	require.NoError(t, err)
	require.Len(t, read, len(exchanges))
	for i := range read {
		want, got := *exchanges[i], read[i]
		assertNowhere(t, secret, dump(&got))
		operation := ""
		if want.Source.Provenance != contract.Documented {
			found, _ := c.Find(want.Request.Method, want.Request.URL)
			operation = found.Digest
		}
		assert.Equal(t, contract.Source{
			File: filepath.ToSlash(file), Entry: i, Provenance: want.Source.Provenance, Page: want.Source.Page, Recorded: want.Source.Recorded,
			Document: want.Source.Document, Operation: operation, Redaction: recording.Policy, Version: got.Source.Version,
		}, got.Source)
		if want.Response != nil {
			assert.Equal(t, "2025-09-18", got.Source.Version)
		}
		want.Source, got.Source = contract.Source{}, contract.Source{}
		assert.Regexp(t, `^Bearer `, got.Request.Header.Get("Authorization"))
		got.Request.Header.Set("Authorization", want.Request.Header.Get("Authorization"))
		assert.Equal(t, want, got)
	}
}

func TestWriterWritesTheSameBytesForTheSameExchanges(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	var files [2][]byte
	for i := range files {
		file := filepath.Join(t.TempDir(), "a.har")
		w, err := recording.Create(file, recording.NewRedactor(c, recording.RedactorOptions{Seed: []byte("seed")}))
		require.NoError(t, err)
		for range 2 {
			_, err = w.Write(create(nil))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		files[i], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	assert.Equal(t, string(files[0]), string(files[1]))
	assertNowhere(t, secret, string(files[0]))
}

func TestWriterLeavesAnEmptyRecordingWhereNothingWasWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.har")
	w, err := recording.Create(file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	exchanges, err := recording.Load(file)
	require.NoError(t, err)
	assert.Empty(t, exchanges)
}

func TestWriterLeavesWhatWasThereWhenItFails(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"a.har": harText})
	file := filepath.Join(dir, "a.har")
	want := filepath.ToSlash(file) + "#0: there is no response to record"
	w, err := recording.Create(file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	_, err = w.Write(create(func(x *contract.Exchange) { x.Response = nil }))
	require.EqualError(t, err, want)
	_, err = w.Write(create(nil))
	require.EqualError(t, err, want, "a recording that failed takes no more")
	require.EqualError(t, w.Close(), want)
	left, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.JSONEq(t, harText, string(left))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no temporary file is left")
}

// TestWriterLeavesOutSingleExchanges checks that an exchange in which a secret is left is not
// recorded, and that the recording has all others. The reasons of omitted bodies stay with theirs.
func TestWriterLeavesOutSingleExchanges(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	image := create(func(x *contract.Exchange) { x.Response.Body = []byte("\x1f\x8b") })
	for name, tt := range map[string]struct {
		x    *contract.Exchange
		want string
	}{
		"a secret in the page": {
			create(func(x *contract.Exchange) {
				x.Request.Body = []byte(`{"name": "Acme", "issuer": "a", "client_secret": "` + strings.Repeat("9", 5000) + `"}`)
				x.Source.Page = secret
			}),
			"a POST request is not recorded: source: the page: a secret is left there after redaction",
		},
		"a secret in the method": {
			create(func(x *contract.Exchange) { x.Request.Method = secret }),
			"a request is not recorded: request: the URL: a secret is left there after redaction",
		},
		"a secret that shows too late, encoded": {
			create(func(x *contract.Exchange) {
				x.Request.Header.Set("Authorization", "Bearer another")
				x.Response.Header.Set("X-Note", everyByte(secret, "&#%d;", ""))
			}),
			"a POST request is not recorded: response: the header holds what a later exchange shows to be a secret",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "a.har")
			w, err := recording.Create(file, recording.NewRedactor(c, recording.RedactorOptions{}))
			require.NoError(t, err)
			for _, x := range []*contract.Exchange{tt.x, create(nil), image} {
				if _, err = w.Write(x); err != nil {
					require.EqualError(t, err, tt.want)
				}
			}
			require.NoError(t, w.Close())
			var omitted []string
			for _, err := range w.Omitted() {
				omitted = append(omitted, err.Error())
			}
			assert.Contains(t, omitted, tt.want)
			assert.Len(t, omitted, 2)
			exchanges, err := recording.Load(file)
			require.NoError(t, err)
			require.Len(t, exchanges, 2)
			assert.True(t, exchanges[1].Response.BodyOmitted)
			written, err := os.ReadFile(file)
			require.NoError(t, err)
			assertNowhere(t, secret, string(written))
			assert.Contains(t, string(written), `"comment": "it is not a text, so nobody can tell what secrets it holds"`)
		})
	}
}

func TestCreateSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := recording.Create("testdata/none/a.har", recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.EqualError(t, err, "testdata/none/a.har: file does not exist; make the directory first")
}

func TestDiscardLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.har")
	w, err := recording.Create(file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	_, err = w.Write(create(nil))
	require.NoError(t, err)
	require.NoError(t, w.Discard())
	require.NoError(t, w.Discard(), "further calls do nothing")
	_, err = w.Write(create(nil))
	require.EqualError(t, err, filepath.ToSlash(file)+": the recording is discarded")
	require.EqualError(t, w.Close(), filepath.ToSlash(file)+": the recording is discarded")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// TestCloseReplacesWhatShowsTooLate checks that Close replaces a secret in earlier exchanges if a
// later exchange shows that it is a secret. The same goes for the name of a customer.
func TestCloseReplacesWhatShowsTooLate(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	conflict := func(text string) *contract.Exchange {
		return create(func(x *contract.Exchange) {
			x.Request.Header.Set("Authorization", "Bearer another1")
			x.Request.Method, x.Request.Body = http.MethodGet, nil
			x.Response.Status, x.Response.Body = 409, []byte(`{"message": "there is `+text+` already"}`)
		})
	}
	for name, tt := range map[string]struct {
		hidden  string
		private bool
		later   *contract.Exchange
	}{
		"a secret":         {secret, false, create(nil)},
		"a customer":       {"Wile E. Coyote", true, create(func(x *contract.Exchange) { x.Response.Body = []byte(`{"data": {"name": "Wile E. Coyote"}}`) })},
		"a short customer": {"acme", true, create(func(x *contract.Exchange) { x.Response.Body = []byte(`{"data": {"name": "acme"}}`) })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, "a.har")
			w, err := recording.Create(file, recording.NewRedactor(c, recording.RedactorOptions{Private: tt.private}))
			require.NoError(t, err)
			for _, x := range []*contract.Exchange{conflict(tt.hidden), conflict("nothing"), tt.later} {
				_, err = w.Write(x)
				require.NoError(t, err)
			}
			require.NoError(t, w.Close())
			exchanges, err := recording.Load(file)
			require.NoError(t, err)
			require.Len(t, exchanges, 3)
			assert.Regexp(t, `^{"message": "there is .+ already"}$`, string(exchanges[0].Response.Body))
			assert.JSONEq(t, `{"message": "there is nothing already"}`, string(exchanges[1].Response.Body))
			for _, x := range exchanges {
				assert.NotContains(t, dump(&x), tt.hidden)
			}
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, entries, 1, "no temporary file is left")
		})
	}
}

// TestCloseLeavesOutABodyWithASecretThatShowsTooLate checks that Close leaves out a body in which a
// secret is encoded that only a later exchange shows. It keeps the rest of the recording.
func TestCloseLeavesOutABodyWithASecretThatShowsTooLate(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.har")
	w, err := recording.Create(file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	for _, x := range []*contract.Exchange{
		create(func(x *contract.Exchange) {
			x.Request.Header.Set("Authorization", "Bearer another")
			x.Response.Body = []byte(`{"data": {"name": "` + everyByte(secret, "&#%d;", "") + `"}}`)
		}),
		create(nil),
	} {
		_, err = w.Write(x)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	exchanges, err := recording.Load(file)
	require.NoError(t, err)
	require.Len(t, exchanges, 2)
	assert.True(t, exchanges[0].Response.BodyOmitted)
	assert.NotEmpty(t, exchanges[0].Request.Body)
	assert.False(t, exchanges[1].Response.BodyOmitted)
}
