package organizations

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
)

// checkTransport returns an error if a transport is nil, or is an interface with a nil pointer,
// because a call would panic.
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

// isNil reports whether an interface is nil, or has a nil value, such as a nil pointer.
func isNil(value any) bool {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return v.IsNil()
	default:
		return false
	}
}

// prepare decides how the client sends requests. All options must already be set. If the transport
// is an [*http.Transport], a request over plain http never goes through a proxy, because the proxy
// could read the key. This package then also decompresses gzip itself, because it limits the
// expansion. A transport of another type decides both itself. If kept is false, the settings are
// for one call only. The client then closes a connection that avoids the proxy after its request.
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
