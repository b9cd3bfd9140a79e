package recording

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/capture"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// MaxRecordedBody bounds how much of a body a [Recorder] keeps, in bytes, before and after it is
// decompressed. A longer body passes whole and is recorded as omitted.
const MaxRecordedBody = 16 << 20

// Recorder is an [http.RoundTripper] that records each exchange that passes through it, redacted
// and checked, when the response's body was read to its end or is closed. It changes no byte of
// what passes. A Recorder that is used by itself redacts and checks before the last read of the
// body returns; a [Proxy] does so behind the traffic. A Recorder is safe for concurrent use. Its
// fields must not be changed while it is used.
//
//	writer, err := recording.Create("session.har", recording.NewRedactor(c, recording.RedactorOptions{}))
//	...
//	client := &http.Client{Transport: &recording.Recorder{Writer: writer, Report: report}}
type Recorder struct {
	// Writer writes the exchanges. The caller closes it when all bodies are closed. It is required.
	Writer *Writer
	// Next sends the requests. The default is [http.DefaultTransport]. If Next decompresses bodies,
	// as the default does for requests without Accept-Encoding, they are recorded decompressed.
	Next http.RoundTripper
	// Provenance says who answers. It may be empty.
	Provenance contract.Provenance
	// Document is the sha256 of the document that exchanges are checked against, in hexadecimal. It
	// may be empty.
	Document string
	// Report is called with the findings in each exchange, of which there may be none. Or it is
	// called with an error of one line, without secrets, that says which exchange or body is not
	// recorded. Concurrent requests call it concurrently. It is required.
	Report func(findings []contract.Finding, err error)
	// Now is the clock. The default is [time.Now].
	Now func() time.Time

	// queue, if not nil, takes the exchanges that are still to be recorded.
	queue  *queue
	failed atomic.Bool
}

// RoundTrip implements [http.RoundTripper]. It returns the error of the next transport. It reports
// that error without its text, which may hold a secret. It returns an error without sending the
// request if the Writer or the Report is missing.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := r.check(); err != nil {
		if request.Body != nil {
			_ = request.Body.Close() // A RoundTripper closes it in any case.
		}
		return nil, err
	}
	next, now := r.Next, r.Now
	if next == nil {
		next = http.DefaultTransport
	}
	if now == nil {
		now = time.Now
	}
	started := now()
	response, err := capture.RoundTrip(next, request, MaxRecordedBody, func(x *capture.Exchange) {
		r.take(x, started)
	})
	switch {
	case err != nil:
		r.Report(nil, fmt.Errorf("a %s request got no response; it is not recorded", request.Method))
		return nil, err
	case response.StatusCode == http.StatusSwitchingProtocols:
		r.Report(nil, errors.New("a request switched to another protocol, such as WebSocket; it is not recorded"))
	}
	return response, nil
}

func (r *Recorder) check() error {
	switch {
	case r.Writer == nil:
		return errors.New("recording.Recorder: the field Writer is nil; set it to what Create returns")
	case r.Report == nil:
		return errors.New("recording.Recorder: the field Report is nil; set it to a function that shows what is found")
	default:
		return nil
	}
}

// take records an exchange, or leaves it to the queue.
func (r *Recorder) take(x *capture.Exchange, started time.Time) {
	if r.queue == nil {
		r.record(x, started)
		return
	}
	size := int64(len(x.RequestBody.Bytes) + len(x.ResponseBody.Bytes) + sizeOfHead(x.URL, x.RequestHeader) + sizeOfHead(nil, x.ResponseHeader))
	if !r.queue.add(size, func() { r.record(x, started) }) {
		r.Report(nil, fmt.Errorf("a %s request is not recorded: more requests came than can be redacted in time", x.Method))
	}
}

// record writes an exchange.
func (r *Recorder) record(captured *capture.Exchange, started time.Time) {
	x := &contract.Exchange{
		Request:  contract.Request{Method: captured.Method, URL: recordedURL(captured.URL), Header: captured.RequestHeader},
		Response: &contract.Response{Status: captured.Status, Header: captured.ResponseHeader},
		Source:   contract.Source{Provenance: r.Provenance, Document: r.Document, Recorded: started},
	}
	var omitted error
	x.Request.Body, omitted = decode(captured.RequestHeader, captured.RequestBody)
	x.Request.BodyOmitted = omitted != nil
	if omitted != nil {
		r.Report(nil, fmt.Errorf("the body of a %s request is recorded as omitted: %w", x.Request.Method, omitted))
	}
	x.Response.Body, omitted = decode(captured.ResponseHeader, captured.ResponseBody)
	x.Response.BodyOmitted = omitted != nil
	if omitted != nil {
		r.Report(nil, fmt.Errorf("the body of the response to a %s request is recorded as omitted: %w", x.Request.Method, omitted))
	}
	written, err := r.Writer.add(x)
	switch {
	case err == nil:
		for _, omitted := range written.omitted {
			r.Report(nil, omitted)
		}
		r.Report(written.findings, nil)
	case isUnrecordable(err):
		r.Report(nil, err)
	case !r.failed.Swap(true): // Otherwise it was reported, and nothing is recorded since.
		r.Report(nil, err)
	}
}

// decode returns a body without its content codings, or the reason why it is omitted.
func decode(h http.Header, body capture.Body) ([]byte, error) {
	switch {
	case errors.Is(body.Err, capture.ErrTooLong):
		return nil, fmt.Errorf("it is longer than %d MiB", MaxRecordedBody>>20)
	case body.Err != nil:
		return nil, errors.New("it was not read to its end")
	}
	decoded, err := contentcoding.DecodeAtMost(h, body.Bytes, MaxRecordedBody)
	if err != nil {
		return nil, fmt.Errorf("it can't be decompressed%w", err)
	}
	return decoded, nil
}

// recordedURL returns the URL of a request as a recording has it: the * of OPTIONS * becomes a
// path.
func recordedURL(u *url.URL) *url.URL {
	if u.Opaque != "*" {
		return u
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/*"}
}
