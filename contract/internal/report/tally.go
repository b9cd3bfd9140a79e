package report

import "github.com/orgcontract/polytomic-organizations/contract"

// tally counts exchanges by whose word they are.
type tally struct {
	Total      int `json:"total"`
	Documented int `json:"documented"`
	Sandbox    int `json:"sandbox"`
	Live       int `json:"live"`
	Test       int `json:"test"`
	Unstated   int `json:"unstated"`
}

func (t *tally) add(word contract.Provenance) {
	t.Total++
	switch word {
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

// unstated stands for the provenance of an exchange whose recording names none.
const unstated contract.Provenance = "unstated"

// wordOf returns the provenance, or the word for that there is none.
func wordOf(provenance contract.Provenance) contract.Provenance {
	if provenance == "" {
		return unstated
	}
	return provenance
}

// share is how many exchanges of a tally are by one word.
type share struct {
	Word  contract.Provenance
	Count int
}

// shares returns the words that were said at all, in the order of [contract.Provenances].
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
