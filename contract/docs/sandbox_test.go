package docs_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestOnboarding(t *testing.T) {
	s := sandbox.New(t)
	created, err := s.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
	require.NoError(t, err)

	// The next two requests are answered with 502; the client retries.
	require.NoError(t, s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 502, Times: 2}))
	read, err := s.Client.GetOrganization(t.Context(), created.ID)
	require.NoError(t, err)
	assert.Equal(t, "Acme", read.Name)
}

func TestOnboardingTwice(t *testing.T) {
	s := sandbox.New(t)
	for range 2 {
		_, _ = s.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
	}
	s.ExpectRequests(t, 1, sandbox.RequestQuery{Operation: "createOrganization", Status: 409})
}
