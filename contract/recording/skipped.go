package recording

import (
	"errors"
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Skipped is an entry of a recording that holds no exchange, or a link among recordings that is not
// followed.
type Skipped struct {
	// File and Entry are the name of the recording and the index of the entry in it, from 0. For a
	// link, they are the name of the link and 0.
	File  string
	Entry int
	// Reason is the reason why the entry holds no exchange.
	Reason Reason
}

// Reason is the reason why an entry holds no exchange. It is a noun in the plural, so it can follow
// a number.
type Reason string

// The constants are the reasons.
const (
	// Aborted means that there was no answer: the client gave up, or something blocked the request.
	Aborted Reason = "requests without an answer (aborted or blocked)"
	// WebSocket means that the connection has messages instead of a request and a response.
	WebSocket Reason = "WebSocket connections"
	// Cached means that the browser answered from its cache, so no request was sent.
	Cached Reason = "answers from the browser's cache"
	// OtherScheme means that the address is not http or https. It is, for instance, a data, blob or
	// file URL, or an address of a browser's extension.
	OtherScheme Reason = "addresses other than http and https (data, blob, file, extensions)"
	// Tunnel means that the request opened a tunnel through a proxy.
	Tunnel Reason = "CONNECT requests to a proxy"
	// Pattern means that a stub matches many requests, or computes its response.
	Pattern Reason = "stubs and templates without one literal request and response"
	// ERB means that the entry is a Ruby template, which VCR evaluates when it replays the
	// cassette.
	ERB Reason = "VCR interactions with ERB, which is not evaluated"
	// OutsideLink says that a file or directory in the directory that was named is a link, and
	// that the link leads out of the directory.
	OutsideLink Reason = "links that lead out of the directory"
	// Repeated says that a file was read already under another name, or under the same name.
	Repeated Reason = "recordings that are named twice"
)

// skipError is the error of an entry that holds no exchange. The reader continues after it.
type skipError struct{ reason Reason }

func (e skipError) Error() string { return ": it holds no exchange: " + string(e.reason) }

// skip reports that the entry is skipped.
func (in *input) skip(n int, reason Reason) {
	if in.skipped != nil {
		in.skipped(Skipped{in.name, n, reason})
	}
}

// schemeReason returns the reason to skip an entry with this URL. It returns "" if the scheme is
// http or https, or if the URL has no scheme.
func schemeReason(url string) Reason {
	scheme, _, found := strings.Cut(url, ":")
	isLetter := func(c rune) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
	if !found || scheme == "" || !isLetter(rune(scheme[0])) || strings.ContainsFunc(scheme, func(c rune) bool {
		return !isLetter(c) && !strings.ContainsRune("0123456789+-.", c)
	}) {
		return ""
	}
	switch strings.ToLower(scheme) {
	case httpScheme, "https":
		return ""
	case "ws", "wss":
		return WebSocket
	default:
		return OtherScheme
	}
}

// give yields an exchange, or reports that the entry holds none. An error names the place within
// the entry, and at is the place of the entry itself.
func (in *input) give(n int, at string, x *contract.Exchange, err error, yield yieldExchange) error {
	if skip, ok := errors.AsType[skipError](err); ok {
		in.skip(n, skip.reason)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s#%d: at %s%w", in.name, n, at, err)
	}
	in.expand(x.Request.Header, &x.Request.Body, &x.Request.BodyOmitted)
	if x.Response != nil {
		in.expand(x.Response.Header, &x.Response.Body, &x.Response.BodyOmitted)
	}
	if err := in.checkExpansion(n, x); err != nil {
		return err
	}
	x.Source.File, x.Source.Entry = in.name, n
	if !yield(x) {
		return errStop
	}
	return nil
}

// giveLogged yields the exchange of a log or a stub, as [input.give] does.
func (in *input) giveLogged(n int, at string, l *logged, err error, yield yieldExchange) error {
	var x *contract.Exchange
	if err == nil {
		x, err = l.exchange(in)
	}
	return in.give(n, at, x, err, yield)
}

// errStop means that yield returned false.
var errStop = errors.New("stop")
