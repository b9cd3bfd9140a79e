package sandbox

import (
	"io"
	"mime"
	"net/http"

	"github.com/go-json-experiment/json"
)

// FaultsPath is where faults are controlled over HTTP: POST adds the one in the body, GET lists those that wait, DELETE clears them. It needs no credential, so keep
// the sandbox on the loopback interface.
const FaultsPath = "/_sandbox/faults"

// FaultHeader is the request header that makes a fault happen to that request: its value is a [Fault] in JSON, without Times, Probability and Seed.
const FaultHeader = "X-Sandbox-Fault"

// Inject adds a fault. It returns an error where the fault can't be: one line that names the field.
func (s *Sandbox) Inject(f Fault) error {
	if err := f.validate(); err != nil {
		return err
	}
	s.faults.add(f)
	return nil
}

// ClearFaults removes the faults that wait to happen.
func (s *Sandbox) ClearFaults() { s.faults.clear() }

// control answers requests to [FaultsPath].
func (s *Sandbox) control(r *http.Request) *answer {
	switch r.Method {
	case http.MethodGet:
		return faultList(http.StatusOK, s.faults.list())
	case http.MethodDelete:
		s.faults.clear()
		return &answer{status: http.StatusNoContent, header: http.Header{}}
	case http.MethodPost:
		// A browser asks before it sends JSON to another site, so that no page can do this.
		if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "application/json" {
			return refusal(badRequest(inHeader, "Content-Type", "the body must be application/json"), current)
		}
		data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxRequestBody))
		if err != nil {
			return refusal(badRequest("body", "size", "the body is too large or breaks off"), current)
		}
		f, err := parseFault(data)
		if err != nil {
			return refusal(badRequest("body", "fault", err.Error()), current)
		}
		s.faults.add(f)
		return faultList(http.StatusCreated, []Fault{f})
	default:
		const allowed = "DELETE, GET, POST"
		return refusal(&failure{
			status: http.StatusMethodNotAllowed, key: "method_not_allowed", message: "there is no such method here, only " + allowed,
			metadata: map[string]any{"allowed": allowed}, header: http.Header{"Allow": {allowed}},
		}, current)
	}
}

func faultList(status int, list []Fault) *answer {
	a := newAnswer()
	a.status = status
	a.header.Set("Content-Type", "application/json")
	a.body, _ = json.Marshal(map[string]any{"faults": list}, faultJSON) // It holds strings and numbers alone.
	return a
}
