package redaction

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// comparison is an exchange before and after redaction, with the findings of each.
type comparison struct {
	x, y          *contract.Exchange
	before, after []contract.Finding
}

// sameVerdict returns an error if redaction changes the findings.
func (s *search) sameVerdict(c comparison) error {
	redacted := func(f contract.Finding) contract.Finding { return s.redactedFinding(f, c) }
	want, got := verdict(c.before, redacted), verdict(c.after, func(f contract.Finding) contract.Finding { return f })
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got) || i < len(want) && want[i] < got[i]:
			return s.otherVerdict("hide", want[i])
		case i >= len(want) || want[i] > got[i]:
			return s.otherVerdict("make", got[i])
		}
	}
	return nil
}

// otherVerdict returns an error that names a finding. It omits the name if it holds a secret.
func (s *search) otherVerdict(verb, finding string) error {
	if s.survivesIn(finding, false) {
		return fmt.Errorf("redaction would %s a finding that holds a secret; remove the exchange or send other secrets", verb)
	}
	return fmt.Errorf("redaction would %s a finding: %s; remove the exchange or send other secrets", verb, finding)
}

// verdict returns the parts of the findings that redaction must not change, sorted.
func verdict(findings []contract.Finding, redact func(contract.Finding) contract.Finding) []string {
	texts := make([]string, 0, len(findings))
	for _, f := range findings {
		f = redact(f)
		text := fmt.Sprintf("%s %s %s %d at %s %s", f.Severity, f.Rule, f.Operation, f.Status, f.At, f.Document)
		if f.More > 0 {
			text += fmt.Sprintf(" (and %d more like it)", f.More)
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}

// redactedFinding returns a finding with the names in it redacted.
func (s *search) redactedFinding(f contract.Finding, c comparison) contract.Finding {
	if method, path, _ := strings.Cut(f.Operation, " "); path == c.x.Request.URL.Path {
		f.Operation = method + " " + c.y.Request.URL.Path
	} else {
		w := s.walker(s.replaced)
		segments := strings.Split(path, "/")
		for i, segment := range segments {
			if !strings.HasPrefix(segment, "{") {
				segments[i] = w.escaped(segment, plainText, url.PathUnescape, url.PathEscape)
			}
		}
		f.Operation = method + " " + strings.Join(segments, "/")
	}
	kind := nameText
	if f.At.In == contract.InQuery || f.At.In == contract.InCookie {
		kind = plainText
	}
	f.At.Name = s.replaced(f.At.Name, kind)
	if f.At.In == contract.InHeader {
		f.At.Name = http.CanonicalHeaderKey(f.At.Name)
	}
	tokens := strings.Split(f.At.Pointer, "/")
	for i, plain := range jsonvalue.Tokens(f.At.Pointer) {
		if replaced := s.replaced(plain, nameText); replaced != plain {
			tokens[i+1] = jsonvalue.EscapeToken(replaced) // The first token is the empty string before the first slash.
		}
	}
	f.At.Pointer = strings.Join(tokens, "/")
	return f
}
