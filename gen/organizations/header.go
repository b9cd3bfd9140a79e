package organizations

import (
	"maps"
	"net/http"
	"strings"
)

// The constants are the headers of the API.
const (
	versionHeader     = "X-Polytomic-Version"
	idempotencyHeader = "Idempotency-Key"
)

// setRequestHeader sets the headers that don't depend on the call. The other settings must already
// be set. Each call copies the headers, because a transport may add to them.
func (s *settings) setRequestHeader() {
	header := make(http.Header, 7+len(s.header))
	maps.Copy(header, s.header)
	header["Authorization"], _ = s.credential.key()
	header[versionHeader] = s.apiVersion
	header["Accept"] = acceptJSON
	header["User-Agent"] = s.userAgent
	if s.gunzips {
		header["Accept-Encoding"] = acceptGzip
	}
	s.requestHeader = header
}

// ownHeader reports whether this package or net/http sets the header. The name must be in canonical
// form.
func ownHeader(name string) bool {
	switch name {
	case "Authorization", versionHeader, idempotencyHeader, "Accept", "Accept-Encoding", "Content-Type", "Content-Length", "User-Agent",
		"Host", "Connection", "Transfer-Encoding", "Te", "Trailer", "Upgrade", "Cookie":
		return true
	default:
		return strings.HasPrefix(name, "Proxy-")
	}
}

// validHeaderName reports whether a string is a token (RFC 9110, section 5.6.2).
func validHeaderName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return name != ""
}

// validHeaderValue reports whether a string can be the value of a header (RFC 9110, section 5.5).
// In particular, such a string has no line break.
func validHeaderValue(value string) bool {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
