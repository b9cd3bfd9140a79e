// Package capture copies HTTP exchanges while they pass, either in a client or in a server. It
// doesn't change or delay any byte. It keeps a body only up to a limit.
//
//	response, err := capture.RoundTrip(http.DefaultTransport, request, capture.Limit{Body: 1 << 20, Room: &room}, func(x *capture.Exchange) {
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

// Limit limits the memory for bodies.
type Limit struct {
	// Body is how many bytes of one body are kept at most.
	Body int64
	// Room is shared by all exchanges of a client or a server. It is required.
	Room *Room
}

// reader returns a reader of a body with a Content-Length, which may be noLength.
func (l Limit) reader(body io.ReadCloser, length int64) *reader {
	return &reader{ReadCloser: body, length: length, kept: l.buffer()}
}

func (l Limit) buffer() buffer { return buffer{limit: l.Body, room: l.Room} }

// RoundTrip sends a request with next and returns the response. When the response's body has been
// read to its end or closed, it calls done once with the captured exchange. It doesn't call done if
// there is an error, or if the response starts another protocol with the status 101.
func RoundTrip(next http.RoundTripper, request *http.Request, limit Limit, done func(*Exchange)) (*http.Response, error) {
	x := &Exchange{Method: request.Method, URL: request.URL, RequestHeader: request.Header.Clone()}
	forwarded, sent := captureRequest(request, limit)
	response, err := next.RoundTrip(forwarded)
	if err != nil || response.StatusCode == http.StatusSwitchingProtocols {
		sent.Load().release()
		return response, err
	}
	x.Status, x.ResponseHeader = response.StatusCode, response.Header.Clone()
	if response.Body == http.NoBody || request.Method == http.MethodHead {
		defer sent.Load().release()
		x.RequestBody = sent.Load().captured()
		done(x)
		return response, nil
	}
	received := limit.reader(response.Body, response.ContentLength)
	received.done = func() {
		last := sent.Load()
		defer last.release()
		defer received.release()
		x.RequestBody, x.ResponseBody = last.captured(), received.captured()
		done(x)
	}
	response.Body = received
	return response, nil
}

// captureRequest returns a copy of the request whose body is captured. It also returns a pointer to
// the reader of the body that was sent last.
func captureRequest(request *http.Request, limit Limit) (*http.Request, *atomic.Pointer[reader]) {
	var sent atomic.Pointer[reader]
	if request.Body == nil || request.Body == http.NoBody {
		none := limit.reader(nil, 0)
		none.ended = true
		sent.Store(none)
		return request, &sent
	}
	length := request.ContentLength
	if length == 0 { // If the request has a body, 0 means that the length is not known.
		length = noLength
	}
	capturing := func(body io.ReadCloser) io.ReadCloser {
		r := limit.reader(body, length)
		if before := sent.Swap(r); before != nil {
			before.release()
		}
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
