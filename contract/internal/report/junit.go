package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// The types are the XML elements of JUnit reports that CI servers read.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string           `xml:"name,attr"`
		Tests      int              `xml:"tests,attr"`
		Failures   int              `xml:"failures,attr"`
		Errors     int              `xml:"errors,attr"`
		Skipped    int              `xml:"skipped,attr"`
		Properties *junitProperties `xml:"properties"`
		Cases      []junitCase      `xml:"testcase"`
	}
	junitProperties struct {
		Properties []junitProperty `xml:"property"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name      string       `xml:"name,attr"`
		ClassName string       `xml:"classname,attr"`
		Skipped   *junitResult `xml:"skipped"`
		Failure   *junitResult `xml:"failure"`
		SystemOut string       `xml:"system-out,omitempty"`
	}
	junitResult struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a test suite for each operation, with a test case for each cause. An operation
// without a cause has one case, which passes. A cause that makes the verdict fail is a failure.
// Accepted causes, and drift that doesn't make the verdict fail, are skipped. Rejected requests
// pass, and their messages are in the output.
func writeJUnit(w io.Writer, m *model) error {
	suites := junitSuites{Name: "orgcontract " + m.verdict() + ": " + output.Printable(summary(m)) + "; " + heldAgainst(m)}
	cases := map[string][]junitCase{}
	for _, g := range m.all() {
		cases[g.Cause.Operation] = append(cases[g.Cause.Operation], junitCauseOf(&g))
	}
	for _, o := range m.Operations {
		if len(cases[o.Name]) == 0 {
			cases[o.Name] = []junitCase{junitWithoutFindings(o)}
		}
		suites.add(output.Printable(o.Name), cases[o.Name], junitTally(o.Requests, m.Stated))
		delete(cases, o.Name)
	}
	// The remaining cases belong to no operation of the document.
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		suites.add(output.Short(name), cases[name], nil)
	}
	suites.add("baseline", junitStale(m), nil)
	suites.add("document", junitNotes(m.ShownFlaws), nil)
	suites.add("not checked", junitNotes(m.Notes), nil)
	data, err := xml.MarshalIndent(suites, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, data)
	return err
}

// add adds a suite, unless it has no cases.
func (s *junitSuites) add(name string, cases []junitCase, properties *junitProperties) {
	if len(cases) == 0 {
		return
	}
	suite := junitSuite{Name: name, Tests: len(cases), Properties: properties, Cases: cases}
	for _, c := range cases {
		if c.Failure != nil {
			suite.Failures++
		}
		if c.Skipped != nil {
			suite.Skipped++
		}
	}
	s.Tests += suite.Tests
	s.Failures += suite.Failures
	s.Suites = append(s.Suites, suite)
}

func junitCauseOf(g *group) junitCase {
	c := junitCase{Name: output.Short(strings.TrimSpace(g.Cause.Rule.String() + " " + g.Cause.At.String())), ClassName: output.Short(g.Cause.Operation)}
	result := &junitResult{Message: g.message(), Type: string(g.Severity), Text: strings.Join(g.details(), "\n")}
	switch {
	case g.Fails:
		c.Failure = result
	case g.Severity == contract.Rejected && g.Entry == nil:
		c.SystemOut = string(g.Severity) + ": " + result.Message + "\n" + result.Text
	default:
		// A skipped case shows only a message.
		c.Skipped = &junitResult{Message: string(g.Severity) + ": " + result.Message}
		c.SystemOut = result.Text
	}
	return c
}

func junitWithoutFindings(o operation) junitCase {
	c := junitCase{Name: "no findings", ClassName: output.Printable(o.Name)}
	if o.Requests.Total == 0 {
		c.Skipped = &junitResult{Message: "no exchange of this operation was seen"}
	}
	return c
}

// junitTally returns the number of exchanges of a suite. If the recordings say who answered, it
// also returns a number for each of documented, sandbox, live and test.
func junitTally(t verdict.Tally, stated bool) *junitProperties {
	properties := &junitProperties{Properties: []junitProperty{{Name: "exchanges", Value: strconv.Itoa(t.Total)}}}
	if !stated {
		return properties
	}
	for _, s := range t.Shares() {
		property := junitProperty{Name: "exchanges." + string(s.Provenance), Value: strconv.Itoa(s.Count)}
		properties.Properties = append(properties.Properties, property)
	}
	return properties
}

func junitStale(m *model) []junitCase {
	var cases []junitCase
	for _, entry := range m.Stale {
		cases = append(cases, junitCase{
			Name: output.Printable(strings.TrimSpace(entry.Cause.Rule.String() + " " + entry.Cause.At.String())), ClassName: output.Printable(entry.Cause.Operation),
			Failure: &junitResult{Message: staleMessage, Type: "stale", Text: output.Printable(entry.Place.String())},
		})
	}
	return cases
}

func junitNotes(notes []Note) []junitCase {
	var cases []junitCase
	for _, note := range notes {
		cases = append(cases, junitCase{
			Name: output.Printable(note.Place.String()), ClassName: output.Printable(note.Place.File),
			Skipped: &junitResult{Message: output.Short(note.Text)},
		})
	}
	return cases
}
