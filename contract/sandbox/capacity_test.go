package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// maximum is more requests of a MiB than an account has room for.
const maximum = 100

// sender returns a function that sends a request to a sandbox as its first partner. The writer gets
// the answer.
func sender(t *testing.T) func(w http.ResponseWriter, method, path, key, body string) {
	t.Helper()
	s, err := sandbox.Open()
	require.NoError(t, err)
	return func(w http.ResponseWriter, method, path, key, body string) {
		r := httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody)
		if body != "" {
			r.Body = io.NopCloser(strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
		}
		if key != "" {
			r.Header.Set("Idempotency-Key", key)
		}
		r.Header.Set("Authorization", "Bearer "+partner)
		s.ServeHTTP(w, r)
	}
}

// crowd sends requests with long bodies until one is refused, and returns how many were carried out.
func crowd(t *testing.T, send func(w http.ResponseWriter, method, path, key, body string), method, path string, withKey bool) int {
	t.Helper()
	for i := range maximum {
		key, body := "", fmt.Sprintf(`{"name": "%d %s"}`, i, strings.Repeat("x", 1<<20-100))
		if withKey {
			key = fmt.Sprintf("key-%010d", i)
		}
		w := httptest.NewRecorder()
		send(w, method, path, key, body)
		if w.Code != http.StatusOK {
			assert.Equal(t, http.StatusInsufficientStorage, w.Code)
			return i
		}
	}
	return maximum
}

// An account has a limit, whether clients create organizations or update one with ever new keys.
func TestAnAccountIsBounded(t *testing.T) {
	t.Parallel()
	child := list + "/" + sandbox.DefaultSeed().Partners[0].Children[0].ID
	for name, withKey := range map[string]bool{http.MethodPost: false, http.MethodPut: true} {
		path := list
		if withKey {
			path = child
		}
		send := sender(t)
		count := crowd(t, send, name, path, withKey)
		assert.Greater(t, count, 20, name)
		assert.Less(t, count, 40, name)
		w := httptest.NewRecorder()
		send(w, http.MethodDelete, child, "", "")
		assert.Equal(t, http.StatusNoContent, w.Code, "a deletion always has room")
		w = httptest.NewRecorder()
		send(w, http.MethodPost, list, "", `{"name": "Short"}`)
		assert.Equal(t, http.StatusOK, w.Code, "there is room again")
	}
}

// slowReader is a client that reads nothing until it is told to.
type slowReader struct {
	*httptest.ResponseRecorder

	reads, goOn chan struct{}
}

func (r slowReader) Write(p []byte) (int, error) {
	r.reads <- struct{}{}
	<-r.goOn
	return r.ResponseRecorder.Write(p)
}

// The memory for answers is limited: if clients read many long ones slowly, further long ones are
// refused. Short ones still have room.
func TestManyLongAnswers(t *testing.T) {
	t.Parallel()
	send := sender(t)
	crowd(t, send, http.MethodPost, list, false)
	reads, goOn, done := make(chan struct{}), make(chan struct{}), make(chan int)
	begun := 0
	for range maximum {
		r := slowReader{httptest.NewRecorder(), reads, goOn}
		go func() {
			send(r, http.MethodGet, list, "", "")
			done <- r.Code
		}()
		<-reads
		if r.Code != http.StatusOK {
			assert.Equal(t, http.StatusServiceUnavailable, r.Code)
			begun++
			break
		}
		begun++
	}
	assert.Less(t, begun, 10)
	w := httptest.NewRecorder()
	send(w, http.MethodGet, list+"/"+sandbox.DefaultSeed().Partners[0].Owner.ID, "", "")
	assert.Equal(t, http.StatusOK, w.Code)
	close(goOn)
	for range begun {
		<-done
	}
	w = httptest.NewRecorder()
	send(w, http.MethodGet, list, "", "")
	assert.Equal(t, http.StatusOK, w.Code, "there is room again")
}

// The values of a state take more memory than its text, but not a hundred times as much.
func TestAStateOfEmptyObjects(t *testing.T) {
	s, err := sandbox.Open()
	require.NoError(t, err)
	owner := sandbox.DefaultSeed().Partners[0].Owner.ID
	empty := strings.Repeat("{},", 1<<20) + "{}"
	for _, state := range []string{
		`{"accounts": [` + empty + `]}`,
		`{"accounts": [{"owner": "` + owner + `", "organizations": [` + empty + `]}]}`,
		`{"accounts": [{"owner": "` + owner + `", "outcomes": [` + empty + `]}]}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		require.Error(t, s.Import([]byte(state)))
		runtime.ReadMemStats(&after)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
	}
}
