package organizations

import (
	"fmt"
	"net/http"
)

// do sends a request. It has the same result as [http.Client.Do], with a guarded body. Client.Do
// copies the headers and the URL of each request, because redirects may follow. The copying takes a
// third of the time of a short call. So do calls the transport itself. It calls Client.Do only
// after a redirect or an error, or if the client has a Jar or a Timeout.
func do(client *http.Client, request *http.Request, g *guard) (*http.Response, error) {
	if client.Jar != nil || client.Timeout > 0 {
		return resume(client, request, &resumedTransport{transport: client.Transport, guard: g, returned: true})
	}
	response, err := g.roundTrip(client.Transport, request)
	if err == nil && response != nil && response.Body != nil && response.StatusCode/100 != 3 {
		return response, nil
	}
	return resume(client, request, &resumedTransport{transport: client.Transport, guard: g, response: response, err: err})
}

// resume lets a copy of the client send a request with another transport.
func resume(client *http.Client, request *http.Request, transport http.RoundTripper) (*http.Response, error) {
	resumed := *client
	resumed.Transport = transport
	return resumed.Do(request)
}

// resumedTransport first returns the outcome of a request that was already sent, unless returned is
// set. It then sends further requests as usual. It refuses a redirect whose Location can't be read.
type resumedTransport struct {
	transport http.RoundTripper
	guard     *guard
	response  *http.Response
	err       error
	returned  bool
}

// RoundTrip implements [http.RoundTripper].
func (t *resumedTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if t.returned {
		t.response, t.err = t.guard.roundTrip(t.transport, request)
	}
	t.returned = true
	if t.err == nil && t.response != nil && !hasReadableLocation(request, t.response) {
		if t.response.Body != nil {
			_ = t.response.Body.Close()
		}
		return nil, fmt.Errorf("%w: its Location is not a URL", errRedirect)
	}
	return t.response, t.err
}

// hasReadableLocation reports whether net/http can read the Location of a response. Otherwise its
// error would show a part of the Location, which may be a part of a secret.
func hasReadableLocation(request *http.Request, response *http.Response) bool {
	switch response.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		_, err := request.URL.Parse(response.Header.Get("Location"))
		return err == nil
	default:
		return true
	}
}
