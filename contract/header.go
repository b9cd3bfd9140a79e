package contract

import "strings"

// standardHeader reports whether a header has a meaning that HTTP or its infrastructure gives it, so that no API
// document lists it.
func standardHeader(s Side, name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, ":") { // The pseudo-headers of HTTP/2, which browsers record as headers.
		return true
	}
	exact, prefixes := responseHeaderNames, responseHeaderPrefixes
	if s == RequestSide {
		exact, prefixes = requestHeaderNames, requestHeaderPrefixes
	}
	if exact[name] {
		return true
	}
	for prefix := range strings.FieldsSeq(prefixes) {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

var (
	requestHeaderNames  = wordsOf(commonHeaders + requestHeaders)
	responseHeaderNames = wordsOf(commonHeaders + responseHeaders)
)

func wordsOf(text string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		all[word] = true
	}
	return all
}

// The names come from the registry of RFC 9110, section 16.3.1, and from what browsers and proxies are seen to add.
const (
	commonHeaders = " cache-control connection content-digest content-disposition content-encoding content-language content-length" +
		" content-location content-range content-type date keep-alive link pragma priority repr-digest trailer transfer-encoding" +
		" upgrade via warning x-request-id x-correlation-id "

	requestHeaders = " accept authorization baggage cookie dnt expect forwarded from host max-forwards origin range" +
		" referer save-data te traceparent tracestate upgrade-insecure-requests user-agent x-real-ip "
	requestHeaderPrefixes = "accept- access-control-request- if- proxy- sec- x-forwarded-"

	responseHeaders = " accept-ranges age allow alt-svc clear-site-data content-security-policy content-security-policy-report-only etag" +
		" expires last-modified location nel origin-agent-cluster permissions-policy proxy-authenticate referrer-policy report-to" +
		" reporting-endpoints retry-after server server-timing set-cookie strict-transport-security timing-allow-origin vary" +
		" www-authenticate x-content-type-options x-frame-options x-powered-by x-xss-protection "
	responseHeaderPrefixes = "access-control- cf- cross-origin- x-cache x-envoy-"
)
