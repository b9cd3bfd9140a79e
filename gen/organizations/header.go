package organizations

import "strings"

// The headers of the API.
const (
	versionHeader     = "X-Polytomic-Version"
	idempotencyHeader = "Idempotency-Key"
)

// ownHeader reports whether requests have a header, named canonically, from this package or from net/http.
func ownHeader(name string) bool {
	switch name {
	case "Authorization", versionHeader, idempotencyHeader, "Accept", "Accept-Encoding", "Content-Type", "Content-Length", "User-Agent",
		"Host", "Connection", "Transfer-Encoding", "Te", "Trailer", "Upgrade", "Cookie":
		return true
	default:
		return strings.HasPrefix(name, "Proxy-")
	}
}

// validHeaderName reports whether a text is a token (RFC 9110, section 5.6.2).
func validHeaderName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return name != ""
}

// validHeaderValue reports whether a text can be the value of a header (RFC 9110, section 5.5): above all, no line break.
func validHeaderValue(value string) bool {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
