// Package docs_test compiles and runs the Go code on the pages of the documentation.
package docs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// creator is what onboard needs of a client. An *organizations.Client has it.
type creator interface {
	CreateOrganization(ctx context.Context, request organizations.CreateOrganizationRequest, opts ...organizations.Option) (organizations.Organization, error)
}

// onboard creates the organization of a customer and returns its ID.
func onboard(ctx context.Context, c creator, name string) (string, error) {
	created, err := c.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: name})
	switch {
	case errors.Is(err, organizations.ErrConflict):
		return "", fmt.Errorf("there is a customer %s already", name)
	case err != nil:
		return "", err
	default:
		return created.ID, nil
	}
}

// fake is a creator that answers with what it holds.
type fake struct {
	organization organizations.Organization
	err          error
}

func (f fake) CreateOrganization(context.Context, organizations.CreateOrganizationRequest, ...organizations.Option) (organizations.Organization, error) {
	return f.organization, f.err
}

func TestOnboardWithAFake(t *testing.T) {
	id, err := onboard(t.Context(), fake{organization: organizations.Organization{ID: "acme-id"}}, "Acme")
	require.NoError(t, err)
	assert.Equal(t, "acme-id", id)

	_, err = onboard(t.Context(), fake{err: &organizations.Error{StatusCode: http.StatusConflict}}, "Acme")
	require.ErrorContains(t, err, "there is a customer Acme already")
}

// answers is a transport that returns its responses one after the other.
type answers []*http.Response

func (a *answers) RoundTrip(*http.Request) (*http.Response, error) {
	answer := (*a)[0]
	*a = (*a)[1:]
	return answer, nil
}

func answer(status int, header http.Header, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

func TestOnboardWithATransport(t *testing.T) {
	wire := &answers{
		answer(http.StatusServiceUnavailable, http.Header{}, `{}`),
		answer(http.StatusOK, http.Header{}, `{"data": {"id": "acme-id"}}`),
	}
	client, err := organizations.New(organizations.PartnerKey("test-key"), organizations.WithTransport(wire),
		organizations.WithRetry(organizations.RetryPolicy{InitialInterval: 1})) // One nanosecond.
	require.NoError(t, err)

	id, err := onboard(t.Context(), client, "Acme")
	require.NoError(t, err)
	assert.Equal(t, "acme-id", id)
	assert.Empty(t, *wire, "the 503 was tried again")
}

func TestOnboardWithTheSandbox(t *testing.T) {
	s := sandbox.New(t)
	id, err := onboard(t.Context(), s.Client, "Acme")
	require.NoError(t, err)
	read, err := s.Client.GetOrganization(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, "Acme", read.Name)

	_, err = onboard(t.Context(), s.Client, "Acme") // A name is unique within the account.
	require.ErrorContains(t, err, "there is a customer Acme already")

	require.NoError(t, s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError}))
	_, err = onboard(t.Context(), s.Client, "Globex")
	require.ErrorIs(t, err, organizations.ErrInternalServerError)
}
