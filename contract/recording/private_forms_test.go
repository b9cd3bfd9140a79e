package recording_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// TestPrivateFormsAndXML checks that names in a form and in XML are private, as in JSON.
func TestPrivateFormsAndXML(t *testing.T) {
	t.Parallel()
	const name = "Quellwerk & Zwei"
	for mediaType, body := range map[string]string{
		"application/x-www-form-urlencoded": "name=" + url.QueryEscape(name) + "&count=12&active=true", "application/vnd.a+xml": "<org><name> Quellwerk &amp; Zwei </name><count>12</count><active>true</active></org>",
	} {
		x := without()
		x.Request.Method = http.MethodPost
		x.Request.Header.Set("Content-Type", mediaType)
		x.Request.Body = []byte(body)
		x.Response.Body = fmt.Appendf(nil, `{"message": "%s is taken"}`, name)
		x.Response.Status = http.StatusConflict
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Private: true}).Redact(x)
		require.NoError(t, err)
		assert.NotContains(t, string(y.Request.Body)+string(y.Response.Body), "Quellwerk", mediaType)
		assert.Contains(t, string(y.Request.Body), "12", mediaType)
		assert.Contains(t, string(y.Request.Body), "true", mediaType)
		y, err = recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err)
		assert.Equal(t, body, string(y.Request.Body))
	}
}
