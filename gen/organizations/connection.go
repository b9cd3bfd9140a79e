package organizations

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
)

// connectionError is the error of a request that got no response.
type connectionError struct {
	text string
	err  error
	// final reports whether another attempt would fail too.
	final bool
}

func (e *connectionError) Error() string { return e.text }
func (e *connectionError) Unwrap() error { return e.err }

// hides reports whether the host of a URL doesn't show the whole of a secret that the URL has.
func (x *exchange) hides(u *url.URL) bool {
	whole := u.String()
	return len(whole) > maxErrorBody || x.redact(whole) != whole && x.redact(u.Host) == u.Host
}

// neverSent reports whether a request failed because no connection was made. In that case, no
// server can have carried it out.
func neverSent(err error) bool {
	failure, ok := errors.AsType[*net.OpError](err)
	return ok && (failure.Op == "dial" || failure.Op == "proxyconnect")
}

// connectionError returns an error that says why there is no response. It removes the secrets that
// the transport may quote.
func (x *exchange) connectionError(err error) error {
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err // The outer error repeats the method and the URL.
	}
	if other, ok := errors.AsType[*elsewhereError](err); ok && x.hides(other.to) {
		err = fmt.Errorf("%w: it leads elsewhere, and its Location has a secret", errRedirect)
	}
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	failure := &connectionError{
		text:  fmt.Sprintf("%s %s: %s", x.operation.method, x.path(), x.line(withoutUser(err.Error()))),
		err:   x.redactError(err),
		final: certificate || errors.Is(err, errRedirect),
	}
	for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
		if failure.err == nil && errors.Is(err, ended) {
			failure.err = ended
		}
	}
	return failure
}
