package migration

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
)

// Part is the part of a message that a step is about.
type Part string

// The constants are the parts, in the order in which a caller should look at them.
const (
	Calls     Part = "calls"
	Requests  Part = "requests"
	Responses Part = "responses"
)

// Step is one thing that a caller must do or know.
type Step struct {
	Severity change.Severity
	Part     Part
	// Text says in one line what differs, and what to do.
	Text string
	// Operations lists the operations that the step is about.
	Operations []string
	// Places has the places where the document or its overlays say this.
	Places []contract.Place
}

const securityRemoved = "api-security-removed"

// aside has the beginnings of rules about changes that callers don't notice.
var aside = []string{"decision-", "extension-", "api-schema-", "api-security-component-", "api-operation-id-"}

// stepsOf converts changes to steps for a caller. The worst severity comes first, and then the step
// with the most operations.
func (r *Report) stepsOf(changes []change.Change) []Step {
	var steps []Step
	for _, m := range r.moved {
		steps = append(steps, Step{
			Severity: change.Breaking, Part: Calls, Text: fmt.Sprintf("call %s instead of %s", m.revised, m.old), Operations: []string{m.revised.String()},
			Places: r.placesOf(m),
		})
	}
	steps = append(steps, r.credentials(changes)...)
	index := map[string]int{}
	for _, c := range changes {
		if c.Rule == securityRemoved || slices.ContainsFunc(aside, func(prefix string) bool { return strings.HasPrefix(c.Rule, prefix) }) {
			continue
		}
		s := Step{Severity: c.Severity, Part: partOf(c), Text: textOf(c)}
		key := string(s.Severity) + s.Text
		i, known := index[key]
		if !known {
			i = len(steps)
			index[key] = i
			steps = append(steps, s)
		}
		steps[i].add(c)
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(
			cmp.Compare(slices.Index(change.Severities(), a.Severity), slices.Index(change.Severities(), b.Severity)),
			cmp.Compare(slices.Index([]Part{Calls, Requests, Responses}, a.Part), slices.Index([]Part{Calls, Requests, Responses}, b.Part)),
			cmp.Compare(len(b.Operations), len(a.Operations)),
		)
	})
	return steps
}

// add adds the operations and the place of a change.
func (s *Step) add(c change.Change) {
	for _, o := range c.Operations {
		name := strings.TrimSpace(o.String() + " " + strings.Join(o.Statuses, ", "))
		if !slices.Contains(s.Operations, name) {
			s.Operations = append(s.Operations, name)
		}
	}
	for _, place := range []contract.Place{c.Old, c.New} {
		if place.File != "" && !slices.Contains(s.Places, place) {
			s.Places = append(s.Places, place)
		}
	}
}

// partOf returns the part that a change is about.
func partOf(c change.Change) Part {
	switch {
	case c.Rule == "endpoint-added" || strings.HasPrefix(c.Rule, "api-removed") || strings.HasPrefix(c.Rule, "api-path-removed"):
		return Calls
	case strings.HasPrefix(c.Rule, "response-") || strings.HasPrefix(c.Rule, "invariant-"):
		return Responses
	case len(c.Operations) > 0 && !slices.ContainsFunc(c.Operations, func(o change.Operation) bool { return len(o.Statuses) == 0 }):
		return Responses
	default:
		return Requests
	}
}

// textOf returns the message of a change. If the message doesn't say what the change means to a
// caller, textOf says that instead.
func textOf(c change.Change) string {
	switch {
	case c.Rule == "endpoint-added":
		return "there is a new operation"
	case partOf(c) == Calls:
		return "the operation is gone"
	default:
		return c.Message
	}
}

// placesOf returns the places where the two versions describe an operation.
func (r *Report) placesOf(m move) []contract.Place {
	var places []contract.Place
	for _, s := range []struct {
		of *change.Document
		o  contract.Operation
	}{{r.old.document, m.old}, {r.revised.document, m.revised}} {
		if at, ok := s.of.PlaceOf(s.o.Method, s.o.Path); ok {
			places = append(places, at)
		}
	}
	return places
}

var inBackticks = regexp.MustCompile("`([^`]+)`")

// credentials returns the steps about credentials that operations no longer take. The credentials
// that the same operations no longer accept are one step.
func (r *Report) credentials(changes []change.Change) []Step {
	bySchemes := map[string]*Step{}
	schemes := map[string][]string{}
	for _, c := range changes {
		if match := inBackticks.FindStringSubmatch(c.Message); c.Rule == securityRemoved && match != nil {
			for _, o := range c.Operations {
				schemes[o.String()] = append(schemes[o.String()], match[1])
			}
		}
	}
	var order []string
	for _, c := range changes {
		if c.Rule != securityRemoved {
			continue
		}
		for _, o := range c.Operations {
			names := slices.Compact(slices.Sorted(slices.Values(schemes[o.String()])))
			key := strings.Join(names, " or ")
			if bySchemes[key] == nil {
				order = append(order, key)
				bySchemes[key] = &Step{Severity: change.Breaking, Part: Requests, Text: key + " is no longer accepted" + r.instead(o.String(), names)}
			}
			bySchemes[key].add(c)
		}
	}
	steps := make([]Step, len(order))
	for i, key := range order {
		steps[i] = *bySchemes[key]
	}
	return steps
}

// instead says which credential an operation accepts now. It also says which new operations accept
// the credentials that it no longer accepts.
func (r *Report) instead(operation string, lost []string) string {
	taken := r.revised.document.Schemes()
	var text strings.Builder
	if now := taken[operation]; len(now) > 0 {
		text.WriteString("; send " + strings.Join(now, " or "))
	}
	for _, scheme := range lost {
		if others := r.takes(scheme, operation); len(others) > 0 {
			fmt.Fprintf(&text, "; with %s, call %s", scheme, strings.Join(others, " or "))
		}
	}
	return text.String()
}

// takes returns new operations that can replace an operation of the old version. They accept a
// credential, and return something that the old operation returns.
func (r *Report) takes(scheme, operation string) []string {
	before, returned := r.old.document.Schemes(), r.revised.document.Returned(operation)
	var names []string
	for name, schemes := range r.revised.document.Schemes() {
		if _, known := before[name]; known || !slices.Contains(schemes, scheme) || !strings.HasPrefix(name, "GET ") {
			continue
		}
		for schema := range r.revised.document.Returned(name) {
			if returned[schema] && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}
