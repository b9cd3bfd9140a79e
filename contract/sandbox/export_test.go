package sandbox

import (
	"time"

	"github.com/google/uuid"
)

// BreakState makes each later write to the state file fail.
func (s *Sandbox) BreakState() error { return s.store.db.Close() }

// OpenDocument returns a sandbox that serves another document than openapi.yaml.
func OpenDocument(document []byte) (*Sandbox, error) {
	s, err := Open()
	if err != nil {
		return nil, err
	}
	endpoints, err := readEndpoints(document)
	if err != nil {
		return nil, err
	}
	return s, s.serve(endpoints, uuid.New)
}

// LimitBodies sets the time in which the body of a request has to come.
func (s *Sandbox) LimitBodies(d time.Duration) { s.bodyTimeout = d }
