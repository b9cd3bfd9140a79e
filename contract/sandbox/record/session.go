package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// session is the content of one recording: requests to a sandbox that has just started, and the
// answers.
type session struct {
	name string
	play func(ctx context.Context, p *player)
}

// sessions returns all sessions. One is the life of an organization, and each of the others calls
// one operation.
func sessions() []session {
	return []session{
		{"lifecycle", lifecycle},
		{"getCurrentOrganization", getCurrent},
		{"getRecordLogging", getLogging},
		{"updateRecordLogging", updateLogging},
		{"listOrganizations", list},
		{"createOrganization", create},
		{"getOrganization", get},
		{"updateOrganization", update},
		{"deleteOrganization", remove},
	}
}

// record sends the requests of the session to a new sandbox and writes the recording. It returns
// the number of exchanges.
func (s session) record(ctx context.Context, c *contract.Contract, directory string) (count int, err error) {
	p := &player{held: make(chan struct{}), release: make(chan struct{})}
	if p.sandbox, err = p.open(); err != nil {
		return 0, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	// The requests name the vendor's host. The sandbox's own server would refuse them.
	server := &http.Server{Handler: withoutDate(p.sandbox), ReadHeaderTimeout: time.Minute, DisableGeneralOptionsHandler: true}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // Serve returns when the server is closed.
	}()
	defer func() {
		_ = server.Close() // The server has answered every request.
		<-served
	}()
	next := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, listener.Addr().String())
	}}
	defer next.CloseIdleConnections()
	// The keys of the sandbox are public, so the seed of the redaction can be public too.
	redactor := recording.NewRedactor(c, recording.RedactorOptions{Seed: []byte(s.name)})
	writer, err := recording.Create(filepath.Join(directory, s.name+".har"), redactor)
	if err != nil {
		return 0, err
	}
	recorder := &recording.Recorder{Writer: writer, Next: next, Provenance: contract.Sandbox, Report: p.report, Now: steppingClock(time.Second)}
	p.transport = recorder
	s.play(ctx, p)
	return p.count, errors.Join(p.err, recorder.Close()) // The recording is written even after an error, because it shows what went wrong.
}

// withoutDate keeps net/http from setting the Date header.
func withoutDate(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		handler.ServeHTTP(w, r)
	})
}
