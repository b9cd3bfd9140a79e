package verdict

import "github.com/orgcontract/polytomic-organizations/contract"

// Tally counts exchanges by who answered.
type Tally struct {
	Total      int `json:"total"`
	Documented int `json:"documented"`
	Sandbox    int `json:"sandbox"`
	Live       int `json:"live"`
	Test       int `json:"test"`
	Unstated   int `json:"unstated"`
}

// TallyOf returns a tally with these counts.
func TallyOf(answered map[contract.Provenance]int) Tally {
	var t Tally
	for who, count := range answered {
		t.add(who, count)
	}
	return t
}

// Add counts an exchange.
func (t *Tally) Add(who contract.Provenance) { t.add(who, 1) }

// AddAll adds the counts of another tally.
func (t *Tally) AddAll(other Tally) {
	for _, s := range other.Shares() {
		t.add(s.Provenance, s.Count)
	}
}

func (t *Tally) add(who contract.Provenance, count int) {
	t.Total += count
	switch who {
	case contract.Documented:
		t.Documented += count
	case contract.Sandbox:
		t.Sandbox += count
	case contract.Live:
		t.Live += count
	case contract.Test:
		t.Test += count
	default:
		t.Unstated += count
	}
}

// Unstated is the provenance of an exchange whose recording doesn't say who answered.
const Unstated contract.Provenance = "unstated"

// Share is the number of a tally's exchanges that have one provenance.
type Share struct {
	Provenance contract.Provenance
	Count      int
}

// IsStated reports whether the recording of any exchange says who answered.
func (t *Tally) IsStated() bool { return t.Unstated < t.Total }

// Shares returns the provenances with at least one exchange, in the order of
// [contract.Provenances].
func (t *Tally) Shares() []Share {
	var shares []Share
	for _, s := range []Share{
		{contract.Documented, t.Documented}, {contract.Sandbox, t.Sandbox}, {contract.Live, t.Live}, {contract.Test, t.Test}, {Unstated, t.Unstated},
	} {
		if s.Count > 0 {
			shares = append(shares, s)
		}
	}
	return shares
}
