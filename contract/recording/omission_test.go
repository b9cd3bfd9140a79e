package recording_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// TestCloseTellsWhichBodiesItLeavesOut: when a recording ends, a later exchange may show that an
// earlier body holds a secret in a form that can't be replaced. The body is left out, the recorder
// reports it, and the file has the reason. It also has the reasons of bodies that were left out
// before.
func TestCloseTellsWhichBodiesItLeavesOut(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.har")
	writer, err := recording.Create(file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	var reported []string
	recorder := &recording.Recorder{Writer: writer, Report: func(_ []contract.Finding, err error) { reported = append(reported, err.Error()) }}
	answer := func(body string) *contract.Exchange {
		return create(func(x *contract.Exchange) {
			x.Request.Method, x.Request.Body = http.MethodGet, nil
			x.Request.Header.Set("Authorization", "Bearer another1")
			x.Response.Status, x.Response.Header, x.Response.Body = 409, http.Header{"Content-Type": {"text/plain"}}, []byte(body)
		})
	}
	const (
		late   = "a later exchange shows that it holds a secret, which can't be replaced"
		opaque = "it is not a text, so nobody can tell what secrets it holds"
		of     = "the body of the response to a GET request is recorded as omitted: "
	)
	for _, x := range []*contract.Exchange{answer(everyByte(secret, "&#%d;", "")), answer("\x1f\x8b"), create(nil)} {
		_, err = writer.Write(x)
		require.NoError(t, err)
	}
	require.Len(t, writer.Omitted(), 1)
	require.EqualError(t, writer.Omitted()[0], of+opaque)

	require.NoError(t, recorder.Close())
	assert.Equal(t, []string{of + late}, reported)
	assert.Len(t, writer.Omitted(), 2)
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(written), `"comment": "`+late+`"`)
	assert.Contains(t, string(written), `"comment": "`+opaque+`"`)
	assertNowhere(t, secret, string(written))
	exchanges, err := recording.Load(file)
	require.NoError(t, err)
	require.Len(t, exchanges, 3)
	assert.True(t, exchanges[0].Response.BodyOmitted)
	assert.True(t, exchanges[1].Response.BodyOmitted)
	assert.False(t, exchanges[2].Response.BodyOmitted)
}
