package recording_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// TestEchoedHeadersAreRecorded: a response may repeat the header of its request, or the names in
// it, in many ways. The name of a header isn't a secret, even if it follows the name of one.
func TestEchoedHeadersAreRecorded(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for name, tt := range map[string]struct {
		echo    string
		omitted bool
	}{
		"names":           {`["Authorization", "Content-Length", "Content-Type"]`, false},
		"names of tokens": {`{"token": ["content-length", "X-Api-Key"]}`, false},
		"a flat list":     {`["Authorization", "Bearer ` + secret + `", "Content-Length", "321"]`, false},
		"lines":           {`{"Authorization": "Bearer ` + secret + `\nContent-Length: 321"}`, true},
		"an object":       {`{"Authorization": ["Bearer ` + secret + `"], "Content-Length": ["321"]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := create(func(x *contract.Exchange) {
				x.Request.Header.Set("Content-Length", "321")
				x.Response.Body = []byte(`{"headers": ` + tt.echo + `}`)
			})
			y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
			require.NoError(t, err)
			assert.Equal(t, "321", y.Request.Header.Get("Content-Length"))
			assert.Equal(t, tt.omitted, y.Response.BodyOmitted)
			assertNowhere(t, secret, dump(y))
		})
	}
}
