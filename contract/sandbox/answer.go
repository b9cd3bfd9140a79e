package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// answer is a response before it is sent. Handlers write into it, because it implements
// [http.ResponseWriter]. The sandbox may keep it as the outcome of an idempotency key.
type answer struct {
	status int
	header http.Header
	body   []byte
	at     time.Time // The time at which the answer became the outcome of its key.
}

// Header implements [http.ResponseWriter].
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements [http.ResponseWriter].
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements [http.ResponseWriter].
func (a *answer) Write(p []byte) (int, error) {
	a.body = append(a.body, p...)
	return len(p), nil
}

func newAnswer() *answer { return &answer{status: http.StatusOK, header: make(http.Header, 2)} }

// refusal returns the answer for a failure.
func refusal(f *failure, version string) *answer {
	a := newAnswer()
	a.fail(f, version)
	return a
}

// fail replaces the answer with the answer for a failure.
func (a *answer) fail(f *failure, version string) {
	maps.Copy(a.header, f.header)
	a.header.Set("Content-Type", "application/json")
	a.header.Set(versionHeader, version)
	a.status = f.status
	a.body = append(encode(f.body()), '\n')
}

// encode returns the JSON of a value that consists of strings and numbers.
func encode(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // Strings and numbers can always be encoded.
	}
	return data
}

// clone returns a copy whose header the caller can change.
func (a *answer) clone() *answer {
	other := *a
	other.header = maps.Clone(a.header)
	return &other
}

// send writes the answer.
func (a *answer) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // Write fails if the client has gone away, and then nothing is left to do.
}
