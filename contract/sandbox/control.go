package sandbox

import (
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// These paths control the sandbox over HTTP; contract/docs/sandbox.md describes them. They need no
// credential. Therefore they answer only on a loopback address, unless [WithControl] says
// otherwise.
const (
	// FaultsPath adds, lists and removes faults.
	FaultsPath = controlPrefix + "faults"
	// RequestsPath lists and removes the requests in the journal.
	RequestsPath = controlPrefix + "requests"
	// ClockPath shows and sets the time.
	ClockPath = controlPrefix + "clock"
	// StatePath exports and imports the accounts.
	StatePath = controlPrefix + "state"
	// ResetPath restores the state that the sandbox started with.
	ResetPath = controlPrefix + "reset"

	controlPrefix = "/_sandbox/"
)

// maxState is the largest body of an import, in bytes.
const maxState = 1 << 30

// controlEndpoint does one thing to the sandbox. It returns a value, which becomes the JSON of the
// answer, or nil for an answer without a body.
type controlEndpoint struct {
	status int
	do     func(s *Sandbox, r *http.Request, body []byte) (any, error)
	// maxBody is the largest body in bytes, or 0 if the endpoint takes no body.
	maxBody int64
}

// controlEndpoints holds the endpoints by path and method. If a path ends in a slash, the request
// adds one segment to it.
var controlEndpoints = map[string]map[string]controlEndpoint{
	FaultsPath: {
		http.MethodGet:    {status: http.StatusOK, do: func(s *Sandbox, _ *http.Request, _ []byte) (any, error) { return faultList{s.Faults()}, nil }},
		http.MethodPost:   {status: http.StatusCreated, do: (*Sandbox).controlInject, maxBody: maxRequestBody},
		http.MethodDelete: {status: http.StatusNoContent, do: without((*Sandbox).ClearFaults)},
	},
	FaultsPath + "/": {
		http.MethodDelete: {status: http.StatusNoContent, do: (*Sandbox).controlRemove},
	},
	RequestsPath: {
		http.MethodGet:    {status: http.StatusOK, do: (*Sandbox).controlRequests},
		http.MethodDelete: {status: http.StatusNoContent, do: without((*Sandbox).ClearRequests)},
	},
	ClockPath: {
		http.MethodGet:  {status: http.StatusOK, do: func(s *Sandbox, _ *http.Request, _ []byte) (any, error) { return s.clockTime(), nil }},
		http.MethodPost: {status: http.StatusOK, do: (*Sandbox).controlClock, maxBody: maxRequestBody},
	},
	StatePath: {
		http.MethodGet: {status: http.StatusOK, do: func(s *Sandbox, _ *http.Request, _ []byte) (any, error) {
			data, err := s.Export()
			return jsontext.Value(data), err
		}},
		http.MethodPut: {status: http.StatusNoContent, do: func(s *Sandbox, _ *http.Request, body []byte) (any, error) { return nil, s.Import(body) }, maxBody: maxState},
	},
	ResetPath: {
		http.MethodPost: {status: http.StatusNoContent, do: func(s *Sandbox, _ *http.Request, _ []byte) (any, error) { return nil, s.Reset() }},
	},
}

// without adapts a function that needs nothing from the request and can't fail.
func without(do func(*Sandbox)) func(*Sandbox, *http.Request, []byte) (any, error) {
	return func(s *Sandbox, _ *http.Request, _ []byte) (any, error) {
		do(s)
		return nil, nil
	}
}

// control answers requests to the paths that control the sandbox.
func (s *Sandbox) control(r *http.Request) *answer {
	if failed := s.mayControl(r); failed != nil {
		return refusal(failed, current)
	}
	path := r.URL.Path
	if i := strings.LastIndexByte(path, '/') + 1; i > len(controlPrefix) && i < len(path) {
		path = path[:i]
	}
	methods := controlEndpoints[path]
	if methods == nil {
		return refusal(&failure{status: http.StatusNotFound, key: keyNotFound, message: "the sandbox doesn't have this path"}, current)
	}
	e, ok := methods[r.Method]
	if !ok {
		allowed := strings.Join(slices.Sorted(maps.Keys(methods)), ", ")
		return refusal(methodNotAllowed("this path has only the methods "+allowed, allowed), current)
	}
	body, failed := e.read(r)
	if failed != nil {
		return refusal(failed, current)
	}
	result, err := e.do(s, r, body)
	if err != nil {
		failed, ok := errors.AsType[*failure](err)
		if !ok {
			failed = &failure{status: http.StatusBadRequest, key: keyBadRequest, message: err.Error()}
		}
		return refusal(failed, current)
	}
	a := newAnswer()
	a.status = e.status
	if result != nil {
		a.header.Set("Content-Type", jsonType)
		a.body, err = json.Marshal(result, faultJSON)
		if err != nil {
			panic(err) // Strings, numbers and times always have a JSON form.
		}
		a.body = append(a.body, '\n')
	}
	return a
}

// mayControl returns a failure if the request must not control the sandbox. That is a request that
// comes over another address than loopback, or from a web page of another site.
func (s *Sandbox) mayControl(r *http.Request) *failure {
	if !s.controlled && !local(r) {
		return forbidden("the sandbox can be controlled only over http://127.0.0.1 and http://localhost; start it with --control to allow others")
	}
	if http.NewCrossOriginProtection().Check(r) != nil {
		return forbidden("a page of another site can't control the sandbox")
	}
	return nil
}

// read returns the body of a request.
func (e *controlEndpoint) read(r *http.Request) ([]byte, *failure) {
	if e.maxBody == 0 {
		return nil, nil
	}
	if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != jsonType {
		return nil, badRequest(inHeader, "Content-Type", "the body must be application/json")
	}
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, e.maxBody))
	if err != nil {
		return nil, badRequest("body", "size", "the body is too large, takes too long or ends too early")
	}
	return data, nil
}
