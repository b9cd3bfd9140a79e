// Package capture copies HTTP exchanges while they pass, either in a client or in a server. It
// doesn't change or delay any byte. It keeps a body only up to a limit.
//
//	response, err := capture.RoundTrip(http.DefaultTransport, request, 1<<20, func(x *capture.Exchange) {
//		fmt.Println(x.Status, len(x.ResponseBody.Bytes))
//	})
package capture

import (
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
)

// Exchange has the captured request and response.
type Exchange struct {
	Method string
	URL    *url.URL
	// RequestHeader and ResponseHeader are copies of the headers.
	RequestHeader http.Header
	RequestBody   Body

	Status         int
	ResponseHeader http.Header
	ResponseBody   Body
}

// RoundTrip sends a request with next and returns the response. When the response's body has been
// read to its end or closed, it calls done once with the captured exchange. It doesn't call done if
// there is an error, or if the response starts another protocol with the status 101. It keeps at
// most limit bytes of each body.
func RoundTrip(next http.RoundTripper, request *http.Request, limit int64, done func(*Exchange)) (*http.Response, error) {
	x := &Exchange{Method: request.Method, URL: request.URL, RequestHeader: request.Header.Clone()}
	forwarded, sent := captureRequest(request, limit)
	response, err := next.RoundTrip(forwarded)
	if err != nil || response.StatusCode == http.StatusSwitchingProtocols {
		return response, err
	}
	x.Status, x.ResponseHeader = response.StatusCode, response.Header.Clone()
	if response.Body == http.NoBody || request.Method == http.MethodHead {
		x.RequestBody = sent.Load().captured()
		done(x)
		return response, nil
	}
	received := &reader{ReadCloser: response.Body, length: response.ContentLength, kept: buffer{limit: limit}}
	received.done = func() {
		x.RequestBody, x.ResponseBody = sent.Load().captured(), received.captured()
		done(x)
	}
	response.Body = received
	return response, nil
}

// captureRequest returns a copy of the request whose body is captured. It also returns a pointer to
// the reader of the body that was sent last.
func captureRequest(request *http.Request, limit int64) (*http.Request, *atomic.Pointer[reader]) {
	var sent atomic.Pointer[reader]
	if request.Body == nil || request.Body == http.NoBody {
		sent.Store(&reader{ended: true})
		return request, &sent
	}
	length := request.ContentLength
	if length == 0 { // If the request has a body, 0 means that the length is not known.
		length = noLength
	}
	capturing := func(body io.ReadCloser) io.ReadCloser {
		r := &reader{ReadCloser: body, length: length, kept: buffer{limit: limit}}
		sent.Store(r)
		return r
	}
	forwarded := request.Clone(request.Context())
	forwarded.Trailer = request.Trailer // It is filled when the body has been read, which a copy would miss.
	forwarded.Body = capturing(request.Body)
	if request.GetBody != nil { // A transport that sends the request again gets a new body.
		forwarded.GetBody = func() (io.ReadCloser, error) {
			body, err := request.GetBody()
			if err != nil {
				return nil, err
			}
			return capturing(body), nil
		}
	}
	return forwarded, &sent
}
