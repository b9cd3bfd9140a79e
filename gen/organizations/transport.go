package organizations

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
)

// checkTransport returns an error for a transport that can only panic.
func checkTransport(transport http.RoundTripper) error {
	switch {
	case transport == nil:
		return errors.New("the transport is nil")
	case isNil(transport):
		return fmt.Errorf("the transport is a nil %T", transport)
	default:
		return nil
	}
}

// isNil reports whether an interface holds the nil of a type.
func isNil(value any) bool {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return v.IsNil()
	default:
		return false
	}
}

// prepare decides how requests are sent, once all options are known. Where the transport is
// net/http's, plain http never goes through a proxy, which would read the key, and this package
// undoes gzip itself, which bounds the expansion; a transport of another type does both as it
// likes. A client that is not kept keeps no connections to a host of plain http either.
func (s *settings) prepare(kept bool) {
	s.sender, s.gunzips = s.httpClient, false
	if s.sender.Transport == nil {
		client := *s.sender
		client.Transport = http.DefaultTransport
		s.sender = &client
	}
	transport, ok := s.sender.Transport.(*http.Transport)
	if !ok {
		return
	}
	s.gunzips = !transport.DisableCompression
	if s.baseURL.Scheme == schemeHTTP && transport.Proxy != nil {
		direct := transport.Clone()
		direct.Proxy = nil
		direct.DisableKeepAlives = direct.DisableKeepAlives || !kept
		client := *s.sender
		client.Transport = direct
		s.sender = &client
	}
}
