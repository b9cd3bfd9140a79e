package organizations_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// canceling is a body that cancels the call when its text has been read to the end. The next read
// then fails with the error of a closed connection, as in net/http.
type canceling struct {
	text   io.Reader
	cancel context.CancelFunc
}

func (c canceling) Read(p []byte) (int, error) {
	if n, err := c.text.Read(p); err == nil {
		return n, nil
	}
	c.cancel()
	return 0, net.ErrClosed
}

func (canceling) Close() error { return nil }

// If the context is canceled while the body is read, the call returns the context's error and sends
// nothing more.
func TestACallIsCanceledWhileItsBodyIsRead(t *testing.T) {
	t.Parallel()
	list := func(ctx context.Context, c *organizations.Client) error {
		_, err := c.ListOrganizations(ctx)
		return err
	}
	for name, tt := range map[string]struct {
		status int
		text   string
		call   func(ctx context.Context, c *organizations.Client) error
	}{
		"before its first byte": {200, "", list},
		"within an item":        {200, `{"data": [{"id": "`, list},
		"within white space":    {200, `{"data": [  `, list},
		"of a create": {200, `{"data": {"id": "`, func(ctx context.Context, c *organizations.Client) error {
			_, err := c.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "A"})
			return err
		}},
		"of a refusal that would be tried again": {503, `{"message": "`, list},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			p := &peer{answer: func(int) (*http.Response, error) {
				return &http.Response{
					StatusCode: tt.status, Header: http.Header{"Content-Type": {"application/json"}},
					Body: canceling{strings.NewReader(tt.text), cancel},
				}, nil
			}}
			err := tt.call(ctx, newClient(t, p))
			require.Error(t, err)
			if tt.status == 200 {
				require.ErrorIs(t, err, context.Canceled)
			}
			assert.Len(t, p.requests, 1)
		})
	}
}
