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
	// Reason says why the entry holds no exchange.
	Reason Reason
}

// Reason says why an entry of a recording holds no exchange. It is a noun in the plural, so that a
// count can stand before it.
type Reason string

// The reasons.
const (
	// Aborted says that no answer came: the client gave up, or something blocked the request.
	Aborted Reason = "requests without an answer (aborted or blocked)"
	// WebSocket says that the connection has messages, but no request and response.
	WebSocket Reason = "WebSocket connections"
	// Cached says that the browser answered from its cache, so nothing was on the wire.
	Cached Reason = "answers from the browser's cache"
	// OtherScheme says that the address is not one of http or https, but a data, blob or file URL,
	// or that of a browser's extension.
	OtherScheme Reason = "addresses other than http and https (data, blob, file, extensions)"
	// Tunnel says that the request opened a tunnel through a proxy.
	Tunnel Reason = "CONNECT requests to a proxy"
	// Pattern says that a stub matches many requests, or computes its response.
	Pattern Reason = "stubs and templates without one literal request and response"
	// ERB says that the entry is a template of Ruby, which VCR evaluates when it plays the
	// cassette.
	ERB Reason = "VCR interactions with ERB, which is not evaluated"
	// OutsideLink says that a file or directory in the directory that was named is a link, and
	// that the link leads out of the directory.
	OutsideLink Reason = "links that lead out of the directory"
)

// skipError is the error of an entry that holds no exchange. Reading goes on after it.
type skipError struct{ reason Reason }

func (e skipError) Error() string { return ": it holds no exchange: " + string(e.reason) }

// skip reports the entry.
func (in *input) skip(n int, reason Reason) {
	if in.skipped != nil {
		in.skipped(Skipped{in.name, n, reason})
	}
}

// schemeReason returns why the URL is that of no exchange. It returns "" for http and https, and
// for what has no scheme.
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

// give yields an exchange, or reports that the entry holds none. An error begins with the place
// within the entry, whose own place is at.
func (in *input) give(n int, at string, x *contract.Exchange, err error, yield yieldExchange) error {
	if skip, ok := errors.AsType[skipError](err); ok {
		in.skip(n, skip.reason)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s#%d: at %s%w", in.name, n, at, err)
	}
	x.Source.File, x.Source.Entry = in.name, n
	if !yield(x) {
		return errStop
	}
	return nil
}

// giveLogged gives the exchange of a log or a stub, as [input.give] does.
func (in *input) giveLogged(n int, at string, l *logged, err error, yield yieldExchange) error {
	var x *contract.Exchange
	if err == nil {
		x, err = l.exchange()
	}
	return in.give(n, at, x, err, yield)
}

// errStop says that yield returned false.
var errStop = errors.New("stop")
