package recording_test

import (
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// A message may have bytes that JSON can't have. The recording then has the same text in UTF-8, and
// the other exchanges.
func TestARecordingHoldsBytesThatAreNotUTF8(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(x *contract.Exchange)
		got    func(x *contract.Exchange) string
		wanted string
	}{
		"an escape in a query": {
			func(x *contract.Exchange) { x.Request.URL.RawQuery = "name=%ff" },
			func(x *contract.Exchange) string { return x.Request.URL.RawQuery }, "name=%ff",
		},
		"a byte in a query": {
			func(x *contract.Exchange) { x.Request.URL.RawQuery = "name=caf\xe9" },
			func(x *contract.Exchange) string { return x.Request.URL.RawQuery }, "name=caf%E9",
		},
		"a header of a request": {
			func(x *contract.Exchange) { x.Request.Header.Set("X-Trace", "caf\xe9") },
			func(x *contract.Exchange) string { return x.Request.Header.Get("X-Trace") }, "café",
		},
		"a header of a response": {
			func(x *contract.Exchange) { x.Response.Header.Set("Content-Language", "caf\xe9 ü") },
			func(x *contract.Exchange) string { return x.Response.Header.Get("Content-Language") }, "café ü",
		},
		"a media type": {
			func(x *contract.Exchange) { x.Response.Header.Set("Content-Type", "application/json; a=\xe9") },
			func(x *contract.Exchange) string { return x.Response.Header.Get("Content-Type") }, "application/json; a=é",
		},
		"a media type of a request": {
			func(x *contract.Exchange) { x.Request.Header.Set("Content-Type", "application/json; a=\xe9") },
			func(x *contract.Exchange) string { return x.Request.Header.Get("Content-Type") }, "application/json; a=é",
		},
		"an address": {
			func(x *contract.Exchange) { x.Response.Header.Set("Location", "/caf\xe9") },
			func(x *contract.Exchange) string { return x.Response.Header.Get("Location") }, "/café",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "a.har")
			w, err := recording.Create(file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
			require.NoError(t, err)
			given := create(tt.change)
			header := given.Request.Header.Clone()
			for _, x := range []*contract.Exchange{create(func(*contract.Exchange) {}), given} {
				_, err := w.Write(x)
				require.NoError(t, err)
			}
			require.NoError(t, w.Close())
			assert.Equal(t, header, given.Request.Header, "the caller's exchange stays as it is")
			exchanges, err := recording.Load(file)
			require.NoError(t, err)
			require.Len(t, exchanges, 2)
			assert.Equal(t, tt.wanted, tt.got(&exchanges[1]))
		})
	}
}

// One exchange that no file can hold doesn't make the recording useless.
func TestARecordingGoesOnWithoutAnExchangeThatIsNoText(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.har")
	w, err := recording.Create(file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	for _, change := range []func(x *contract.Exchange){
		func(x *contract.Exchange) { x.Request.Method = "G\xff" },
		func(x *contract.Exchange) { x.Source.Page = "\xff" },
		func(x *contract.Exchange) { x.Request.Method = http.MethodPost },
	} {
		_, _ = w.Write(create(change))
	}
	require.NoError(t, w.Close())
	assert.Len(t, w.Omitted(), 2)
	exchanges, err := recording.Load(file)
	require.NoError(t, err)
	assert.Len(t, exchanges, 1)
}
