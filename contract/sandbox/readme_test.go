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

// The README shows this test, with "func TestOnboarding" for its name.
func TestInTheREADME(t *testing.T) {
	s := sandbox.New(t)
	created, err := s.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
	require.NoError(t, err)

	// The next two requests are answered with 503; the client tries again.
	require.NoError(t, s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Times: 2}))
	read, err := s.Client.GetOrganization(t.Context(), created.ID)
	require.NoError(t, err)
	assert.Equal(t, "Acme", read.Name)
}

func TestTheREADMEShowsIt(t *testing.T) {
	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	_, test, found := strings.Cut(string(source), "func TestInTheREADME(")
	require.True(t, found)
	test, _, _ = strings.Cut(test, "\n}\n")
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	assert.Contains(t, string(readme), "```go\nfunc TestOnboarding("+test+"\n}\n```")
}
