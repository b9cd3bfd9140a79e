package report_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

func TestDemands(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte("openapi: 3.0.3\ninfo: {title: Books, version: \"1\"}\npaths: {}\n"))
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		demands report.Demands
		checked int
		finding contract.Severity
		want    string
	}{
		"holds":                         {checked: 1},
		"nothing checked":               {want: "no exchange was checked: the recordings hold none; record some, or add --allow-empty"},
		"nothing checked, as allowed":   {demands: report.Demands{AllowEmpty: true}},
		"fewer than demanded":           {demands: report.Demands{MinExchanges: 2}, checked: 1, want: "1 exchange was checked, and --min-exchanges asks for 2; record more"},
		"as many as demanded":           {demands: report.Demands{MinExchanges: 2}, checked: 2},
		"a violation":                   {checked: 1, finding: contract.Violation, want: report.ErrFindings.Error()},
		"drift":                         {checked: 1, finding: contract.Drift},
		"drift, and the run is strict":  {demands: report.Demands{Strict: true}, checked: 1, finding: contract.Drift, want: report.ErrFindings.Error()},
		"fewer, and there is violation": {demands: report.Demands{MinExchanges: 3}, checked: 2, finding: contract.Violation, want: "2 exchanges were checked, and --min-exchanges asks for 3; record more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := report.New(c)
			if tt.finding != "" {
				r.Add(&contract.Exchange{Request: contract.Request{URL: &url.URL{Path: "/books"}}}, []contract.Finding{{Severity: tt.finding, Rule: contract.Rule{Side: contract.ResponseSide, Keyword: "type"}}})
			}
			err := tt.demands.Check(r, &selection.Tally{Checked: tt.checked})
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			assert.EqualError(t, err, tt.want)
		})
	}
}
