package secret

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// Likely returns at most [Many] values of the request that are secrets according to their names,
// whatever the document says. They are in the header, in the query, and in a body that is JSON or a
// form.
func (n *Names) Likely(x *message.Exchange) []string {
	said := n.SaidIn(x.Request.Header, x.Request.ValueOrNull())
	n.addQuery(said, x.URL.RawQuery)
	if mediaType, _, _ := mime.ParseMediaType(x.Request.Header.Get("Content-Type")); mediaType == "application/x-www-form-urlencoded" {
		n.addQuery(said, string(x.Request.Text))
	}
	slices.Sort(said.all)
	return said.all[:min(len(said.all), Many)]
}

// addQuery adds the values in a query or a form whose names say that they are secrets.
func (n *Names) addQuery(said *Said, text string) {
	query, _ := message.ParseQuery(text)
	for name := range query {
		for _, value := range query.Values(name) {
			if n.naming.inText(name).Hides(value) {
				said.add(value)
			}
		}
	}
}

// inHeader returns the secrets in the value of a header line. A browser can send a credential to a
// WebSocket only as a protocol.
func (n *Names) inHeader(name, value string) []string {
	var found []string
	switch {
	case name == "Set-Cookie":
		if cookie, err := http.ParseSetCookie(value); err == nil {
			found = append(found, cookie.Value)
		}
	case name == "Sec-Websocket-Protocol":
		for protocol := range strings.SplitSeq(value, ",") {
			if code := protocol[strings.LastIndexAny(protocol, ". ")+1:]; strings.ContainsAny(code, position.Digits) {
				found = append(found, code)
			}
		}
	case name == "Dpop", n.naming.inText(name) == position.Certain:
		found = append(found, value, value[strings.LastIndexByte(value, ' ')+1:])
	case strings.Contains(value, "=") && len(value) <= mostSearched:
		for _, part := range position.Named(value, n.naming.inText, false) {
			found = append(found, value[part.Start:part.End])
		}
	}
	return found
}
