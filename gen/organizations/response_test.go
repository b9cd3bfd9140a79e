package organizations_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// A caller who asks for the response gets its body too, whether or not the client could decode it.
// The body of a refusal is the Body of the Error.
func TestTheBodyOfAResponse(t *testing.T) {
	t.Parallel()
	refused := `{"message": "no ` + secret + `"}`
	for name, tt := range map[string]struct {
		status int
		body   string
		call   func(c *organizations.Client, o organizations.Option) error
		want   string
	}{
		"of one":           {200, ` {"data": {"id": "a", "plan": 1}, "next": 2} `, getWith, ` {"data": {"id": "a", "plan": 1}, "next": 2} `},
		"of a list":        {200, `{"data": [{}]}`, listWith, `{"data": [{}]}`},
		"that is not JSON": {200, `<html>`, getWith, `<html>`},
		"without meaning":  {200, `gone`, removeWith, `gone`},
		"that is missing":  {204, ``, removeWith, ``},
		"of a refusal":     {404, refused, getWith, `{"message": "no [redacted]"}`},
		"of a loop":        {200, `{"data": [{}]}`, loopWith, ``},
		"that is too long": {200, `{"data": {"name": "` + strings.Repeat("x", 3000) + `"}}`, getWith, `{"data": {"name": "` + strings.Repeat("x", 1000-19)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var response *http.Response
			client := newClient(t, always(tt.status, tt.body), organizations.WithMaxResponseBytes(1000))
			err := tt.call(client, organizations.WithResponseInto(&response))
			assert.Equal(t, strings.HasPrefix(tt.want, "<") || tt.status == 404 || len(tt.body) > 1000, err != nil, "%v", err)
			require.NotNil(t, response)
			assert.Equal(t, tt.status, response.StatusCode)
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			if len(tt.body) > 1000 { // Beyond the limit, the body may also have bytes that the client read to reuse the connection.
				body = body[:1000]
			}
			assert.Equal(t, tt.want, string(body))
		})
	}
}

func getWith(c *organizations.Client, o organizations.Option) error {
	_, err := c.GetOrganization(context.Background(), id, o)
	return err
}

func listWith(c *organizations.Client, o organizations.Option) error {
	_, err := c.ListOrganizations(context.Background(), o)
	return err
}

func removeWith(c *organizations.Client, o organizations.Option) error {
	return c.DeleteOrganization(context.Background(), id, o)
}

func loopWith(c *organizations.Client, o organizations.Option) error {
	_, err := collect(c, o)
	return err
}
