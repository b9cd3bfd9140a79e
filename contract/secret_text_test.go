package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestTextsThatNameASecretAreNotShown checks that no report quotes a text that says what a password
// is, and that it does quote other texts.
func TestTextsThatNameASecretAreNotShown(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("texts.yaml", []byte(`
openapi: 3.0.3
info: {title: Texts, version: "1"}
paths:
  /a: {get: {responses: {"200": {description: Fine., content: {text/plain: {schema: {type: string, pattern: "^ok$"}}}}}}}
`))
	require.NoError(t, err)
	for _, tt := range []struct {
		body   string
		hidden string
	}{
		{"name,password\nann,hush4711\n", "hush4711"},
		{"DB_HOST=db.example\nDB_PASSWORD=hush4711\n", "hush4711"},
		{"[client]\nuser = ann\npassword = hush4711\n", "hush4711"},
		{"machine a.example login ann password hush4711", "hush4711"},
		{"db.example:5432:shop:ann:hush4711\n", "hush4711"},
		{"ann:$apr1$l0ngs4lt$abcdefghijklmnopqrstu0\n", "abcdefghijkl"},
		{"mysql -u ann -phush4711 shop", "hush4711"},
		{"pass\u200bword: hush4711", "hush4711"},
		{"The shop is closed: come back tomorrow", ""},
		{"id,name\n1,Ann\n", ""},
	} {
		x := &contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte(tt.body)},
		}
		findings := c.Check(x)
		require.NotEmpty(t, findings, tt.body)
		shown := fmt.Sprintf("%+v", findings)
		if tt.hidden == "" {
			assert.NotContains(t, shown, "not shown", tt.body)
		} else {
			assert.NotContains(t, shown, tt.hidden, tt.body)
		}
	}
}
