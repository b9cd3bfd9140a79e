package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// adversarial is a file in testdata/adversarial. It holds exchanges that validators often get
// wrong.
type adversarial struct {
	// Values are groups of response bodies. Each group also has the schema that these bodies are
	// checked against.
	Values []struct {
		About  string
		Schema any
		// Valid are bodies without a finding, and Invalid are bodies with findings. Each finding is
		// written as "RULE" if it is about the value as a whole, or as "RULE /PLACE".
		Valid   []string
		Invalid map[string]texts
	}
	// Messages are groups of exchanges. Each group also has the document that its exchanges are
	// checked against. The document is written without the fields openapi and info.
	Messages []struct {
		About     string
		Document  map[string]any
		Exchanges []message
	}
}

// message is an exchange as the files write it. A file gives METHOD TARGET and the headers of the
// request, then the status and the headers of the response.
type message struct {
	Send     string
	Header   map[string]texts
	Body     string
	Answer   int
	Answered map[string]texts
	Payload  string
	// Want lists the expected findings, each as "SEVERITY RULE PLACE".
	Want []string
}

// texts is a list of strings. A file may write a single string without a list.
type texts []string

func (t *texts) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*t = texts{node.Value}
		return nil
	}
	return node.Decode((*[]string)(t))
}

// TestAdversarialExchanges checks that each exchange has exactly the findings that its file lists.
// The list is empty for an exchange that agrees with the specifications.
func TestAdversarialExchanges(t *testing.T) {
	files, err := filepath.Glob("testdata/adversarial/*.yaml")
	require.NoError(t, err)
	exchanges := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var table adversarial
		require.NoError(t, yaml.Load(data, &table, yaml.WithKnownFields()), file)
		for _, group := range table.Values {
			t.Run(filepath.Base(file)+"/"+group.About, func(t *testing.T) {
				schema, err := json.Marshal(group.Schema)
				require.NoError(t, err)
				c, err := contract.Parse("values.json", []byte(withSchema(string(schema))))
				require.NoError(t, err)
				for _, value := range group.Valid {
					exchanges++
					assert.Empty(t, valueFindings(c, value), "%s is valid", value)
				}
				for value, want := range group.Invalid {
					exchanges++
					slices.Sort(want)
					assert.Equal(t, []string(want), valueFindings(c, value), "%q", value)
				}
			})
		}
		for _, group := range table.Messages {
			t.Run(filepath.Base(file)+"/"+group.About, func(t *testing.T) {
				group.Document["openapi"], group.Document["info"] = "3.0.3", map[string]any{"title": "A", "version": "1"}
				document, err := json.Marshal(group.Document)
				require.NoError(t, err)
				c, err := contract.Parse("messages.json", document)
				require.NoError(t, err)
				for _, m := range group.Exchanges {
					exchanges++
					assert.Equal(t, m.Want, found(c, m.exchange(t)), "%s %v", m.Send, m)
				}
			})
		}
	}
	t.Logf("%d exchanges", exchanges)
	assert.GreaterOrEqual(t, exchanges, 700, "exchanges")
}

// valueFindings returns the findings about a response body, written as the files write findings.
func valueFindings(c *contract.Contract, value string) []string {
	var got []string
	for _, f := range c.Check(valueExchange(value)) {
		if f.Side == contract.ResponseSide {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(f.Rule.String(), "response.")+" "+f.At.String(), " body"))
		}
	}
	slices.Sort(got)
	return got
}

// found returns all findings of an exchange, written as the files write findings.
func found(c *contract.Contract, x *contract.Exchange) []string {
	var got []string
	for _, f := range c.Check(x) {
		got = append(got, fmt.Sprintf("%s %s %s", f.Severity, f.Rule.String(), f.At.String()))
	}
	return got
}

func (m message) exchange(t *testing.T) *contract.Exchange {
	t.Helper()
	method, target, _ := strings.Cut(m.Send, " ")
	address, err := url.ParseRequestURI(target)
	require.NoError(t, err)
	x := &contract.Exchange{Request: contract.Request{Method: method, URL: address, Header: headerOf(m.Header), Body: []byte(m.Body)}}
	if m.Answer != 0 {
		x.Response = &contract.Response{Status: m.Answer, Header: headerOf(m.Answered), Body: []byte(m.Payload)}
	}
	return x
}

func headerOf(lines map[string]texts) http.Header {
	header := http.Header{}
	for name, values := range lines {
		for _, value := range values {
			header.Add(name, value)
		}
	}
	return header
}
