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
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
)

// MaxRecordedBody limits the size in bytes of a body that a [Recorder] keeps, before and after
// decompression. A longer body is passed on whole, and the recording marks it as omitted. So is a
// body for which there is no room because other exchanges keep 256 MiB.
const MaxRecordedBody = 16 << 20

// Recorder is an [http.RoundTripper] that records exchanges. It redacts and checks an exchange once
// the response's body was read to its end or closed. It passes every byte on unchanged. In a
// [Proxy], it redacts and checks in the background. Otherwise, it does so before the last read of
// the body returns. A Recorder is safe for concurrent use. Don't change its fields while it is in
// use.
//
//	writer, err := recording.Create("session.har", recording.NewRedactor(c, recording.RedactorOptions{}))
//	...
//	client := &http.Client{Transport: &recording.Recorder{Writer: writer, Report: report}}
type Recorder struct {
	// Writer writes the exchanges. It is required. Close the Recorder after all bodies are closed,
	// which closes the Writer too.
	Writer *Writer
	// Next sends the requests. The default is [http.DefaultTransport]. If Next decompresses a body,
	// as the default does for requests without Accept-Encoding, the recording has the decompressed
	// body.
	Next http.RoundTripper
	// Provenance says who answers the requests. It may be empty.
	Provenance contract.Provenance
	// Document is the sha256, in hexadecimal, of the document with which exchanges are checked. It
	// may be empty.
	Document string
	// Report is called with the findings of each exchange, of which there may be none. If an
	// exchange or a body is not recorded, Report is called with an error that says which. The error
	// is one line and shows no secret. Concurrent requests call Report concurrently. It is
	// required.
	Report func(findings []contract.Finding, err error)
	// Now is the clock. The default is [time.Now].
	Now func() time.Time

	// queue takes the exchanges to be recorded in the background. If it is nil, they are recorded
	// at once.
	queue  *queue
	failed atomic.Bool
	room   capture.Room
}

// RoundTrip implements [http.RoundTripper]. If the Writer or the Report is missing, or if the
// request is nil or has no URL, it returns an error and doesn't send the request. If the next
// transport returns an error, RoundTrip returns it, and reports it without its message, which may
// contain a secret.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	err := r.check()
	if err == nil && (request == nil || request.URL == nil) {
		err = errors.New("recording.Recorder: the request is nil, or has no URL")
	}
	if err != nil {
		if request != nil && request.Body != nil {
			_ = request.Body.Close() // A RoundTripper must always close it.
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
	response, err := capture.RoundTrip(next, request, capture.Limit{Body: MaxRecordedBody, Room: &r.room}, func(x *capture.Exchange) {
		r.take(x, started)
	})
	switch {
	case err != nil:
		r.Report(nil, fmt.Errorf("%s got no response; it is not recorded", redaction.ARequest(request.Method)))
		return nil, err
	case response.StatusCode == http.StatusSwitchingProtocols:
		r.Report(nil, errors.New("a request switched to another protocol, such as WebSocket; it is not recorded"))
	}
	return response, nil
}

func (r *Recorder) check() error {
	switch {
	case r == nil:
		return errors.New("recording.Recorder: it is nil")
	case r.Writer == nil:
		return errors.New("recording.Recorder: the field Writer is nil; set it to what Create returns")
	case r.Report == nil:
		return errors.New("recording.Recorder: the field Report is nil; set it to a function that shows what is found")
	default:
		return nil
	}
}

// take records an exchange. If there is a queue, the queue records it.
func (r *Recorder) take(x *capture.Exchange, started time.Time) {
	if r.queue == nil {
		r.record(x, started)
		return
	}
	size := int64(len(x.RequestBody.Bytes) + len(x.ResponseBody.Bytes) + redaction.SizeOfHead(x.URL, x.RequestHeader) + redaction.SizeOfHead(nil, x.ResponseHeader))
	if !r.queue.add(size, func() { r.record(x, started) }) {
		r.Report(nil, fmt.Errorf("%s is not recorded: more requests came than can be redacted in time", redaction.ARequest(x.Method)))
	}
}

// record redacts, checks and writes an exchange.
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
		r.Report(nil, redaction.OmissionError{Method: x.Request.Method, OfRequest: true, Reason: omitted})
	}
	x.Response.Body, omitted = decode(captured.ResponseHeader, captured.ResponseBody)
	x.Response.BodyOmitted = omitted != nil
	if omitted != nil {
		r.Report(nil, redaction.OmissionError{Method: x.Request.Method, OfRequest: false, Reason: omitted})
	}
	written, err := r.Writer.add(x)
	switch {
	case err == nil:
		for _, omitted := range written.Omitted {
			r.Report(nil, omitted)
		}
		r.Report(written.Findings, nil)
	case redaction.IsUnrecordable(err):
		r.Report(nil, err)
	case !r.failed.Swap(true): // An earlier error was reported, and nothing is recorded after it.
		r.Report(nil, err)
	}
}

// decode returns a body without its content codings. If it can't, it returns the reason.
func decode(h http.Header, body capture.Body) ([]byte, error) {
	switch {
	case errors.Is(body.Err, capture.ErrTooLong):
		return nil, fmt.Errorf("it is longer than %d MiB", MaxRecordedBody>>20)
	case errors.Is(body.Err, capture.ErrNoRoom):
		return nil, errors.New("too many long bodies came at the same time")
	case body.Err != nil:
		return nil, errors.New("it was not read to its end")
	}
	decoded, err := contentcoding.DecodeAtMost(h, body.Bytes, MaxRecordedBody)
	if err != nil {
		return nil, fmt.Errorf("it can't be decompressed%w", err)
	}
	return decoded, nil
}

// Close ends the recording with [Writer.Close]. It reports each body and each exchange that the
// Writer left out at the end, because a later exchange showed that it holds a secret. Don't call it
// before all bodies are closed.
func (r *Recorder) Close() error {
	if err := r.check(); err != nil {
		return err
	}
	reported := len(r.Writer.Omitted())
	err := r.Writer.Close()
	for _, omitted := range r.Writer.Omitted()[reported:] {
		r.Report(nil, omitted)
	}
	return err
}

// recordedURL returns the URL of a request as the recording shows it. It writes the * of OPTIONS *
// as a path.
func recordedURL(u *url.URL) *url.URL {
	if u.Opaque != "*" {
		return u
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/*"}
}
