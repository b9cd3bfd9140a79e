package coverage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Tally says which claims exchanges cover, by the IDs of the claims. It depends only on the set of
// exchanges and not on their order. It is written as JSON, and reading the JSON loses nothing. A
// JSON schema describes it. The zero value is empty.
type Tally struct {
	// Exchanges counts all exchanges.
	Exchanges counts `json:"exchanges"`
	// Contradicting counts the exchanges with violations.
	Contradicting counts `json:"contradicting"`
	// WithoutDigest counts the exchanges whose recording doesn't say under which version of the
	// operation it was made. WithoutDate counts those that don't say when.
	WithoutDigest int `json:"withoutDigest"`
	WithoutDate   int `json:"withoutDate"`
	// Unchecked counts the exchanges with invariants that take too long to check.
	Unchecked int `json:"unchecked,omitzero"`
	// Claims has the exchanges that cover each claim, by the claim's ID and by provenance.
	Claims map[string]map[contract.Provenance]*covering `json:"claims"`
	// Versions has what the exchanges of each version cover. It is nil if the document describes
	// only one version.
	Versions map[string]*ofVersion `json:"versions,omitzero"`
}

// covering has the exchanges of one provenance that cover a claim.
type covering struct {
	// Count counts the exchanges that are not stale, and Stale counts the stale exchanges.
	Count int `json:"count"`
	Stale int `json:"stale"`
	// First has the first exchanges that are not stale, and Old the first stale exchanges. They are
	// sorted by recording.
	First []Exchange `json:"first"`
	Old   []Exchange `json:"old"`
}

// Merge adds what the exchanges of another Tally cover.
func (t *Tally) Merge(other *Tally) {
	t.make()
	t.Exchanges.addAll(other.Exchanges)
	t.Contradicting.addAll(other.Contradicting)
	t.WithoutDigest += other.WithoutDigest
	t.WithoutDate += other.WithoutDate
	t.Unchecked += other.Unchecked
	for claim, all := range other.Claims {
		for provenance, by := range all {
			if by != nil {
				t.by(claim, provenance).include(by)
			}
		}
	}
	for name, version := range other.Versions {
		if version != nil {
			t.version(name).include(version)
		}
	}
}

func (t *Tally) make() {
	if t.Claims == nil {
		t.Exchanges, t.Contradicting, t.Claims = counts{}, counts{}, map[string]map[contract.Provenance]*covering{}
	}
}

// by returns the exchanges of a provenance that cover a claim. The caller may change the result.
func (t *Tally) by(claim string, provenance contract.Provenance) *covering {
	all := t.Claims[claim]
	if all == nil {
		all = map[contract.Provenance]*covering{}
		t.Claims[claim] = all
	}
	if all[provenance] == nil {
		all[provenance] = &covering{}
	}
	return all[provenance]
}

// add adds an exchange that covers a claim.
func (t *Tally) add(claim string, provenance contract.Provenance, x Exchange) {
	x = x.inUTF8()
	if x.Stale != "" {
		t.by(claim, provenance).include(&covering{Stale: 1, Old: []Exchange{x}})
	} else {
		t.by(claim, provenance).include(&covering{Count: 1, First: []Exchange{x}})
	}
}

func (c *covering) include(other *covering) {
	c.Count += other.Count
	c.Stale += other.Stale
	for _, x := range other.First {
		keep(&c.First, x)
	}
	for _, x := range other.Old {
		keep(&c.Old, x)
	}
}

// keep inserts an exchange if it is among the first.
func keep(first *[]Exchange, x Exchange) {
	full := len(*first) == MaxExchanges
	if full && x.compare((*first)[MaxExchanges-1]) >= 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(*first, x, Exchange.compare)
	if full {
		*first = (*first)[:MaxExchanges-1]
	}
	*first = slices.Insert(*first, i, x)
}

func (x Exchange) compare(other Exchange) int {
	return cmp.Or(
		cmp.Compare(x.File, other.File), cmp.Compare(x.Entry, other.Entry), cmp.Compare(x.At, other.At), cmp.Compare(x.Page, other.Page),
		x.Recorded.Compare(other.Recorded), cmp.Compare(x.Stale, other.Stale),
	)
}

// inUTF8 returns the exchange with only valid UTF-8 in its strings, which any format can write.
func (x Exchange) inUTF8() Exchange {
	for _, text := range []*string{&x.File, &x.Page, &x.At} {
		*text = strings.ToValidUTF8(*text, "\uFFFD")
	}
	return x
}

func (c counts) addAll(other counts) {
	for provenance, count := range other {
		c[provenance] += count
	}
}
