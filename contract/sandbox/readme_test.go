package sandbox_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// The README shows this test.
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

func TestTheREADMEShowsTestOnboarding(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	_, test, found := strings.Cut(string(source), "\nfunc TestOnboarding(")
	require.True(t, found)
	test, _, _ = strings.Cut(test, "\n}\n")
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	assert.Contains(t, string(readme), "```go\nfunc TestOnboarding("+test+"\n}\n```")
}
