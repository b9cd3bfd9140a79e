package contract_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// FuzzParse checks that Parse ends, whatever the fields of the document contain, and that an error
// is one line. If Parse accepts the document, all methods of the contract must end too: the lists
// of warnings and of what is unchecked, the claims, and the checks of exchanges. The fuzzer starts
// with a document that has every keyword. It changes the value at one place, and the version of
// OpenAPI.
func FuzzParse(f *testing.F) {
	document := everyKeyword(f)
	for place := range uint16(27) {
		f.Add(place*47, []string{"null", "5", "a", "[]", "[1, a, {}]", "{}", "{$ref: '#/components/schemas/Node'}", "{$ref: 1}", "true"}[place%9], uint8(place))
	}
	var whole yaml.Node
	require.NoError(f, yaml.Load(document, &whole))
	for place, value := range valuesOf(whole.Content[0]) {
		if strings.HasPrefix(value.Value, "^") { // The value is a pattern.
			f.Add(uint16(place), "'('", uint8(0))
		}
	}
	f.Fuzz(func(t *testing.T, place uint16, value string, version uint8) {
		var tree, replaced yaml.Node
		require.NoError(t, yaml.Load(document, &tree))
		if yaml.Load([]byte(value), &replaced) != nil || len(replaced.Content) != 1 {
			return
		}
		nodes := valuesOf(tree.Content[0])
		*nodes[int(place)%len(nodes)] = *replaced.Content[0]
		text, err := yaml.Dump(&tree)
		if err != nil {
			return
		}
		text = []byte(strings.Replace(string(text), "3.0.3", []string{"3.0.3", "3.1.0", "3.2.0"}[version%3], 1))
		c, err := contract.Parse("a.yaml", text)
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		for _, w := range c.Warnings() {
			assert.NotContains(t, w.What, "\n")
		}
		for _, u := range c.Unchecked() {
			assert.NotContains(t, u.What, "\n")
		}
		c.Claims()
		for _, o := range c.Operations() {
			path := strings.NewReplacer("{", "", "}", "").Replace(o.Path)
			header := http.Header{"Content-Type": {"application/json"}, "Cookie": {"a=b"}, "Authorization": {"Bearer a"}}
			x := &contract.Exchange{
				Request:  contract.Request{Method: o.Method, URL: &url.URL{Path: "/v1" + path, RawQuery: "a=1&b[c]=2"}, Header: header, Body: []byte(`{"a": [1, {"b": null}]}`)},
				Response: &contract.Response{Status: http.StatusOK, Header: header, Body: []byte(`{"a": [1, {"b": null}]}`)},
			}
			for _, finding := range c.Check(x) {
				assert.NotContains(t, finding.Message(), "\n")
			}
		}
	})
}

// valuesOf returns the values of a YAML mapping or list, at any depth.
func valuesOf(n *yaml.Node) []*yaml.Node {
	var all []*yaml.Node
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		all = append(all, child)
		all = slices.Concat(all, valuesOf(child))
	}
	return all
}
