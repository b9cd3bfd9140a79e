package organizations

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
)

// checkTransport returns an error for a transport that is nil, or that holds a nil pointer and
// would panic.
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

// isNil reports whether an interface holds a nil value, such as a nil pointer.
func isNil(value any) bool {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return v.IsNil()
	default:
		return false
	}
}

// prepare decides how requests are sent, once all options are known. With a transport of net/http,
// a request of plain http never goes through a proxy, because the proxy could read the key. This
// package then also decompresses gzip itself, in order to bound the expansion. A transport of
// another type does both as it likes. If the settings are for one call alone, they are not kept,
// and neither are connections to a host of plain http without a proxy.
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
