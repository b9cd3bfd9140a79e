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
	a := adapter{new(known)}
	for range 2 {
		assert.Equal(t, []string{"d"}, a.request(x).find("secrets"))
		assert.Nil(t, a.request(x).find("other"))
		assert.Equal(t, types.String("b"), a.request(x).find("text"))
	}
	assert.Equal(t, 1, calls)
	assert.Same(t, a.request(x).find("headers").(lazyMap).fields, a.request(x).find("headers").(lazyMap).fields)
	a.request(x).find("query").(map[string]string)["c"] = "3"
	assert.Equal(t, map[string]string{"c": "3"}, a.request(x).find("query"))
	assert.NotEqual(t, a.request(x).find("text"), a.response(x).find("text"))
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
		h := adapter{new(known)}.headers(header).fields.(*headers)
		assert.Equal(t, types.String("a, b"), h.find("x-both"))
		for _, name := range []string{"X-Both", "x-none", "x-other", "x-missing"} {
			assert.Nil(t, h.find(name), name)
		}
		assert.Equal(t, n, h.size())
		assert.Equal(t, n >= manyMembers, h.index != nil)
	}
}
