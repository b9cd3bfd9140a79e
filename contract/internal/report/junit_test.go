package report_test

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// element matches any XML element.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) find(name string) []element {
	var found []element
	for _, child := range e.Children {
		if child.XMLName.Local == name {
			found = append(found, child)
		}
		found = append(found, child.find(name)...)
	}
	return found
}

// rule is what the XML schema of JUnit says about an element. Jenkins and other servers use this
// schema.
type rule struct {
	required, optional []string
	children           []string
}

var junitRules = map[string]rule{
	"testsuites": {nil, []string{"name", "time", "tests", "failures", "disabled", "errors"}, []string{"testsuite"}},
	"testsuite": {
		[]string{"name", "tests"},
		[]string{"failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"},
		[]string{"properties", "testcase", "system-out", "system-err"},
	},
	"properties": {nil, nil, []string{"property"}},
	"property":   {[]string{"name", "value"}, nil, nil},
	"testcase":   {[]string{"name", "classname"}, []string{"assertions", "time", "status"}, []string{"skipped", "error", "failure", "system-out", "system-err"}},
	"skipped":    {nil, []string{"type", "message"}, nil},
	"failure":    {nil, []string{"type", "message"}, nil},
	"system-out": {nil, nil, nil},
}

func validJUnit(e element) error {
	allowed, known := junitRules[e.XMLName.Local]
	if !known {
		return fmt.Errorf("<%s> is not an element of JUnit", e.XMLName.Local)
	}
	for _, a := range e.Attrs {
		if !slices.Contains(allowed.required, a.Name.Local) && !slices.Contains(allowed.optional, a.Name.Local) {
			return fmt.Errorf("<%s> has no attribute %s", e.XMLName.Local, a.Name.Local)
		}
	}
	for _, name := range allowed.required {
		if e.attr(name) == "" {
			return fmt.Errorf("<%s> lacks the attribute %s", e.XMLName.Local, name)
		}
	}
	last := 0
	for _, child := range e.Children {
		at := slices.Index(allowed.children, child.XMLName.Local)
		if at < last {
			return fmt.Errorf("<%s> stands in <%s> where it may not", child.XMLName.Local, e.XMLName.Local)
		}
		last = at
		if err := validJUnit(child); err != nil {
			return err
		}
	}
	return nil
}

func TestJUnit(t *testing.T) {
	shown := write(t, everything(t), output.JUnit, report.Style{})
	var root element
	require.NoError(t, xml.Unmarshal([]byte(shown), &root)) //nolint:musttag // The type accepts any element, so it has no tags.
	require.NoError(t, validJUnit(root))

	var outcomes []string
	for _, suite := range root.find("testsuite") {
		name := suite.attr("name")
		if len(name) > 10 && name != "not checked" {
			name = name[:10] + "..."
		}
		for _, c := range suite.find("testcase") {
			outcome := "passes"
			switch {
			case len(c.find("failure")) == 1:
				outcome = "fails: " + c.find("failure")[0].attr("type")
			case len(c.find("skipped")) == 1:
				outcome = "skipped"
			}
			rule, _, _ := strings.Cut(c.attr("name"), " ")
			outcomes = append(outcomes, name+" | "+rule+" | "+outcome)
		}
		assert.Equal(t, strconv.Itoa(len(suite.find("testcase"))), suite.attr("tests"))
		assert.Equal(t, strconv.Itoa(len(suite.find("failure"))), suite.attr("failures"))
		assert.Equal(t, strconv.Itoa(len(suite.find("skipped"))), suite.attr("skipped"))
	}
	assert.Equal(t, []string{
		"GET /a | response.pattern | fails: violation",
		"GET /a | request.type | passes",
		"GET /a | response.property-undeclared | skipped",
		"GET /a | response.status | fails: drift",
		"GET /a | response.type | skipped",
		"GET /</scr... | request.path | fails: violation",
		"baseline | response.enum | fails: stale",
		"not checked | small.yaml:9:2 | skipped",
	}, outcomes)
	assert.Equal(t, "8", root.attr("tests"))
	assert.Equal(t, "4", root.attr("failures"))
	properties := map[string]string{}
	for _, p := range root.find("testsuite")[0].find("property") {
		properties[p.attr("name")] = p.attr("value")
	}
	assert.Equal(t, map[string]string{"exchanges": "4", "exchanges.documented": "1", "exchanges.sandbox": "1", "exchanges.live": "1", "exchanges.unstated": "1"}, properties)
	assert.Contains(t, root.find("failure")[0].attr("message"), `</script><script>alert(1)</script> ]]> |`)
}

func TestJUnitSaysWhatPassesAndWhatWasNotSeen(t *testing.T) {
	c := newContract(t)
	r := report.New(c)
	assert.Contains(t, write(t, r, output.JUnit, report.Style{}), `<skipped message="no exchange of this operation was seen"></skipped>`)
	add(r, c, exchange("/a", 200, "live"))
	assert.Contains(t, write(t, r, output.JUnit, report.Style{}), `<testcase name="no findings" classname="GET /a"></testcase>`)
}

func TestJUnitSkipsWhatIsKnownWhateverItIs(t *testing.T) {
	r := report.New(newContract(t))
	f := mistake(0, 0)
	f.Severity = contract.Rejected
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
	r.SetBaseline(known(t), time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC))
	assert.Contains(t, write(t, r, output.JUnit, report.Style{}), `<skipped message="rejected: expected a string, got the number 0">`)
}
