package contentcoding_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

func pack(t *testing.T, packer func(io.Writer) io.WriteCloser, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := packer(&b)
	_, err := io.WriteString(w, body)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func TestDecodeUndoesCodingsWithinBounds(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	for name, tt := range map[string]struct {
		coding, body string
		want, err    string
	}{
		"none":              {body: "plain", want: "plain"},
		"identity":          {coding: strings.Repeat("identity, ", 1000), body: "plain", want: "plain"},
		"gzip":              {coding: "gzip", body: pack(t, asGzip, "plain"), want: "plain"},
		"deflate":           {coding: "Deflate", body: pack(t, asZlib, "plain"), want: "plain"},
		"two":               {coding: "deflate, gzip", body: pack(t, asGzip, pack(t, asZlib, "plain")), want: "plain"},
		"undone already":    {coding: "gzip", body: "plain", want: "plain"},
		"not that":          {coding: "gzip", body: "\x1f\x8bno", err: `: it is not what its Content-Encoding "gzip" says; record it again with Accept-Encoding: identity`},
		"not known":         {coding: "zip", body: "plain", err: `: its Content-Encoding "zip" is not known; record it again with Accept-Encoding: identity`},
		"a thousand":        {coding: strings.Repeat("gzip, ", 1000), body: "plain", err: ": its Content-Encoding names 1000 codings; record it again with Accept-Encoding: identity"},
		"at the limit":      {coding: "gzip", body: pack(t, asGzip, strings.Repeat("a", limit)), want: strings.Repeat("a", limit)},
		"over the limit":    {coding: "gzip", body: pack(t, asGzip, strings.Repeat("a", limit+1)), err: ": it expands to more than 1 MiB; record less of it"},
		"within a coding":   {coding: "gzip, gzip", body: pack(t, asGzip, pack(t, asGzip, strings.Repeat("a", limit+1))), err: ": it expands to more than 1 MiB; record less of it"},
		"an empty response": {coding: "gzip"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := contentcoding.DecodeAtMost(http.Header{"Content-Encoding": {tt.coding}}, []byte(tt.body), limit)
			if tt.err != "" {
				require.EqualError(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, []string{tt.want}, []string{string(got)})
		})
	}
}
