package report

import "github.com/orgcontract/polytomic-organizations/contract"

// severities counts findings by severity.
type severities struct {
	Violation int `json:"violation"`
	Rejected  int `json:"rejected"`
	Drift     int `json:"drift"`
}

func (s *severities) add(severity contract.Severity) {
	switch severity {
	case contract.Violation:
		s.Violation++
	case contract.Rejected:
		s.Rejected++
	case contract.Drift:
		s.Drift++
	}
}

func (s *severities) addAll(other severities) {
	s.Violation += other.Violation
	s.Rejected += other.Rejected
	s.Drift += other.Drift
}
