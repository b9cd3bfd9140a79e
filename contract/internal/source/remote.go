package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

const (
	// fetchTimeout is how long one request may take, including reading the body of the response.
	fetchTimeout = 30 * time.Second
	// allTimeout is how long all requests for one document may take together.
	allTimeout = 2 * time.Minute
	// maxRedirects is how many redirects in a row are followed.
	maxRedirects = 5
)

// newClient returns a client that follows redirects only to the same host, and never from https to
// http.
func newClient() *http.Client {
	return &http.Client{
		Timeout: fetchTimeout,
		CheckRedirect: func(next *http.Request, via []*http.Request) error {
			first := via[0].URL
			switch {
			case !document.IsURL(next.URL.String()):
				return errors.New("it redirects to what is not a URL of http or https; refer to a file that it serves itself")
			case next.URL.Host != first.Host:
				return fmt.Errorf("it redirects to another host, %s; refer to the file there", next.URL.Host)
			case next.URL.Scheme != first.Scheme && next.URL.Scheme != "https":
				return errors.New("it redirects to a connection without TLS; refer to the file there")
			case len(via) > maxRedirects:
				return fmt.Errorf("it redirects more than %d times; refer to the file there", maxRedirects)
			default:
				return nil
			}
		},
	}
}

// Fetch returns the text at a URL, which is the root file of a document. It returns an error of one
// line, without the URL.
func Fetch(ctx context.Context, u *url.URL) ([]byte, error) {
	return Remote(ctx, u).fetch(u.String(), document.MaxSize)
}

// originOf returns the scheme and the host of a URL.
func originOf(u *url.URL) string { return strings.ToLower(u.Scheme + "://" + u.Host) }

func (f *Files) fetch(location string, limit int) ([]byte, error) {
	if f.client == nil {
		return nil, errRemote
	}
	u, err := url.Parse(location)
	switch {
	case err != nil || u.Host == "":
		return nil, errors.New("it is not a URL; correct it")
	case u.User != nil:
		return nil, errors.New("the URL holds a user or a password; leave them out")
	case f.origin != "" && originOf(u) != f.origin:
		return nil, errRemote
	}
	ctx, cancel := context.WithDeadline(f.ctx, f.until)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, errors.New("it is not a URL; correct it")
	}
	request.Header.Set("Accept", "application/yaml, application/json, */*;q=0.5")
	response, err := f.client.Do(request)
	if err != nil {
		if failed, ok := errors.AsType[*url.Error](err); ok {
			err = failed.Err // The caller adds the URL.
		}
		return nil, fmt.Errorf("the server can't be asked: %w", err)
	}
	defer response.Body.Close() //nolint:errcheck // The body was only read.
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers with %d, and 200 was expected; correct the URL", response.StatusCode)
	}
	return readAll(response.Body, limit)
}
