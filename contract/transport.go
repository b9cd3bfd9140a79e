package contract

import (
	"errors"
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capture"
)

// MaxKeptBody is the number of bytes of a body that a [Transport] and a [Middleware] keep at most.
// They pass a longer body on, and check everything but the body.
const MaxKeptBody = 64 << 20

// Transport is an [http.RoundTripper] that checks each exchange that passes through it. It doesn't
// change any byte. It checks an exchange when the response's body has been read to its end or
// closed. It doesn't check a body that is longer than [MaxKeptBody], a body that was not read to
// its end, or a body for which there is no room because other exchanges keep 256 MiB. Then a
// finding says so, and the rest of the exchange is checked as usual. All exchanges of a Transport
// are one session. A Transport is safe for concurrent use.
//
//	client := &http.Client{Transport: &contract.Transport{Contract: c, Report: contract.FailTest(t)}}
type Transport struct {
	// Contract is what the transport checks exchanges against. It is required.
	Contract *Contract
	// Next sends the requests. The default is [http.DefaultTransport].
	Next http.RoundTripper
	// Report is called with each exchange and its findings. The list is empty if the exchange
	// agrees with the document. Report is called by several goroutines at the same time if they
	// send requests at the same time. It is required.
	Report func(x *Exchange, findings []Finding)

	session sessionOnce
	room    capture.Room
}

// RoundTrip implements [http.RoundTripper]. If the next transport returns an error, RoundTrip
// returns the same error and calls no Report. It returns an error without sending the request if
// the Contract or the Report is missing, or if the request is nil or has no URL.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := t.check(request); err != nil {
		if request != nil && request.Body != nil {
			_ = request.Body.Close() // A RoundTripper closes it in any case.
		}
		return nil, err
	}
	next := t.Next
	if next == nil {
		next = http.DefaultTransport
	}
	return capture.RoundTrip(next, request, capture.Limit{Body: MaxKeptBody, Room: &t.room}, func(captured *capture.Exchange) {
		x := exchangeOf(captured)
		t.Report(x, t.session.of(t.Contract).Check(x))
	})
}

func (t *Transport) check(request *http.Request) error {
	switch {
	case t == nil:
		return errors.New("contract.Transport: it is nil")
	case request == nil || request.URL == nil:
		return errors.New("contract.Transport: the request is nil, or has no URL")
	case t.Contract == nil:
		return errors.New("contract.Transport: the field Contract is nil; set it to what exchanges are checked against")
	case t.Report == nil:
		return errors.New("contract.Transport: the field Report is nil; set it, to contract.FailTest(t) in a test")
	default:
		return nil
	}
}

// exchangeOf converts a captured exchange to an exchange of this package.
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
