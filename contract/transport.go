package contract

import (
	"errors"
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capture"
)

// MaxKeptBody bounds how much of a body a [Transport] and a [Middleware] keep, in bytes. A longer
// body passes, and everything but the body is checked.
const MaxKeptBody = 64 << 20

// Transport is an [http.RoundTripper] that checks each exchange that passes through it. It changes
// no byte. It checks an exchange when the response's body has been read to its end or closed. It
// doesn't check a body that is longer than [MaxKeptBody], or a body that was not read to its end.
// Then a finding says so, and the rest of the exchange is checked. All exchanges are one session. A
// Transport is safe for concurrent use.
//
//	client := &http.Client{Transport: &contract.Transport{Contract: c, Report: contract.FailTest(t)}}
type Transport struct {
	// Contract is what exchanges are checked against. It is required.
	Contract *Contract
	// Next sends the requests. The default is [http.DefaultTransport].
	Next http.RoundTripper
	// Report is called with each exchange and its findings, of which there may be none. Concurrent
	// requests call it concurrently. It is required.
	Report func(x *Exchange, findings []Finding)

	session sessionOnce
}

// RoundTrip implements [http.RoundTripper]. If the next transport returns an error, RoundTrip
// returns that error and reports nothing. It returns an error without sending the request if the
// Contract or the Report is missing.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := t.check(); err != nil {
		if request.Body != nil {
			_ = request.Body.Close() // A RoundTripper closes it in any case.
		}
		return nil, err
	}
	next := t.Next
	if next == nil {
		next = http.DefaultTransport
	}
	return capture.RoundTrip(next, request, MaxKeptBody, func(captured *capture.Exchange) {
		x := exchangeOf(captured)
		t.Report(x, t.session.of(t.Contract).Check(x))
	})
}

func (t *Transport) check() error {
	switch {
	case t.Contract == nil:
		return errors.New("contract.Transport: the field Contract is nil; set it to what exchanges are checked against")
	case t.Report == nil:
		return errors.New("contract.Transport: the field Report is nil; set it, to contract.FailTest(t) in a test")
	default:
		return nil
	}
}

// exchangeOf turns what was captured into an exchange.
func exchangeOf(captured *capture.Exchange) *Exchange {
	return &Exchange{
		Request: Request{
			Method: captured.Method, URL: captured.URL, Header: captured.RequestHeader,
			Body: captured.RequestBody.Bytes, BodyOmitted: captured.RequestBody.Err != nil,
		},
		Response: &Response{
			Status: captured.Status, Header: captured.ResponseHeader,
			Body: captured.ResponseBody.Bytes, BodyOmitted: captured.ResponseBody.Err != nil,
		},
	}
}
