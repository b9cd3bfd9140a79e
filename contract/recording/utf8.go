package recording

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/latin1"
)

// inUTF8 returns the exchange with a query and headers in UTF-8, because a HAR file can hold
// nothing else. In an exchange from the network they may have any bytes.
func inUTF8(x *contract.Exchange) *contract.Exchange {
	y := *x
	if query := x.Request.URL.RawQuery; !utf8.ValidString(query) {
		u := *x.Request.URL
		u.RawQuery = escapedBytes(query)
		y.Request.URL = &u
	}
	y.Request.Header = headerInUTF8(x.Request.Header)
	if x.Response != nil {
		response := *x.Response
		response.Header = headerInUTF8(response.Header)
		y.Response = &response
	}
	return &y
}

// escapedBytes returns a query without bytes that a URL can't have. It means the same.
func escapedBytes(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if query[i] < utf8.RuneSelf {
			b.WriteByte(query[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", query[i])
		}
	}
	return b.String()
}

// headerInUTF8 returns the header with values in UTF-8.
func headerInUTF8(h http.Header) http.Header {
	isUTF8 := true
	for _, values := range h {
		isUTF8 = isUTF8 && !slices.ContainsFunc(values, func(value string) bool { return !utf8.ValidString(value) })
	}
	if isUTF8 {
		return h
	}
	h = h.Clone()
	for _, values := range h {
		for i, value := range values {
			values[i] = latin1.Text(value)
		}
	}
	return h
}
