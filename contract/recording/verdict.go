package recording

import (
	"errors"
	"fmt"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// sameVerdict compares what was found before and after.
func (s *search) sameVerdict(before, after []contract.Finding) error {
	want := verdict(before, func(text string) string { return s.replacedOnce(text, nameText) })
	got := verdict(after, func(text string) string { return text })
	if slices.Equal(want, got) {
		return nil
	}
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got) || i < len(want) && want[i] < got[i]:
			return fmt.Errorf("redaction would hide a finding: %s; remove the exchange or send other secrets", want[i])
		case i >= len(want) || want[i] > got[i]:
			return fmt.Errorf("redaction would make a finding: %s; remove the exchange or send other secrets", got[i])
		}
	}
	return errors.New("redaction would change the verdict; remove the exchange or send other secrets")
}

// verdict is what counts of findings, sorted. Places in the message can hold secrets in names.
func verdict(findings []contract.Finding, redact func(string) string) []string {
	texts := make([]string, 0, len(findings))
	for _, f := range findings {
		texts = append(texts, fmt.Sprintf("%s %s %s %d at %s %s", f.Severity, f.Rule, redact(f.Operation), f.Status, redact(f.At.String()), f.Document))
	}
	slices.Sort(texts)
	return texts
}
