package recording

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// MaxRecordedBody bounds how much of a body a [Recorder] keeps, in bytes. A longer one passes whole and is recorded as omitted.
const MaxRecordedBody = 16 << 20

// Recorder is an [http.RoundTripper] that records each exchange that passes through it, redacted and checked, when the response's body is at its
// end or closed. It changes no byte of what passes, and holds up nothing but that end. It is safe for concurrent use, and its
// fields must not be changed meanwhile.
//
//	writer, err := recording.Create("session.har", recording.NewRedactor(c, recording.RedactorOptions{}))
//	...
//	client := &http.Client{Transport: &recording.Recorder{Writer: writer, Report: report}}
type Recorder struct {
	// Writer takes the exchanges. Who made it closes it, when all bodies are closed. It is required.
	Writer *Writer
	// Next sends the requests; nil is [http.DefaultTransport]. One that unpacks bodies by itself, as that does where the request has no
	// Accept-Encoding, has them recorded so.
	Next http.RoundTripper
	// Provenance says who answers; it may be empty. Document is the sha256 of the document that is checked against, in hexadecimal; it may be empty.
	Provenance contract.Provenance
	Document   string
	// Report is told what the check finds in each exchange, of which there may be none, and by an error of one line without secrets what is
	// not recorded, or not whole. Calls at the same time report at the same time. It is required.
	Report func(findings []contract.Finding, err error)
	// Now is the clock; nil is [time.Now].
	Now func() time.Time

	failed atomic.Bool
}

// RoundTrip implements [http.RoundTripper]. An error is that of the next transport; it is reported without its words, which may hold anything.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	next, now := r.Next, r.Now
	if next == nil {
		next = http.DefaultTransport
	}
	if now == nil {
		now = time.Now
	}
	x := &contract.Exchange{
		Request: contract.Request{Method: request.Method, URL: request.URL, Header: request.Header.Clone()},
		Source:  contract.Source{Provenance: r.Provenance, Document: r.Document, Recorded: now()},
	}
	forwarded, sent := keepSent(request)
	response, err := next.RoundTrip(forwarded)
	if err != nil {
		r.Report(nil, fmt.Errorf("a request of %s got no answer, so it is not recorded", request.Method))
		return nil, err
	}
	if response.StatusCode == http.StatusSwitchingProtocols {
		r.Report(nil, errors.New("a request began another protocol, WebSocket as a rule, which is no exchange, so it is not recorded"))
		return response, nil
	}
	x.Response = &contract.Response{Status: response.StatusCode, Header: response.Header.Clone()}
	received := &keptBody{}
	received.done = func() { r.record(x, sent.Load(), received) }
	if response.Body == http.NoBody || request.Method == http.MethodHead {
		received.ended = true
		received.done()
		return response, nil
	}
	received.ReadCloser, received.length = response.Body, response.ContentLength
	response.Body = received
	return response, nil
}

// record writes the exchange that the bodies belong to.
func (r *Recorder) record(x *contract.Exchange, sent, received *keptBody) {
	var incomplete error
	x.Request.Body, incomplete = sent.bytes(x.Request.Header)
	x.Request.BodyOmitted = incomplete != nil
	if incomplete != nil {
		r.Report(nil, fmt.Errorf("the body of a request of %s is recorded as omitted: %w", x.Request.Method, incomplete))
	}
	x.Response.Body, incomplete = received.bytes(x.Response.Header)
	x.Response.BodyOmitted = incomplete != nil
	if incomplete != nil {
		r.Report(nil, fmt.Errorf("the body of the response to a request of %s is recorded as omitted: %w", x.Request.Method, incomplete))
	}
	findings, err := r.Writer.Write(x)
	if err != nil && r.failed.Swap(true) {
		return // It was reported, and nothing is recorded since.
	}
	r.Report(findings, err)
}

// keepSent returns the request with its body kept, and where the body is that was sent last.
func keepSent(request *http.Request) (*http.Request, *atomic.Pointer[keptBody]) {
	var sent atomic.Pointer[keptBody]
	if request.Body == nil || request.Body == http.NoBody {
		sent.Store(&keptBody{ended: true})
		return request, &sent
	}
	keep := func(body io.ReadCloser) io.ReadCloser {
		kept := &keptBody{ReadCloser: body, length: request.ContentLength}
		sent.Store(kept)
		return kept
	}
	forwarded := request.Clone(request.Context())
	forwarded.Body = keep(request.Body)
	if request.GetBody != nil { // A transport that sends the request again begins again.
		forwarded.GetBody = func() (io.ReadCloser, error) {
			body, err := request.GetBody()
			if err != nil {
				return nil, err
			}
			return keep(body), nil
		}
	}
	return forwarded, &sent
}
