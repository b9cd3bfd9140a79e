package recording

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// sameVerdict returns an error if the check finds something else after redaction than before.
func (s *search) sameVerdict(before, after []contract.Finding) error {
	want, got := verdict(before, s.redactedFinding), verdict(after, func(f contract.Finding) contract.Finding { return f })
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got) || i < len(want) && want[i] < got[i]:
			return fmt.Errorf("redaction would hide a finding: %s; remove the exchange or send other secrets", want[i])
		case i >= len(want) || want[i] > got[i]:
			return fmt.Errorf("redaction would make a finding: %s; remove the exchange or send other secrets", got[i])
		}
	}
	if len(want) != len(got) {
		return errors.New("redaction would change what is found; remove the exchange or send other secrets")
	}
	return nil
}

// verdict is what counts of findings, sorted.
func verdict(findings []contract.Finding, redact func(contract.Finding) contract.Finding) []string {
	texts := make([]string, 0, len(findings))
	for _, f := range findings {
		f = redact(f)
		texts = append(texts, fmt.Sprintf("%s %s %s %d at %s %s", f.Severity, f.Rule, f.Operation, f.Status, f.At, f.Document))
	}
	slices.Sort(texts)
	return texts
}

// redactedFinding returns a finding as it is when the names in it are redacted.
func (s *search) redactedFinding(f contract.Finding) contract.Finding {
	w := s.walker(s.replaced)
	method, path, _ := strings.Cut(f.Operation, " ")
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if !strings.HasPrefix(segment, "{") {
			segments[i] = w.escaped(segment, plainText, url.PathUnescape, url.PathEscape)
		}
	}
	f.Operation = method + " " + strings.Join(segments, "/")
	kind := nameText
	if f.At.In == contract.InQuery || f.At.In == contract.InCookie {
		kind = plainText
	}
	f.At.Name = s.replaced(f.At.Name, kind)
	if f.At.In == contract.InHeader {
		f.At.Name = http.CanonicalHeaderKey(f.At.Name)
	}
	tokens := strings.Split(f.At.Pointer, "/")
	for i, token := range tokens {
		if plain := unescapeToken.Replace(token); s.replaced(plain, nameText) != plain {
			tokens[i] = escapeToken.Replace(s.replaced(plain, nameText))
		}
	}
	f.At.Pointer = strings.Join(tokens, "/")
	return f
}

// The escapes of the tokens of JSON pointers (RFC 6901).
var (
	escapeToken   = strings.NewReplacer("~", "~0", "/", "~1")
	unescapeToken = strings.NewReplacer("~1", "/", "~0", "~")
)
