package baseline_test

import (
	"fmt"
	"log"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
)

func Example() {
	known, err := baseline.Load("known.yaml", []byte(`
- rule: response.type
  operation: GET /api/organizations
  document: /components/schemas/Organization/properties/name
  at: /data/*/name
  reason: The server sends numbers until its next release.
  expires: 2026-12-24
`), func(rule contract.Rule) bool { return rule.String() == "response.type" })
	if err != nil {
		log.Fatal(err)
	}
	var groups contract.Groups
	groups.Add([]contract.Finding{{
		Rule: contract.ParseRule("response.type"), Severity: contract.Violation, Operation: "GET /api/organizations", At: contract.ParseLocation("/data/7/name"),
		Document: contract.Place{File: "openapi.yaml", Pointer: "/components/schemas/Organization/properties/name", Line: 214, Column: 15},
	}})
	for _, now := range []time.Time{time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC), time.Date(2026, 12, 25, 12, 0, 0, 0, time.UTC)} {
		result := known.Apply(groups.List(), now)
		fmt.Println(len(result.New), "new,", len(result.Known), "known,", len(result.Expired), "expired")
	}
	// Output:
	// 0 new, 1 known, 0 expired
	// 0 new, 0 known, 1 expired
}
