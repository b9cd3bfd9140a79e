package contract_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// finding returns a finding about one exchange of a recording.
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

	assert.Equal(t, "/data/x/name", list[1].Cause.At.String(), "a name is not an index")
	assert.Equal(t, contract.Drift, list[2].Severity)
}

func TestGroupsOfNothing(t *testing.T) {
	var groups contract.Groups
	assert.Empty(t, groups.List())
	groups.Add(nil)
	assert.Empty(t, groups.List())
}

// Groups lists the first causes separately, in whatever order the findings come. It combines the
// others by rule and place in the document, and counts all of their findings.
func TestGroupsAreBounded(t *testing.T) {
	const more = 50
	path := func(i int) []contract.Finding {
		f := contract.Finding{
			Rule: contract.ParseRule("request.path"), Severity: contract.Violation, Operation: fmt.Sprintf("GET /%05d", i), Source: contract.Source{File: "a.har", Entry: i},
		}
		return []contract.Finding{f, f}
	}
	var up, down, merged contract.Groups
	parts := make([]contract.Groups, 3)
	for i := range contract.MaxCauses + more {
		up.Add(path(i))
		down.Add(path(contract.MaxCauses + more - 1 - i))
		parts[i%3].Add(path(i))
	}
	for _, i := range []int{2, 0, 1} {
		merged.Merge(parts[i].List())
	}
	list := up.List()
	require.Len(t, list, contract.MaxCauses+1)
	rest := list[0]
	assert.Equal(t, contract.Cause{Rule: contract.ParseRule("request.path"), Operation: "*", At: contract.ParseLocation("*")}, rest.Cause)
	assert.Equal(t, []int{2 * more, more, contract.MaxExamples}, []int{rest.Count, rest.Exchanges, len(rest.Examples)})
	assert.Equal(t, contract.MaxCauses, rest.Examples[0].Source.Entry)
	assert.Equal(t, "GET /09999", list[contract.MaxCauses].Cause.Operation)
	// These lists are too long for a readable difference.
	assert.True(t, reflect.DeepEqual(list, down.List()), "in the other order")
	assert.True(t, reflect.DeepEqual(list, merged.List()), "in three parts")
}

// Findings give the same groups in any order, and also if they are split among several Groups.
func TestGroupsAreOfTheSetOfFindings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		exchange := rapid.Custom(func(t *rapid.T) []contract.Finding {
			entry := rapid.IntRange(0, 9).Draw(t, "entry")
			var findings []contract.Finding
			for range rapid.IntRange(0, 4).Draw(t, "findings") {
				f := finding(rapid.SampledFrom(contract.Severities()).Draw(t, "severity"), "request.type",
					rapid.SampledFrom([]string{"/a/0", "/a/1", "/b", "header X\xff"}).Draw(t, "at"), entry)
				f.Source.Provenance = rapid.SampledFrom([]contract.Provenance{"", contract.Live}).Draw(t, "provenance")
				f.More = rapid.IntRange(0, 1).Draw(t, "more")
				f.Actual = rapid.SampledFrom([]string{"one", "two"}).Draw(t, "actual")
				findings = append(findings, f)
			}
			return findings
		})
		exchanges := rapid.SliceOf(exchange).Draw(t, "exchanges")
		var inOrder, merged contract.Groups
		parts := make([]contract.Groups, 3)
		for _, findings := range exchanges {
			inOrder.Add(findings)
		}
		for i, findings := range rapid.Permutation(exchanges).Draw(t, "order") {
			parts[i%3].Add(findings)
		}
		for i := range rapid.Permutation(parts).Draw(t, "parts") {
			merged.Merge(parts[i].List())
		}
		require.Equal(t, inOrder.List(), merged.List())
	})
}
