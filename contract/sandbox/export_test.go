package sandbox

import (
	"net"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	polytomic "github.com/orgcontract/polytomic-organizations"
)

// BreakState makes all later writes to the state file fail.
func (s *Sandbox) BreakState() error { return s.store.db.Close() }

// OpenDocument returns a sandbox that serves another document than openapi.yaml.
func OpenDocument(document []byte) (*Sandbox, error) {
	s, err := Open()
	if err != nil {
		return nil, err
	}
	versions, err := readVersions(document)
	if err != nil {
		return nil, err
	}
	return s, s.serve(versions, uuid.New)
}

// Documents returns the OpenAPI document of each version, by the name of the version.
func Documents() (map[string]*openapi3.T, error) {
	list, documents, err := readDocuments(polytomic.OpenAPI())
	if err != nil {
		return nil, err
	}
	byName := map[string]*openapi3.T{}
	for i, v := range list.Versions {
		byName[v.Name] = documents[i]
	}
	return byName, nil
}

// Stalling returns a connection of a server, on which a client has a limited time to read.
func Stalling(conn net.Conn, d time.Duration) net.Conn { return &refusingConn{conn, d} }

// The constants are the limits of long bodies.
const (
	ShortBody  = shortBody
	LongBodies = longBodies
)

// LimitBodies sets how long a client may take to send a body.
func (s *Sandbox) LimitBodies(d time.Duration) { s.bodyTimeout = d }

// HoldWrites holds back requests that change an account. The sandbox carries them out when release
// is called.
func (s *Sandbox) HoldWrites() (release func()) {
	for _, a := range s.accounts {
		a.mu.Lock()
	}
	return func() {
		for _, a := range s.accounts {
			a.mu.Unlock()
		}
	}
}

// Waiting returns how many requests wait to be carried out.
func (s *Sandbox) Waiting() int {
	count := 0
	for _, a := range s.accounts {
		a.waiting.mu.Lock()
		count += len(a.waiting.calls)
		a.waiting.mu.Unlock()
	}
	return count
}

// Commits returns how often the state file was written.
func (s *Sandbox) Commits() (count int, err error) {
	err = s.store.db.View(func(tx *bbolt.Tx) error {
		count = tx.ID()
		return nil
	})
	return count, err
}
