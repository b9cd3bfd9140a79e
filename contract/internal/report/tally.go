package report

import "github.com/orgcontract/polytomic-organizations/contract"

// tally counts exchanges by who answered.
type tally struct {
	Total      int `json:"total"`
	Documented int `json:"documented"`
	Sandbox    int `json:"sandbox"`
	Live       int `json:"live"`
	Test       int `json:"test"`
	Unstated   int `json:"unstated"`
}

func (t *tally) add(who contract.Provenance) {
	t.Total++
	switch who {
	case contract.Documented:
		t.Documented++
	case contract.Sandbox:
		t.Sandbox++
	case contract.Live:
		t.Live++
	case contract.Test:
		t.Test++
	default:
		t.Unstated++
	}
}

// unstated is the provenance of an exchange whose recording names none.
const unstated contract.Provenance = "unstated"

// provenanceOf returns the provenance, or [unstated] if there is none.
func provenanceOf(provenance contract.Provenance) contract.Provenance {
	if provenance == "" {
		return unstated
	}
	return provenance
}

// share is how many exchanges of a tally have one provenance.
type share struct {
	Provenance contract.Provenance
	Count      int
}

// isStated reports whether the recording of any exchange says who answered.
func (t *tally) isStated() bool { return t.Unstated < t.Total }

// shares returns the provenances that occur, in the order of [contract.Provenances].
func (t *tally) shares() []share {
	var shares []share
	for _, s := range []share{
		{contract.Documented, t.Documented}, {contract.Sandbox, t.Sandbox}, {contract.Live, t.Live}, {contract.Test, t.Test}, {unstated, t.Unstated},
	} {
		if s.Count > 0 {
			shares = append(shares, s)
		}
	}
	return shares
}
