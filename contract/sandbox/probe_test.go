package sandbox_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// TestAPI sends requests derived from the document to each operation of the sandbox. The probe must
// find nothing.
func TestAPI(t *testing.T) {
	t.Parallel()
	c, s, options := probed(t)
	probe.Run(t, c, s, options...)
}

// A probe of the sandbox covers all claims of the document about requests. It finds nothing and
// leaves no organization behind.
func TestAProbeCoversTheClaimsAboutRequests(t *testing.T) {
	t.Parallel()
	c, s, options := probed(t)
	p, err := probe.New(c, s, options...)
	require.NoError(t, err)
	defer func() { assert.NoError(t, p.Close()) }()
	r, err := p.Run(t.Context())
	require.NoError(t, err)
	assert.Empty(t, r.Failures)
	assert.Empty(t, r.Unreached)
	assert.Empty(t, r.Left)
	assert.Greater(t, r.Claims, 100)
	t.Logf("%d requests cover %d claims", r.Requests, r.Claims)
}

// probed returns a sandbox and what a probe of it needs: a partner key, an organization's key, and
// the versions that the sandbox serves.
func probed(t *testing.T) (*contract.Contract, *sandbox.Sandbox, []probe.Option) {
	t.Helper()
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	s, err := sandbox.Open()
	require.NoError(t, err)
	fixtures, err := probe.ParseFixtures("fixtures.yaml", []byte("parameters: {X-Polytomic-Version: 2025-09-18}"))
	require.NoError(t, err)
	key := string(sandbox.DefaultPartnerKey)
	return c, s, []probe.Option{
		probe.WithFixtures(fixtures),
		probe.Header("Authorization", "Bearer "+key),
		probe.Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(sandbox.DefaultOwnerID+":"+key))),
	}
}
