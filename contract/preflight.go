package contract

import "net/http"

// isPreflight reports whether a request is one that a browser makes of itself, to ask whether a page of another origin may make one that the
// document has (Fetch, section 4.9): then it is neither the client's nor the document's, unless that has the method.
func (c *Contract) isPreflight(r *Request) bool {
	wanted := r.Header.Get("Access-Control-Request-Method")
	if r.Method != http.MethodOptions || wanted == "" || r.Header.Get("Origin") == "" {
		return false
	}
	_, ok := c.Find(wanted, r.URL)
	return ok
}
