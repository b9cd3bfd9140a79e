package coverage

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// ofVersion has what the exchanges of one version of the API cover.
type ofVersion struct {
	Exchanges int `json:"exchanges"`
	// Covered has the IDs of the covered claims. If several versions have the same line, its claim
	// belongs to each of them.
	Covered map[string]bool `json:"covered"`
}

// version returns what the exchanges of a version cover. The caller may change the result.
func (t *Tally) version(name string) *ofVersion {
	if t.Versions == nil {
		t.Versions = map[string]*ofVersion{}
	}
	if t.Versions[name] == nil {
		t.Versions[name] = &ofVersion{Covered: map[string]bool{}}
	}
	return t.Versions[name]
}

func (v *ofVersion) include(other *ofVersion) {
	v.Exchanges += other.Exchanges
	for claim := range other.Covered {
		v.Covered[claim] = true
	}
}

// addVersion counts an exchange for its version. Unless the exchange is stale, it also adds the
// covered claims.
func (m *Map) addVersion(x *contract.Exchange, covered []contract.Covered, stale Staleness) {
	if len(m.contract.Versions()) == 0 {
		return
	}
	v := m.tally.version(m.contract.For(x).VersionName())
	v.Exchanges++
	if stale != "" {
		return
	}
	for _, c := range covered {
		v.Covered[c.Claim] = true
	}
}

// versionNotes says for each version what its exchanges cover, in the order of the document.
func (m *Map) versionNotes() []string {
	var notes []string
	for _, s := range m.versions() {
		notes = append(notes, fmt.Sprintf("Version %s: %s, %d of %s covered",
			s.Name, output.Count(s.Exchanges, "exchange"), s.Covered, output.Count(s.Claims, "claim")))
	}
	return notes
}

// versionSummary says how much of a version is covered.
type versionSummary struct {
	Name      string
	Exchanges int
	// Claims counts the claims that an exchange of the version can cover, and Covered counts the
	// covered ones.
	Claims, Covered int
}

func (m *Map) versions() []versionSummary {
	var all []versionSummary
	for _, name := range m.contract.Versions() {
		s := versionSummary{Name: name}
		if v := m.tally.Versions[name]; v != nil {
			s.Exchanges, s.Covered = v.Exchanges, len(v.Covered)
		}
		version, _ := m.contract.Version(name)
		for _, claim := range version.Claims() {
			if !claim.Unreachable {
				s.Claims++
			}
		}
		all = append(all, s)
	}
	return all
}
