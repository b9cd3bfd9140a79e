package walk

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// fingerprintHeaders hold values that look generated: hashes of bodies and the numbers of requests.
var fingerprintHeaders = suspect.WordSet(`Etag If-Match If-None-Match Content-Md5 Digest Content-Digest Repr-Digest Want-Digest Traceparent
	Cf-Ray X-Request-Id X-Correlation-Id X-Trace-Id X-Amzn-Requestid X-Amz-Request-Id X-Amz-Id-2 X-Amz-Cf-Id X-B3-Traceid X-B3-Spanid`)

// Header returns a copy of a header. If it is that of a response, answered is the request.
func (w *Walker) Header(h http.Header, answered Request) http.Header {
	changed := make(http.Header, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		values := make([]string, 0, len(h[name]))
		for _, value := range h[name] {
			values = append(values, w.headerValue(name, value, answered))
		}
		if !IsHeaderName(name) {
			name = w.Text(name, Name)
		}
		name = http.CanonicalHeaderKey(name)
		changed[name] = append(changed[name], values...)
	}
	return changed
}

// IsStructural reports whether a header has words of the protocol and no strings of a customer.
func IsStructural(name string) bool { return structuralHeaders[http.CanonicalHeaderKey(name)] }

// structuralHeaders are headers that have words of the protocol and no strings of a customer.
var structuralHeaders = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Cache-Control": true, "Connection": true, "Content-Encoding": true, "Content-Length": true,
	"Content-Type": true, "Date": true, "Expires": true, "Server": true, "Transfer-Encoding": true, "Vary": true,
	"Access-Control-Allow-Credentials": true, "Access-Control-Allow-Headers": true, "Access-Control-Allow-Methods": true,
}

// IsHeaderName reports whether a text is the name of such a header and no common word. A colon may
// follow.
func IsHeaderName(text string) bool {
	return strings.Contains(text, "-") && structuralHeaders[http.CanonicalHeaderKey(strings.TrimSuffix(text, ":"))]
}

func (w *Walker) headerValue(name, value string, answered Request) string {
	switch canonical := http.CanonicalHeaderKey(name); {
	case strings.HasSuffix(canonical, "Authorization"), strings.HasSuffix(canonical, "Authentication"), canonical == "X-Auth",
		position.IsCredential(value):
		return w.Text(value, Credential)
	case canonical == "Dpop":
		return w.Text(value, Secret)
	case strings.HasSuffix(canonical, "Cookie") && canonical != "Set-Cookie", canonical == "Cookie2":
		return w.cookies(value, len(value))
	case canonical == "Set-Cookie":
		return w.cookies(value, 1)
	case canonical == "Sec-Websocket-Protocol":
		return w.protocols(value)
	case w.secrecyOfHeader(name).Hides(value), position.IsUserWithPassword(name, value):
		return w.Text(value, Secret)
	case fingerprintHeaders[canonical]:
		return w.Text(value, Fingerprint)
	case structuralHeaders[canonical]:
		return w.Text(value, Name)
	case strings.Contains(value, "/") && (suspect.HasLoginWord(name) || canonical == "Location" && position.GivesLinks(answered.Path)): // As in List-Unsubscribe.
		return w.Text(value, Link)
	default:
		return w.Text(value, Plain)
	}
}

// secrecyOfHeader returns what the name of a header says about its value. Where a name may be that of
// a code, as in X-Ticket, a header holds no words that are joined but a code.
func (w *Walker) secrecyOfHeader(name string) position.Secrecy {
	says := w.Secrecy(name, true)
	if says == position.Likely || says == position.NoSecret && suspect.IsCodeHeader(name) {
		return position.Worded
	}
	return says
}

// protocols walks the protocols that a WebSocket offers. Browsers can send a credential only in
// this header.
func (w *Walker) protocols(value string) string {
	parts := strings.Split(value, ",")
	for i, part := range parts {
		bare, kind := strings.TrimSpace(part), Plain
		at := strings.LastIndexByte(bare, '.') + 1
		switch {
		case at > 0 && len(bare)-at >= position.ShortestWord && w.isCertain(bare[:at-1]): // As in bearer.opensesame.
			bare, kind = bare[at:], Secret
		case len(bare) >= position.ShortestSecret && strings.ContainsAny(bare, suspect.Digits):
			kind = Secret
		}
		start := strings.LastIndex(part, bare)
		parts[i] = part[:start] + w.Text(bare, kind) + part[start+len(bare):]
	}
	return strings.Join(parts, ",")
}

// cookies walks the first pairs of a cookie's name and value. count is the number of pairs (RFC
// 6265, section 4). The rest are attributes. A cookie without a name is a value.
func (w *Walker) cookies(text string, count int) string {
	pairs := strings.Split(text, ";")
	for i, pair := range pairs {
		if i >= count {
			pairs[i] = w.Text(pair, Plain)
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		kind := Cookie
		if found && w.isCertain(strings.TrimSpace(name)) {
			kind = Secret
		}
		if !found {
			name, value = "", pair
		} else {
			name = w.Text(name, Plain) + "="
		}
		bare := strings.Trim(value, `" `)
		at := strings.Index(value, bare)
		pairs[i] = name + value[:at] + w.Text(bare, kind) + value[at+len(bare):]
	}
	return strings.Join(pairs, ";")
}
