package recording

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// The types are the parts of a VCR cassette for Ruby, Python and R that describe the exchanges. The
// ports of VCR write some values in different ways.
type (
	vcrInteraction struct {
		Request struct {
			Method  string    `yaml:"method"`
			URI     string    `yaml:"uri"`
			Headers vcrHeader `yaml:"headers"`
			Body    vcrBody   `yaml:"body"`
		} `yaml:"request"`
		Response struct {
			Status  vcrStatus `yaml:"status"`
			Headers vcrHeader `yaml:"headers"`
			Body    vcrBody   `yaml:"body"`
		} `yaml:"response"`
		Recorded string `yaml:"recorded_at"`
	}
	// vcrHeader has a string or a list of strings for each name.
	vcrHeader http.Header
	// vcrStatus is a number, or an object with the number.
	vcrStatus int
	// vcrBody is a string, or an object with the string, either plain or in base64.
	vcrBody struct{ logged loggedBody }
)

// isVCRInteraction reports whether an interaction is from VCR. VCR writes the address as uri, and
// go-vcr writes it as url.
func isVCRInteraction(node *yaml.Node) bool {
	return member(member(node, "request"), "uri") != nil
}

// erb matches a tag of ERB, a template of Ruby.
var erb = lazyregexp.New(`(?s)<%.*?%>`)

// hasERB reports whether a string in a node contains a tag of ERB.
func hasERB(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && erb.MatchString(node.Value) || slices.ContainsFunc(node.Content, hasERB)
}

// member returns the value of a name in a node, or nil if the node doesn't have the name.
func member(node *yaml.Node, name string) *yaml.Node {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i+1]
		}
	}
	return nil
}

// UnmarshalYAML implements [yaml.Unmarshaler].
func (h *vcrHeader) UnmarshalYAML(node *yaml.Node) error {
	var fields map[string]yaml.Node
	if err := document.LoadNode(node, &fields); err != nil {
		return err
	}
	all := http.Header{}
	for name, value := range fields {
		var values []string
		if value.Kind == yaml.SequenceNode {
			if err := document.LoadNode(&value, &values); err != nil {
				return err
			}
		} else if value.ShortTag() != "!!null" {
			text, err := scalarText(&value)
			if err != nil {
				return err
			}
			values = []string{text}
		}
		for _, each := range values {
			all.Add(name, each)
		}
	}
	*h = vcrHeader(all)
	return nil
}

// UnmarshalYAML implements [yaml.Unmarshaler].
func (s *vcrStatus) UnmarshalYAML(node *yaml.Node) error {
	for _, name := range []string{"code", "status_code"} {
		if code := member(node, name); code != nil {
			node = code
			break
		}
	}
	text, err := scalarText(node)
	if err != nil {
		return err
	}
	*s = vcrStatus(statusOf(text))
	return nil
}

// UnmarshalYAML implements [yaml.Unmarshaler].
func (b *vcrBody) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.MappingNode {
		text, packed := member(node, "string"), member(node, "base64_string")
		if node = text; node == nil {
			node = packed
		}
		if node == nil {
			return nil // The body is in another file or was not recorded.
		}
		text64, err := scalarText(node)
		if err != nil {
			return err
		}
		b.logged = loggedBody{bytes: []byte(text64), recorded: true}
		if node == packed {
			decoded, err := decodeBase64(text64)
			b.logged = loggedBody{bytes: decoded, recorded: true, truncated: err != nil}
		}
		return nil
	}
	text, err := scalarText(node)
	b.logged = loggedBody{bytes: []byte(text), recorded: true}
	return err
}

// scalarText returns a scalar as a string. Ruby marks binary strings with a tag.
func scalarText(node *yaml.Node) (string, error) {
	if node.Kind == yaml.ScalarNode && (node.Tag == "!binary" || node.ShortTag() == "!!binary") {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(node.Value), ""))
		if err == nil {
			return string(decoded), nil
		}
	}
	if node.Kind == yaml.ScalarNode && node.ShortTag() != "!!null" {
		return node.Value, nil
	}
	var text string
	err := document.LoadNode(node, &text)
	return text, err
}

// exchange turns an interaction into an exchange. An error begins with the place within it.
func (i *vcrInteraction) exchange(in *input) (*contract.Exchange, error) {
	l := logged{
		method: strings.ToUpper(i.Request.Method), url: i.Request.URI, status: int(i.Response.Status),
		header: canonical(http.Header(i.Request.Headers)), responseHeader: canonical(http.Header(i.Response.Headers)),
		request: i.Request.Body.logged, response: i.Response.Body.logged,
	}
	// For a request without a body, a cassette has null or no field.
	l.request.recorded = true
	x, err := l.exchange(in)
	if err != nil {
		return nil, err
	}
	x.Source.Recorded = parseTime(i.Recorded)
	if recorded, err := time.Parse(time.RFC1123, i.Recorded); err == nil {
		x.Source.Recorded = recorded
	}
	return x, nil
}
