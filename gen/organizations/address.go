package organizations

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// parseBaseURL reads a base URL, and takes a slash off its end.
func parseBaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the text is no URL") // Which is not shown: it may hold a password.
	case u.User != nil:
		return nil, errors.New("the URL has a user; give the credential to New")
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, errors.New("the URL doesn't begin with https:// and a host")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("the URL has a query or a fragment")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// checkPlainHTTP refuses to send a key over http to another machine.
func checkPlainHTTP(u *url.URL, allowed bool) error {
	if u.Scheme == "https" || allowed || isLoopback(u.Hostname()) {
		return nil
	}
	return fmt.Errorf("WithBaseURL: http to %s would show the key to the network; use https, or WithPlainHTTP", u.Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// errRedirect is a redirect that is not followed.
var errRedirect = errors.New("the redirect is refused")

// maxRedirects is how many redirects in a row are followed.
const maxRedirects = 10

// guardRedirects returns a copy of the client that follows a redirect only to the same scheme and host, since the key goes along, and with the
// same method: a POST that becomes a GET would list in the place of creating.
func guardRedirects(client *http.Client) *http.Client {
	guarded := *client
	guarded.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		first := via[0]
		switch {
		case next.URL.Scheme != first.URL.Scheme || !strings.EqualFold(next.URL.Host, first.URL.Host):
			return fmt.Errorf("%w: it leads to %s://%s, and the key is for %s://%s alone", errRedirect, next.URL.Scheme, next.URL.Host, first.URL.Scheme, first.URL.Host)
		case next.Method != first.Method:
			return fmt.Errorf("%w: it turns %s into %s", errRedirect, first.Method, next.Method)
		case len(via) >= maxRedirects:
			return fmt.Errorf("%w: it is the %dth in a row", errRedirect, len(via))
		case client.CheckRedirect == nil:
			return nil
		}
		err := client.CheckRedirect(next, via)
		if err != nil && !errors.Is(err, http.ErrUseLastResponse) {
			return fmt.Errorf("%w: %w", errRedirect, err)
		}
		return err
	}
	return &guarded
}
