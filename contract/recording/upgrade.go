package recording

import "net/http"

// upgrader sends requests that offer to switch to another protocol over HTTP/1, as net/http does
// for WebSocket. HTTP/2 has no such offer, and net/http refuses to send another one.
type upgrader struct{ any, http1 *http.Transport }

// newUpgrader returns an upgrader for a transport. It doesn't change the transport.
func newUpgrader(next *http.Transport) upgrader {
	http1 := next.Clone()
	http1.Protocols = new(http.Protocols)
	http1.Protocols.SetHTTP1(true)
	if http1.TLSClientConfig != nil { // The list may name HTTP/2 already.
		http1.TLSClientConfig.NextProtos = []string{"http/1.1"}
	}
	return upgrader{next, http1}
}

// RoundTrip implements [http.RoundTripper].
func (u upgrader) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Header.Get("Upgrade") != "" {
		return u.http1.RoundTrip(request)
	}
	return u.any.RoundTrip(request)
}
