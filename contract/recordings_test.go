package contract_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// loadRecordings returns all recorded exchanges of this repository.
func loadRecordings(tb testing.TB) []contract.Exchange {
	tb.Helper()
	exchanges, err := recording.Load("testdata/recordings")
	require.NoError(tb, err)
	return exchanges
}

func TestRecordingsAgreeWithTheDocument(t *testing.T) {
	c := loadContract(t)
	for _, x := range loadRecordings(t) {
		findings := c.Check(&x)
		if x.Source.Provenance == contract.Sandbox { // Some requests to the sandbox are wrong on purpose.
			findings = slices.DeleteFunc(findings, func(f contract.Finding) bool { return f.Severity == contract.Rejected })
		}
		assert.Empty(t, findings, x.Source)
	}
}

// TestMistakesInRefusedRequests compares a file with the mistakes that the engine finds in the
// requests that the sandbox refuses. A rejected request doesn't fail a check. Without this test,
// nobody would notice if the engine no longer found such a mistake. Each line of the file also
// shows what the request sent. If the environment has UPDATE=1, the test writes the file instead.
func TestMistakesInRefusedRequests(t *testing.T) {
	const file = "testdata/rejected.txt"
	c := loadContract(t)
	var b strings.Builder
	for _, x := range loadRecordings(t) {
		for _, f := range c.Check(&x) {
			fmt.Fprintf(&b, "%s %s %d %s at %s: %s\n", f.Operation, f.Severity, x.Response.Status, f.Rule.String(), f.At.String(), sentAt(&x, f.At))
		}
	}
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String(), "look at the difference, then run the test with UPDATE=1")
}

// sentAt returns the beginning of what the request sent at a location: the values of a header, the
// path, or the body.
func sentAt(x *contract.Exchange, at contract.Location) string {
	sent := string(x.Request.Body)
	switch at.In {
	case contract.InHeader:
		sent = strings.Join(x.Request.Header.Values(at.Name), " | ")
	case contract.InPath:
		sent = x.Request.URL.Path
	default:
	}
	if sent == "" {
		return "nothing"
	}
	const most = 60
	if len(sent) > most {
		return fmt.Sprintf("%#q and %d more bytes", sent[:most], len(sent)-most)
	}
	return fmt.Sprintf("%#q", sent)
}

func TestEveryOperationHasADocumentedRecording(t *testing.T) {
	byID, _ := operations(loadDocument(t))
	c := loadContract(t)
	documented := map[string][]contract.Exchange{}
	for _, x := range loadRecordings(t) {
		if x.Source.Provenance == contract.Documented {
			operation, _ := c.Find(x.Request.Method, x.Request.URL)
			documented[operation.ID] = append(documented[operation.ID], x)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byID)) {
		if byID[name].ExternalDocs == nil { // The vendor has no page about the operation, so it shows no example.
			assert.Empty(t, documented[name], "a recording holds an example of %s, and the document names no page", name)
			continue
		}
		require.NotEmpty(t, documented[name], "no recording holds the vendor's example of %s", name)
		for _, x := range documented[name] {
			assert.Equal(t, byID[name].ExternalDocs.URL, x.Source.Page, "%s names no source page", x.Source)
			assert.True(t, strings.HasSuffix(x.Source.File, "/documented/"+name+".har"), "%s is not in documented/%s.har", x.Source, name)
			if x.Response != nil {
				assert.NotEmpty(t, x.Response.Body, x.Source)
			}
		}
	}
}
