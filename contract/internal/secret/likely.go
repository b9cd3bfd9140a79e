package secret

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// Likely returns at most [Many] values of the exchange that are secrets according to their names,
// whatever the document says. They are in the query, in the headers, and in the body of the request
// if it is JSON or a form.
func Likely(x *message.Exchange) []string {
	var l likely
	l.addHeader(x.Request.Header)
	l.addHeader(x.Response.Header)
	l.addQuery(x.URL.RawQuery)
	if mediaType, _, _ := mime.ParseMediaType(x.Request.Header.Get("Content-Type")); mediaType == "application/x-www-form-urlencoded" {
		l.addQuery(string(x.Request.Text))
	}
	for _, value := range SaidIn(x.Request.ValueOrNull()).all {
		l.add(value)
	}
	return l.values
}

// likely collects values.
type likely struct{ values []string }

func (l *likely) add(value string) {
	if len(value) >= Shortest && len(l.values) < Many && !suspect.IsHarmlessValue(value) {
		l.values = append(l.values, value)
	}
}

// addHeader adds the values of header lines whose names say that they are secrets.
func (l *likely) addHeader(h http.Header) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			l.addLine(name, value)
		}
	}
}

// addLine adds the secrets in the value of a header line. A browser can send a credential to a
// WebSocket only as a protocol.
func (l *likely) addLine(name, value string) {
	switch {
	case name == "Set-Cookie":
		if cookie, err := http.ParseSetCookie(value); err == nil {
			l.add(cookie.Value)
		}
	case name == "Sec-Websocket-Protocol":
		for protocol := range strings.SplitSeq(value, ",") {
			if code := protocol[strings.LastIndexAny(protocol, ". ")+1:]; strings.ContainsAny(code, position.Digits) {
				l.add(code)
			}
		}
	case name == "Dpop", position.OfName(name, true) == position.Certain:
		l.add(value)
		l.add(value[strings.LastIndexByte(value, ' ')+1:])
	case strings.Contains(value, "=") && len(value) <= mostSearched:
		for _, part := range position.Named(value, ofText, false) {
			l.add(value[part.Start:part.End])
		}
	}
}

// addQuery adds the values in a query or a form whose names say that they are secrets.
func (l *likely) addQuery(text string) {
	query, _ := message.ParseQuery(text)
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query.Values(name) {
			if position.OfName(name, true).Hides(value) {
				l.add(value)
			}
		}
	}
}
