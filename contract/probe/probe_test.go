package probe_test

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

func TestSandbox(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	s, err := sandbox.Open()
	require.NoError(t, err)
	fixtures, err := probe.ParseFixtures("f.yaml", []byte("parameters: {X-Polytomic-Version: 2025-09-18}"))
	require.NoError(t, err)
	p, err := probe.New(c, s, probe.Header("Authorization", "Bearer "+string(sandbox.DefaultPartnerKey)), probe.WithFixtures(fixtures),
		probe.Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(sandbox.DefaultOwnerID+":"+string(sandbox.DefaultPartnerKey)))))
	require.NoError(t, err)
	start := time.Now()
	r, err := p.Run(t.Context())
	require.NoError(t, err)
	t.Log(r.Requests, time.Since(start), len(r.Unreached), r.Claims, r.Left)
	for _, f := range r.Failures {
		t.Log(f.Finding.Rule, f.Finding.Operation, f.Finding.Status, f.Finding.At, f.Finding.Document, f.Finding.Message(), f.Case)
		for _, s := range f.Steps {
			x := s.Exchange
			t.Logf("    %s %s %s %v", x.Request.Method, x.Request.URL, x.Request.Body, x.Request.Header)
			if x.Response != nil {
				t.Logf("    -> %d %s", x.Response.Status, x.Response.Body)
			}
		}
	}
	for _, u := range r.Unreached {
		t.Log(u.Claim, u.Reason)
	}
	require.NoError(t, p.Close())
}
