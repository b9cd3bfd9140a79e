package report

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// severities counts findings by severity.
type severities struct {
	Violation int `json:"violation"`
	Rejected  int `json:"rejected"`
	Drift     int `json:"drift"`
}

func (s *severities) add(severity contract.Severity, count int) {
	switch severity {
	case contract.Violation:
		s.Violation += count
	case contract.Rejected:
		s.Rejected += count
	case contract.Drift:
		s.Drift += count
	}
}

func (s *severities) addAll(counts map[contract.Severity]int) {
	for severity, count := range counts {
		s.add(severity, count)
	}
}

// painted pads a word and gives it the colour of a severity. The word is the name of the severity,
// or another word in its place.
func painted(style output.Style, severity contract.Severity, word string) string {
	word = fmt.Sprintf("%-*s", indent, word)
	switch severity {
	case contract.Violation:
		return style.Bad(word)
	case contract.Drift:
		return style.Warning(word)
	default:
		return style.Quiet(word)
	}
}
