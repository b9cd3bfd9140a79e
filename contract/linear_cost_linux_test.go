package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// processorTime returns how long a processor works on a function, which prepare returns. Other
// programs that use the processor meanwhile don't count. It is the shortest of several runs.
func processorTime(t *testing.T, prepare func() (work func())) time.Duration {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	shortest := time.Hour
	for range 3 {
		work := prepare()
		runtime.GC()
		var before, after unix.Timespec
		require.NoError(t, unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &before))
		work()
		require.NoError(t, unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &after))
		shortest = min(shortest, time.Duration(after.Nano()-before.Nano()))
	}
	return shortest
}

// A search in a list leaves no trace in memory, so the test measures the work of a processor. Input
// of 8 times the length takes about 8 times the work, or 64 times if the work grows with the
// square.
func TestTheWorkForLongInputIsLinear(t *testing.T) { //nolint:paralleltest // Other tests would use the memory too.
	repeated := func(n int, format, separator string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(parts, separator)
	}
	checkOf := func(post string, request contract.Request) func() {
		c, err := contract.Parse("a.yaml", []byte("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {post: {"+post+", responses: {'200': {description: A}}}}}}"))
		require.NoError(t, err)
		request.Method, request.URL.Path = http.MethodPost, "/a"
		x := &contract.Exchange{Request: request, Response: &contract.Response{Status: http.StatusOK}}
		found := len(c.Check(x))
		return func() { assert.Len(t, c.Check(x), found) }
	}
	formOf := func(schema, encoding, form string) func() {
		return checkOf("requestBody: {content: {application/x-www-form-urlencoded: {schema: "+schema+", encoding: "+encoding+"}}}", contract.Request{
			URL: &url.URL{}, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte(form),
		})
	}
	for name, tt := range map[string]struct {
		n    int
		work func(n int) func()
	}{
		"the objects of a form": {3000, func(n int) func() {
			return formOf("{type: object, properties: {a: {type: object}}}", "{a: {style: deepObject}}", repeated(n, "a[%05d][b]=1", "&"))
		}},
		"the fields of a form": {1000, func(n int) func() {
			return formOf("{type: object, properties: {"+repeated(n, "a%d: {type: string}", ", ")+"}, additionalProperties: true}", "{}", repeated(n, "a%d=1&b%[1]d=1", "&"))
		}},
		"a long secret": {4000, func(n int) func() {
			return checkOf("parameters: [{name: a, in: cookie, schema: {type: integer}}]", contract.Request{URL: &url.URL{}, Header: http.Header{"Cookie": {"a=" + strings.Repeat(",", n)}}})
		}},
		"the verbatim tags of a document": {500, func(n int) func() {
			text := []byte("a: [" + repeated(n, "!<tag:yaml.org,2002:str> &a%d x", ", ") + ", " + repeated(n, "&b%d !a x", ", ") + "] #" + strings.Repeat(" ", 500*n))
			return func() {
				_, err := edit.Parse("a.yaml", text)
				require.NoError(t, err)
			}
		}},
		"names of secrets in a text": {500, func(n int) func() {
			text := strings.Repeat("token:", n)
			name := func(string) position.Secrecy { return position.Certain }
			return func() { position.Named(text, name, false, nil) }
		}},
		"the required properties of a document": {1500, func(n int) func() {
			c, err := contract.Parse("a.yaml", []byte("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A, content: "+
				"{application/json: {schema: {type: object, required: ["+repeated(n, "a%05d", ", ")+"], properties: {"+repeated(n, "a%05d: {}", ", ")+"}}}}}}}}}}"))
			require.NoError(t, err)
			return func() { assert.Greater(t, len(c.Claims()), n) }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			short, long := processorTime(t, func() func() { return tt.work(tt.n) }), processorTime(t, func() func() { return tt.work(8 * tt.n) })
			assert.Less(t, long, 20*short)
		})
	}
}
