package contract_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// finding returns a finding in one entry of a recording.
func finding(severity contract.Severity, rule, at string, entry int) contract.Finding {
	return contract.Finding{
		Rule: contract.ParseRule(rule), Severity: severity, Operation: "GET /a", At: contract.ParseLocation(at), Document: contract.Place{File: "a.yaml", Pointer: "/p", Line: entry + 1},
		Source: contract.Source{File: "a.har", Entry: entry},
	}
}

func TestGroupsJoinFindingsOfOneCause(t *testing.T) {
	var groups contract.Groups
	groups.Add([]contract.Finding{
		finding(contract.Drift, "response.property-undeclared", "/data/0/plan", 0),
		finding(contract.Rejected, "request.type", "/data/0/name", 0),
		finding(contract.Rejected, "request.type", "/data/17/name", 0),
	})
	groups.Add([]contract.Finding{finding(contract.Violation, "request.type", "/data/2/name", 1)})
	groups.Add([]contract.Finding{finding(contract.Rejected, "request.type", "/data/3/name", 2), finding(contract.Violation, "request.type", "/data/x/name", 2)})

	list := groups.List()
	if !assert.Len(t, list, 3) {
		return
	}
	cause := contract.Cause{Rule: contract.ParseRule("request.type"), Operation: "GET /a", Document: "/p", At: contract.ParseLocation("/data/*/name")}
	assert.Equal(t, cause, list[0].Cause)
	assert.Equal(t, contract.Violation, list[0].Severity, "the worst of them")
	assert.Equal(t, 4, list[0].Count)
	assert.Equal(t, 3, list[0].Exchanges)
	var places []string
	for _, f := range list[0].Examples {
		places = append(places, f.Source.String()+" "+f.At.String())
	}
	assert.Equal(t, []string{"a.har#0 /data/0/name", "a.har#0 /data/17/name", "a.har#1 /data/2/name"}, places)

	assert.Equal(t, "/data/x/name", list[1].Cause.At.String(), "a name is no index")
	assert.Equal(t, contract.Drift, list[2].Severity)
}

func TestGroupsOfNothing(t *testing.T) {
	var groups contract.Groups
	assert.Empty(t, groups.List())
	groups.Add(nil)
	assert.Empty(t, groups.List())
}

// After too many causes, findings are told apart only by rule and place in the document, but all
// are counted.
func TestGroupsAreBounded(t *testing.T) {
	const more = 50
	var groups contract.Groups
	for i := range contract.MaxCauses + more {
		f := contract.Finding{Rule: contract.ParseRule("request.path"), Severity: contract.Violation, Operation: fmt.Sprintf("GET /%d", i)}
		groups.Add([]contract.Finding{f, f})
		assert.Equal(t, i < contract.MaxCauses, groups.Cause(f) == f.Cause())
	}
	groups.Add([]contract.Finding{{Rule: contract.ParseRule("request.path"), Severity: contract.Violation, Operation: "GET /0"}})
	list := groups.List()
	require.Len(t, list, contract.MaxCauses+1)
	rest := list[0]
	assert.Equal(t, contract.Cause{Rule: contract.ParseRule("request.path"), Operation: "*", At: contract.ParseLocation("*")}, rest.Cause)
	assert.Equal(t, []int{2 * more, more, contract.MaxExamples}, []int{rest.Count, rest.Exchanges, len(rest.Examples)})
	assert.Equal(t, 3, list[1].Count, "one that has its group stays in it")
}
