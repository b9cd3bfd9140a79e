package sandbox

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// logAccess logs a request at level info. It logs nothing that may be secret. It leaves out
// headers, queries and bodies, and logs only the known segments of the path.
func (s *Sandbox) logAccess(c *call, a *answer, took time.Duration) {
	r := c.request
	if !s.logger.Enabled(r.Context(), slog.LevelInfo) {
		return
	}
	attributes := make([]slog.Attr, 0, 11)
	attributes = append(attributes, slog.String("method", safeMethod(r.Method)), slog.String("path", c.path()), slog.Duration("took", took))
	if a != nil {
		attributes = append(attributes, slog.Int("status", a.status), slog.Int("bytes", len(a.body)))
	}
	if c.endpoint != nil {
		attributes = append(attributes, slog.String("operation", c.endpoint.id), slog.String("version", c.version))
	}
	if c.account != nil {
		attributes = append(attributes, slog.String("caller", string(c.kind)), slog.String("partner", c.account.name))
	}
	if c.replayed {
		attributes = append(attributes, slog.Bool("replayed", true))
	}
	if len(c.fault) > 0 {
		attributes = append(attributes, slog.String("fault", c.fault.kinds()))
	}
	s.logger.LogAttrs(r.Context(), slog.LevelInfo, "request", attributes...)
}

// path returns the path of the request as the log and the journal show it.
func (c *call) path() string {
	path := c.request.URL.Path
	if c.endpoint != nil && (c.endpoint.path == path || c.idIsUUID) {
		return path
	}
	return safePath(path)
}

// pathWords returns the segments of the document's paths. They include the empty segment before the
// first slash, and parameters in braces, such as {id}, as the document writes them.
var pathWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{"": true}
	versions, _ := documented() // The sandbox would not have started with a document that has an error.
	for _, v := range versions {
		for _, e := range v.endpoints {
			for segment := range strings.SplitSeq(e.path, "/") {
				words[segment] = true
			}
		}
	}
	return words
})

// longestPath is how many bytes of a path the log and the journal show. No path of the API is
// longer.
const longestPath = 200

// safePath returns a path in which it has replaced each segment that is neither a word of the API
// nor a UUID. The result doesn't show a key that a client puts into the path by mistake. It
// replaces a long path as a whole. Otherwise the journal could fill the memory.
func safePath(path string) string {
	if len(path) > longestPath {
		return redacted
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if _, id := parseID(segment); !id && !pathWords()[segment] {
			segments[i] = redacted
		}
	}
	return strings.Join(segments, "/")
}

// safeMethod returns a standard method of HTTP as it is, and a replacement for any other method.
func safeMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodTrace:
		return method
	default:
		return redacted
	}
}
