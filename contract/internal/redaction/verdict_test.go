package redaction

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

// TestAFindingThatHidesANameChangesNoOther: a finding that shows no name in the message may show it
// after redaction, but another finding may not have another place.
func TestAFindingThatHidesANameChangesNoOther(t *testing.T) {
	t.Parallel()
	at := func(rule, pointer string) contract.Finding {
		return contract.Finding{Operation: "POST /a", Rule: contract.Rule{Side: contract.ResponseSide, Keyword: rule}, At: contract.Location{In: contract.InBody, Pointer: pointer}}
	}
	x := &contract.Exchange{Request: contract.Request{URL: &url.URL{Path: "/a"}}}
	s := &search{Redactor: New(emptyContract(t), Options{})}
	hiding := at("type", "/"+secret.Redacted)
	_, err := s.changedVerdict(comparison{x, x, []contract.Finding{hiding, at("enum", "/b")}, []contract.Finding{at("enum", "/b"), at("type", "/a")}})
	require.NoError(t, err)
	_, err = s.changedVerdict(comparison{x, x, []contract.Finding{hiding, at("enum", "/b")}, []contract.Finding{hiding, at("enum", "/c")}})
	assert.ErrorContains(t, err, "redaction would hide a finding")
}
