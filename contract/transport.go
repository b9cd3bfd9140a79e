package contract

import (
	"io"
	"net/http"
)

// Transport is an [http.RoundTripper] that checks each exchange that passes through it. It changes no byte: a body is
// kept while it is read, and the exchange is checked when the response's body is at its end. Closing a body before reads its rest first. Of a
// body longer than [MaxKeptBody], and of one that the server answered without reading, only what is around it is checked, and a finding says so. All exchanges are one session. It is safe for
// concurrent use.
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

	session sessionOnce
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
		length := request.ContentLength
		if length == 0 { // With a body, it says that nobody knows.
			length = -1
		}
		sent = &keptBody{ReadCloser: request.Body, length: length}
		forwarded.Body = sent
		if request.GetBody != nil { // A transport that sends the request again begins again.
			forwarded.GetBody = func() (io.ReadCloser, error) {
				body, err := request.GetBody()
				sent = &keptBody{ReadCloser: body, length: length}
				return sent, err
			}
		}
	}
	response, err := next.RoundTrip(forwarded)
	if err != nil || response.StatusCode == http.StatusSwitchingProtocols {
		return response, err
	}
	received := &keptBody{ReadCloser: response.Body}
	received.done = func(whole bool) {
		if !whole {
			return // The caller, or the connection, gave up in the middle.
		}
		x := &Exchange{
			Request:  Request{Method: request.Method, URL: request.URL, Header: request.Header.Clone()},
			Response: &Response{Status: response.StatusCode, Header: response.Header.Clone()},
		}
		x.Request.Body, x.Request.BodyOmitted = sent.bytes()
		x.Response.Body, x.Response.BodyOmitted = received.bytes()
		t.Report(x, t.session.of(t.Contract).Check(x))
	}
	response.Body = received
	return response, nil
}
