package coverage

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// ofVersion is what the exchanges of one version of the API cover.
type ofVersion struct {
	Exchanges int `json:"exchanges"`
	// Covered has the IDs of the claims. A line that several versions have is a claim of each.
	Covered map[string]bool `json:"covered"`
}

// version returns what the exchanges of a version cover, to be changed.
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

// addVersion counts an exchange, and what it covers unless it is stale, for its version.
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

// versionNotes say what the exchanges cover of each version, in the order of the document.
func (m *Map) versionNotes() []string {
	var notes []string
	for _, s := range m.versions() {
		notes = append(notes, fmt.Sprintf("Version %s: %s, %d of %s covered",
			s.Name, output.Count(s.Exchanges, "exchange"), s.Covered, output.Count(s.Claims, "claim")))
	}
	return notes
}

// versionSummary is how much of a version is covered.
type versionSummary struct {
	Name      string
	Exchanges int
	// Claims are those that an exchange of the version can cover.
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
