package coverage

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// ofVersion is what exchanges cover of one version of the API. A line that several versions have is a
// claim of each.
type ofVersion struct {
	name      string
	exchanges int
	// claims are those that an exchange of the version can cover, and covered says which are.
	claims  int
	covered map[string]bool
}

// versionsOf returns the versions that a document describes, without exchanges.
func versionsOf(c *contract.Contract) []*ofVersion {
	var all []*ofVersion
	for _, name := range c.Versions() {
		v := &ofVersion{name: name, covered: map[string]bool{}}
		version, _ := c.Version(name)
		for _, claim := range version.Claims() {
			if !claim.Unreachable {
				v.claims++
			}
		}
		all = append(all, v)
	}
	return all
}

// addVersion counts an exchange, and what it covers unless it is stale, for its version.
func (m *Map) addVersion(x *contract.Exchange, covered []contract.Covered, stale Staleness) {
	if len(m.versions) == 0 {
		return
	}
	name := m.contract.For(x).VersionName()
	for _, v := range m.versions {
		if v.name != name {
			continue
		}
		v.exchanges++
		for _, c := range covered {
			v.covered[c.Claim] = v.covered[c.Claim] || stale == ""
		}
	}
}

// count returns how many claims are covered.
func (v *ofVersion) count() int {
	n := 0
	for _, isCovered := range v.covered {
		if isCovered {
			n++
		}
	}
	return n
}

// note says what exchanges cover of the version.
func (v *ofVersion) note() string {
	return fmt.Sprintf("Version %s: %s, %d of %s covered", v.name, output.Count(v.exchanges, "exchange"), v.count(), output.Count(v.claims, "claim"))
}
