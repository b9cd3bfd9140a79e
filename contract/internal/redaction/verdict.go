package redaction

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// comparison is an exchange before and after redaction, with the findings of each.
type comparison struct {
	x, y          *contract.Exchange
	before, after []contract.Finding
}

// keepVerdict puts the exchange y, which is x without its secrets, and its findings into the
// result. If redaction changes a finding, keepVerdict leaves out a body that was redacted, at first
// that of the side that the finding is about. It returns an error if findings differ without these
// bodies too. The functions check x and y.
func (s *search) keepVerdict(result *Redacted, x, y *contract.Exchange, checkX, checkY func(*contract.Exchange) []contract.Finding) error {
	for {
		result.Exchange, result.Findings = y, checkY(y)
		side, changed := s.changedVerdict(comparison{x, y, checkX(x), result.Findings})
		if changed == nil {
			return nil
		}
		refused, ok := redactedBody(x, y, side)
		if !ok {
			return changed
		}
		omitted := func(p part) error {
			if p.ofRequest == refused.ofRequest {
				return errOtherVerdict
			}
			return nil
		}
		x, y = result.omit(x, omitted), new(Redacted).omit(y, omitted)
	}
}

// errOtherVerdict is the reason why a body is left out whose redaction changes the findings.
var errOtherVerdict = errors.New("a check would find something else in it if its secrets were replaced")

// redactedBody returns a part whose body redaction has changed. If there are two, it returns the
// one of the side.
func redactedBody(x, y *contract.Exchange, side contract.Side) (found part, ok bool) {
	for _, p := range partsOfExchange(x) {
		_, before := p.content()
		if _, after := p.of(y).content(); !bytes.Equal(before, after) && (!ok || p.name == string(side)) {
			found, ok = p, true
		}
	}
	return found, ok
}

// changedVerdict returns an error that says which finding redaction hides or makes, and the side of
// the exchange that the finding is about. The error is nil if the findings are the same.
func (s *search) changedVerdict(c comparison) (side contract.Side, err error) {
	want := verdict(c.before, func(f contract.Finding) contract.Finding { return s.redactedFinding(f, c) })
	got := verdict(c.after, func(f contract.Finding) contract.Finding { return f })
	forgetNames(want, got)
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got) || i < len(want) && want[i].compare(got[i]) < 0:
			return want[i].side, s.otherVerdict("hide", want[i].String())
		case i >= len(want) || want[i].compare(got[i]) > 0:
			return got[i].side, s.otherVerdict("make", got[i].String())
		}
	}
	return "", nil
}

// longFinding is how many bytes a finding that an error shows may have.
const longFinding = 2000

// otherVerdict returns an error that names a finding. It omits the name if it holds a secret.
func (s *search) otherVerdict(verb, finding string) error {
	switch {
	case s.survivesIn(finding, false):
		return fmt.Errorf("redaction would %s a finding that holds a secret", verb)
	case len(finding) > longFinding: // The names of a hostile message can be very long.
		return fmt.Errorf("redaction would %s a finding with a very long name", verb)
	}
	return fmt.Errorf("redaction would %s a finding: %s", verb, finding)
}

// told is what redaction must not change of a finding.
type told struct {
	// what has the severity, the rule and the operation. at is the place in the message, and document
	// the place in the document.
	what, at, document string
	// bare is the place in the message without its names.
	bare string
	// hidesName says that the finding shows no name because the name looks like a secret.
	hidesName bool
	// side is the side that the finding is about.
	side contract.Side
}

func (t told) String() string { return t.what + " at " + t.at + " " + t.document }

func (t told) compare(other told) int {
	return cmp.Compare(t.String(), other.String())
}

// verdict returns what redaction must not change of the findings.
func verdict(findings []contract.Finding, redact func(contract.Finding) contract.Finding) []told {
	all := make([]told, 0, len(findings))
	isUnknown := slices.ContainsFunc(findings, func(f contract.Finding) bool { return f.Rule.Keyword == "path" || f.Rule.Keyword == "method" })
	for _, f := range findings {
		hides := f.At.Name == secret.Redacted || slices.Contains(strings.Split(f.At.Pointer, "/"), secret.Redacted)
		f = redact(f)
		if isUnknown {
			f.Operation = "" // It is the path of the request, without what looks like a secret there.
		}
		t := told{what: fmt.Sprintf("%s %s %s %d", f.Severity, f.Rule, f.Operation, f.Status), at: f.At.String(), document: f.Document.String(), bare: string(f.At.In), hidesName: hides, side: f.Side}
		if f.More > 0 {
			t.document += fmt.Sprintf(" (and %d more like it)", f.More)
		}
		all = append(all, t)
	}
	return all
}

// forgetNames removes the names in the message from each finding that shows no name in one of the
// lists, because it may show the name in the other. Then it sorts the lists.
func forgetNames(lists ...[]told) {
	hidden := map[string]bool{}
	unnamed := func(t told) string { return told{what: t.what, at: t.bare, document: t.document}.String() }
	for _, t := range slices.Concat(lists...) {
		hidden[unnamed(t)] = hidden[unnamed(t)] || t.hidesName
	}
	for _, list := range lists {
		for i, t := range list {
			if hidden[unnamed(t)] {
				list[i].at = t.bare
			}
		}
		slices.SortFunc(list, told.compare)
	}
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
				segments[i] = w.Segment(segment, walk.Plain)
			}
		}
		f.Operation = method + " " + strings.Join(segments, "/")
	}
	kind := walk.Name
	if f.At.In == contract.InQuery || f.At.In == contract.InCookie {
		kind = walk.Plain
	}
	f.At.Name = s.replaced(f.At.Name, kind)
	if f.At.In == contract.InHeader {
		f.At.Name = http.CanonicalHeaderKey(f.At.Name)
	}
	tokens := strings.Split(f.At.Pointer, "/")
	for i, plain := range jsonvalue.Tokens(f.At.Pointer) {
		if replaced := s.replaced(plain, walk.Name); replaced != plain {
			tokens[i+1] = jsonvalue.EscapeToken(replaced) // The first token is the empty string before the first slash.
		}
	}
	f.At.Pointer = strings.Join(tokens, "/")
	return f
}
