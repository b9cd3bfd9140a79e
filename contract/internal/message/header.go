package message

import (
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// IsStandardHeader reports whether a header is defined by HTTP or its infrastructure, so that API
// documents don't list it.
func IsStandardHeader(side schema.Side, name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, ":") { // Browsers record the pseudo-headers of HTTP/2 as headers.
		return true
	}
	exact, prefixes := responseHeaderNames, responseHeaderPrefixes
	if side == schema.Request {
		exact, prefixes = requestHeaderNames, requestHeaderPrefixes
	}
	return exact[name] || slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

var (
	requestHeaderNames  = wordsOf(commonHeaders + requestHeaders)
	responseHeaderNames = wordsOf(commonHeaders + responseHeaders)

	requestHeaderPrefixes  = strings.Fields(requestPrefixes)
	responseHeaderPrefixes = strings.Fields(responsePrefixes)
)

func wordsOf(text string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		all[word] = true
	}
	return all
}

// The constants have the names from the registry of RFC 9110, section 16.3.1, and the names of
// headers that browsers, tracers and proxies add. They don't have headers with which an API or its
// client makes a choice, such as Prefer, Deprecation or Idempotency-Key.
const (
	commonHeaders = " cache-control connection content-digest content-disposition content-encoding content-language content-length" +
		" content-location content-md5 content-range content-type date digest keep-alive link pragma priority repr-digest signature signature-input" +
		" traceparent trailer transfer-encoding upgrade via warning x-amzn-trace-id x-request-id x-correlation-id "

	requestHeaders = " accept alt-used authorization available-dictionary b3 baggage cdn-loop cookie device-memory dictionary-id dnt downlink dpr" +
		" early-data ect expect forwarded from host http2-settings last-event-id max-forwards origin purpose range referer rtt save-data" + //nolint:misspell // "ect" is the name of a header.
		" service-worker service-worker-navigation-preload te tracestate upgrade-insecure-requests user-agent viewport-width" +
		" want-content-digest want-digest want-repr-digest width x-cloud-trace-context x-real-ip x-requested-with "
	requestPrefixes = "accept- access-control-request- if- proxy- sec- x-b3- x-forwarded-"

	responseHeaders = " accept-ch accept-patch accept-post accept-ranges age allow alt-svc authentication-info cache-status cdn-cache-control" +
		" clear-site-data content-security-policy content-security-policy-report-only critical-ch document-policy etag expect-ct expires" +
		" feature-policy integrity-policy last-modified location nel no-vary-search origin-agent-cluster p3p permissions-policy" +
		" proxy-authenticate proxy-authentication-info proxy-status referrer-policy refresh report-to reporting-endpoints retry-after server" +
		" server-timing set-cookie sourcemap speculation-rules strict-transport-security surrogate-control timing-allow-origin" +
		" traceresponse use-as-dictionary vary www-authenticate x-accel-buffering x-content-type-options x-dns-prefetch-control" +
		" x-download-options x-frame-options x-permitted-cross-domain-policies x-powered-by x-robots-tag x-runtime x-served-by x-timer" +
		" x-ua-compatible x-varnish x-xss-protection "
	responsePrefixes = "access-control- cf- cross-origin- x-amz-cf- x-cache x-envoy-"
)

// headerLines returns the lines of a header. If the definition of the header makes it a list, its
// lines are joined into one line, as RFC 9110, section 5.3, says. This doesn't depend on the
// document. Set-Cookie is the exception in that section: headerLines returns its first line.
func headerLines(h http.Header, name string) []string {
	lines := h[name]
	switch {
	case len(lines) < 2:
		return lines
	case name == "Set-Cookie":
		return lines[:1]
	case listHeaders[strings.ToLower(name)]:
		return []string{strings.Join(lines, ", ")}
	default:
		return lines
	}
}

var listHeaders = wordsOf(" accept-encoding accept-language accept-patch accept-post accept-ranges access-control-allow-headers" +
	" access-control-allow-methods access-control-expose-headers allow alt-svc baggage cache-control cache-status connection content-encoding" +
	" content-language forwarded if-match if-none-match link pragma prefer preference-applied proxy-authenticate server-timing te" +
	" tracestate trailer transfer-encoding upgrade vary via warning www-authenticate x-forwarded-for x-robots-tag ")
