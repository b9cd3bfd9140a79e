package recording

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The headers of an exchange count as its bodies do, because an alias of YAML can repeat them too.
func TestHeadersMakeARecordingLong(t *testing.T) {
	t.Parallel()
	long := http.Header{"A": slices.Repeat([]string{strings.Repeat("a", 1<<20)}, freeContent>>20)}
	many := http.Header{"A": make([]string, freeContent/headerBytes)}
	for _, h := range []http.Header{long, many} {
		asked := &contract.Exchange{Request: contract.Request{URL: &url.URL{}, Header: h}}
		answered := &contract.Exchange{Request: contract.Request{URL: &url.URL{}}, Response: &contract.Response{Header: h}}
		for _, x := range []*contract.Exchange{asked, answered} {
			require.Error(t, (&input{}).checkExpansion(1, x))
			assert.NoError(t, (&input{consumed: 1 << 20}).checkExpansion(1, x), "the file is long enough")
		}
	}
}
