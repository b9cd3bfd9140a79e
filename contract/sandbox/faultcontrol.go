package sandbox

import (
	"io"
	"mime"
	"net/http"

	"github.com/go-json-experiment/json"
)

// FaultsPath is the path that controls faults over HTTP: POST adds the fault in the body, GET lists
// the faults that wait, and DELETE removes them. It needs no credential, so keep the sandbox on the
// loopback interface.
const FaultsPath = "/_sandbox/faults"

// FaultHeader is the request header that makes a fault happen to its own request. The value is a
// [Fault] in JSON, without Times, Probability and Seed.
const FaultHeader = "X-Sandbox-Fault"

// Inject adds a fault. It returns an error if the fault is invalid: one line that names the field.
func (s *Sandbox) Inject(f Fault) error { return s.faults.add(f) }

// ClearFaults removes the faults that wait to happen.
func (s *Sandbox) ClearFaults() { s.faults.clear() }

// controlFaults answers requests to [FaultsPath].
func (s *Sandbox) controlFaults(r *http.Request) *answer {
	switch r.Method {
	case http.MethodGet:
		return faultList(http.StatusOK, s.faults.list())
	case http.MethodDelete:
		s.faults.clear()
		return &answer{status: http.StatusNoContent, header: http.Header{}}
	case http.MethodPost:
		// A browser asks for permission before it sends JSON to another site, so no web page can add a fault.
		if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "application/json" {
			return refusal(badRequest(inHeader, "Content-Type", "the body must be application/json"), current)
		}
		data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxRequestBody))
		if err != nil {
			return refusal(badRequest("body", "size", "the body is too large or ends too early"), current)
		}
		f, err := parseFault(data)
		if err == nil {
			err = s.faults.add(f)
		}
		if err != nil {
			return refusal(badRequest("body", "fault", err.Error()), current)
		}
		return faultList(http.StatusCreated, []Fault{f})
	default:
		const allowed = "DELETE, GET, POST"
		return refusal(methodNotAllowed("this path has only the methods "+allowed, allowed), current)
	}
}

func faultList(status int, list []Fault) *answer {
	a := newAnswer()
	a.status = status
	a.header.Set("Content-Type", "application/json")
	a.body, _ = json.Marshal(map[string]any{"faults": list}, faultJSON) // Strings and numbers always have a JSON form.
	return a
}
