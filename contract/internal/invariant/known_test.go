package invariant

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"cel.dev/cel-go/common/types"
	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
)

// A loop may ask for a field in each step, and some fields take as long as reading the message.
func TestAFieldOfAMessageIsComputedOnce(t *testing.T) {
	t.Parallel()
	calls := 0
	x := &Exchange{
		Exchange: &message.Exchange{Request: message.Body{Header: http.Header{"A": {"1"}}, Text: []byte("b")}, URL: &url.URL{RawQuery: "c=2"}},
		Secrets: func() []string {
			calls++
			return []string{"d"}
		},
	}
	a := adapter{&known{keeps: true}}
	for range 2 {
		assert.Equal(t, []string{"d"}, request{x}.find(a, "secrets"))
		assert.Nil(t, request{x}.find(a, "other"))
		assert.Equal(t, types.String("b"), request{x}.find(a, "text"))
	}
	assert.Equal(t, 1, calls)
	request{x}.find(a, "query").(map[string]string)["c"] = "3"
	assert.Equal(t, map[string]string{"c": "3"}, request{x}.find(a, "query"))
	assert.NotEqual(t, request{x}.find(a, "text"), response{x}.find(a, "text"))
	assert.NotContains(t, a.known.fields, field{&x.Request, "other"})
}

// Finding a field of a header among very many must not take a walk over all of them.
func TestFieldsOfAHeaderAreFound(t *testing.T) {
	t.Parallel()
	for _, n := range []int{3, 2 * manyMembers} {
		header := http.Header{"X-Both": {"a", "b"}, "X-None": {}, "x-other": {"c"}}
		for i := len(header); i < n; i++ {
			header[fmt.Sprintf("X-%d", i)] = []string{"d"}
		}
		a, h := adapter{new(known)}, headers{&message.Body{Header: header}}
		assert.Equal(t, types.String("a, b"), h.find(a, "x-both"))
		for _, name := range []string{"X-Both", "x-none", "x-other", "x-missing"} {
			assert.Nil(t, h.find(a, name), name)
		}
		assert.Equal(t, n, h.size())
		assert.Equal(t, n >= manyMembers, a.known.headers != nil)
	}
}
