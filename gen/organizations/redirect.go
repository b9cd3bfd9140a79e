package organizations

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// errRedirect is the error for a redirect that the client doesn't follow.
var errRedirect = errors.New("the redirect is refused")

// maxRedirects is how many redirects in a row the client follows.
const maxRedirects = 10

// guardRedirects returns a copy of the client that refuses some redirects. It follows a redirect
// only to the same scheme, host and port, because the redirected request has the key. It follows a
// redirect only with the same method. If a POST became a GET, it would list organizations instead
// of creating one.
func guardRedirects(client *http.Client) *http.Client {
	guarded := *client
	guarded.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		err := checkRedirect(next, via)
		if err == nil && client.CheckRedirect != nil {
			err = client.CheckRedirect(next, via)
			if errors.Is(err, http.ErrUseLastResponse) {
				return err
			}
		}
		if next.Response != nil { // net/http reads this body to its end before it follows the redirect, even from a server that stalls.
			time.AfterFunc(drainTime, func() { _ = next.Response.Body.Close() })
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errRedirect, err)
		}
		return nil
	}
	return &guarded
}

// checkRedirect refuses a redirect that would send the key elsewhere. Otherwise it sets the key for
// the redirected request.
func checkRedirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case !sameOrigin(next.URL, first.URL):
		return &elsewhereError{next.URL, first.URL}
	case next.URL.User != nil:
		return errors.New("it names a user")
	case next.Method != first.Method:
		return fmt.Errorf("it turns %s into %s", first.Method, next.Method)
	case len(via) >= maxRedirects:
		return fmt.Errorf("it is the %dth in a row", len(via))
	default:
		// net/http compares hosts more strictly, for instance with the case of their letters. If
		// they differ, it removes the key.
		next.URL.Host = first.URL.Host
		next.Header["Authorization"] = first.Header["Authorization"]
		return nil
	}
}

// elsewhereError is the error for a redirect to another scheme, host or port.
type elsewhereError struct{ to, from *url.URL }

// Error shows only a part of the URL, so a caller must look for secrets in the whole URL.
func (e *elsewhereError) Error() string {
	return fmt.Sprintf("it leads to %s://%s, and the key is only for %s://%s", e.to.Scheme, e.to.Host, e.from.Scheme, e.from.Host)
}

// sameOrigin reports whether two URLs have the same scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	hostA, errA := asciiHost(a.Hostname())
	hostB, errB := asciiHost(b.Hostname())
	return a.Scheme == b.Scheme && errA == nil && errB == nil && hostA == hostB && portOf(a) == portOf(b)
}

func portOf(u *url.URL) string {
	switch port := u.Port(); {
	case port != "":
		return port
	case u.Scheme == schemeHTTPS:
		return "443"
	default:
		return "80"
	}
}
