package contract

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
)

// maxTransportBody bounds how much of a body a [Transport] keeps, in bytes. A longer one passes and is not checked.
const maxTransportBody = 64 << 20

// Transport is an [http.RoundTripper] that checks each exchange that passes through it. It changes no byte: a body is
// kept while it is read, and the exchange is checked when the response's body is at its end. Closing a body before reads its rest first. It is safe for concurrent use.
//
//	client := &http.Client{Transport: &contract.Transport{Contract: c, Report: contract.FailTest(t)}}
type Transport struct {
	// Contract is what exchanges are checked against. It is required.
	Contract *Contract
	// Next sends the requests; nil is [http.DefaultTransport].
	Next http.RoundTripper
	// Report is given each exchange, and the findings in it, of which there may be none. Calls at the same time report at the same time.
	// It is required.
	Report func(x *Exchange, findings []Finding)
}

// TB is the part of [testing.TB] that [FailTest] uses.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// FailTest returns a report that fails a test with each finding, drift included.
func FailTest(tb TB) func(*Exchange, []Finding) {
	return func(_ *Exchange, findings []Finding) {
		tb.Helper()
		for _, f := range findings {
			tb.Errorf("%s  %s  %s %d  at %s  %s: %s", f.Severity, f.Rule, f.Operation, f.Status, f.At, f.Document, f.Message())
		}
	}
}

// RoundTrip implements [http.RoundTripper]. An error is that of the next transport; then nothing is reported.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	next := t.Next
	if next == nil {
		next = http.DefaultTransport
	}
	sent := &keptBody{}
	forwarded := request
	if request.Body != nil && request.Body != http.NoBody {
		forwarded = request.Clone(request.Context())
		sent.ReadCloser = request.Body
		forwarded.Body = sent
		if request.GetBody != nil { // A transport that sends the request again begins again.
			forwarded.GetBody = func() (io.ReadCloser, error) {
				body, err := request.GetBody()
				sent = &keptBody{ReadCloser: body}
				return sent, err
			}
		}
	}
	response, err := next.RoundTrip(forwarded)
	if err != nil || response.StatusCode == http.StatusSwitchingProtocols {
		return response, err
	}
	response.Body = &keptBody{ReadCloser: response.Body, done: func(received []byte, whole bool) {
		body, sentWhole := sent.bytes()
		if !whole || !sentWhole {
			return
		}
		x := &Exchange{
			Request:  Request{Method: request.Method, URL: request.URL, Header: request.Header.Clone(), Body: body},
			Response: &Response{Status: response.StatusCode, Header: response.Header.Clone(), Body: received},
		}
		t.Report(x, t.Contract.Check(x))
	}}
	return response, nil
}

// keptBody keeps what is read from a body. When all of it was read, or it is closed, it calls done, once; whole says whether nothing is missing.
type keptBody struct {
	io.ReadCloser

	done func(kept []byte, whole bool)

	mu      sync.Mutex
	kept    bytes.Buffer
	tooLong bool
	ended   bool
}

func (b *keptBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.mu.Lock()
	if b.kept.Len()+n > maxTransportBody {
		b.tooLong = true
	} else {
		b.kept.Write(p[:n])
	}
	b.mu.Unlock()
	if errors.Is(err, io.EOF) {
		b.end(true)
	}
	return n, err
}

// Close reads on to the end first, so that a client that stops early is checked too.
func (b *keptBody) Close() error {
	if b.done != nil && !b.isEnded() {
		_, _ = io.Copy(io.Discard, io.LimitReader(readerFunc(b.Read), maxTransportBody))
	}
	return b.ReadCloser.Close()
}

func (b *keptBody) isEnded() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended
}

func (b *keptBody) end(whole bool) {
	b.mu.Lock()
	first := !b.ended
	b.ended = true
	kept, whole := b.kept.Bytes(), whole && !b.tooLong
	b.mu.Unlock()
	if first && b.done != nil {
		b.done(kept, whole)
	}
}

// bytes returns what was kept so far.
func (b *keptBody) bytes() (kept []byte, whole bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.kept.Bytes()), !b.tooLong
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
