package recording

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// numbered returns an exchange whose path has a number.
func numbered(n int) *contract.Exchange {
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/" + strconv.Itoa(n)}, Header: http.Header{}},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{}},
		Source:   contract.Source{Provenance: contract.Live},
	}
}

// beginning begins a recording that writes nothing in the background until the channel is closed.
func beginning(t *testing.T, goOn <-chan struct{}) (*Writer, string) {
	t.Helper()
	c, err := contract.Parse("openapi.yaml", []byte("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n"))
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "a.har")
	w, err := Create(file, NewRedactor(c, RedactorOptions{}))
	require.NoError(t, err)
	require.True(t, w.waiting().add(0, func() { <-goOn }))
	return w, file
}

// WriteLater returns before an exchange is redacted. Close waits for all exchanges, which are in
// the order of the calls.
func TestWriteLaterDoesNotWaitForRedaction(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		w, file := beginning(t, goOn)
		for n := range 20 {
			w.WriteLater(numbered(n))
		}
		close(goOn)
		require.NoError(t, w.Close())
		read, err := Load(file)
		require.NoError(t, err)
		require.Len(t, read, 20)
		for n := range read {
			assert.Equal(t, "/"+strconv.Itoa(n), read[n].Request.URL.Path)
		}
		w.WriteLater(numbered(20))
		require.NoError(t, w.Close())
	})
}

// WriteLater waits while the waiting exchanges take too much memory.
func TestWriteLaterWaitsForRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		goOn := make(chan struct{})
		var done []int
		var taken int
		go func() {
			for i := range 9 {
				q.addLater(maxWaitingBytes/4-costOfJob, func() { <-goOn; done = append(done, i) })
				taken++
			}
			q.addLater(2*maxWaitingBytes, func() { done = append(done, taken) })
		}()
		synctest.Wait()
		assert.Equal(t, 4, taken)
		close(goOn)
		synctest.Wait()
		assert.Len(t, done, 10, "even a job that is too large is done")
		assert.IsIncreasing(t, done)
		assert.Zero(t, q.close(t.Context(), noMore))
		assert.False(t, q.addLater(1, func() {}), "the queue is closed")
	})
}

// An exchange that can't be recorded is left out. After any other error there is no recording.
func TestWriteLaterTellsWhichExchangesAreMissing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change       func(*contract.Exchange)
		err, omitted string
	}{
		"no response": {func(x *contract.Exchange) { x.Response = nil }, "a.har#1: there is no response to record", ""},
		"long header": {
			func(x *contract.Exchange) { x.Response.Header.Set("X-A", strings.Repeat("a", 256<<10)) },
			"", "a GET request is not recorded: a URL or a header is longer than 256 KiB",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			goOn := make(chan struct{})
			close(goOn)
			w, file := beginning(t, goOn)
			broken := numbered(1)
			tt.change(broken)
			for _, x := range []*contract.Exchange{numbered(0), broken, numbered(2)} {
				w.WriteLater(x)
			}
			err := w.Close()
			if tt.err != "" {
				require.ErrorContains(t, err, tt.err)
				assert.NoFileExists(t, file)
				return
			}
			require.NoError(t, err)
			require.Len(t, w.Omitted(), 1)
			require.EqualError(t, w.Omitted()[0], tt.omitted)
			written, err := Load(file)
			require.NoError(t, err)
			assert.Len(t, written, 2)
		})
	}
}

// Discard writes none of the waiting exchanges.
func TestDiscardDropsWhatWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		w, file := beginning(t, goOn)
		for n := range 3 {
			w.WriteLater(numbered(n))
		}
		synctest.Wait()
		discarded := make(chan error, 1)
		go func() { discarded <- w.Discard() }()
		synctest.Wait() // Discard waits for what is being done.
		close(goOn)
		require.NoError(t, <-discarded)
		assert.Zero(t, w.count)
		left, err := os.ReadDir(filepath.Dir(file))
		require.NoError(t, err)
		assert.Empty(t, left)
	})
}
