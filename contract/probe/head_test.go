package probe_test

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// A resource that changes with each request is no reason for a finding, even if each HEAD meets it
// in another state than all GETs before it.
func TestHeadOfAResourceThatChanges(t *testing.T) {
	t.Parallel()
	c := parse(t, `{openapi: 3.0.3, info: {title: A, version: "1"}, paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {}}}}}}}}`)
	for period := range int64(4) {
		var requests atomic.Int64
		server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet && r.Method != http.MethodHead {
				w.Header().Set("Allow", "GET, HEAD")
				w.WriteHeader(http.StatusMethodNotAllowed)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			body := "[]"
			if requests.Add(1)%(period+1) == 1 {
				body = "[1, 2, 3]"
			}
			_, _ = io.WriteString(w, body)
		})
		result := run(t, c, server, probe.Cases(0))
		assert.Empty(t, result.Failures, period)
	}
}
