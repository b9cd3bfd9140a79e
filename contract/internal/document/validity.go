package document

import (
	"fmt"
	"regexp"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Validate returns an error of one line if nothing can be checked against the document. This is so
// if it is not OpenAPI 3, describes nothing, or needs a reference that leads to nothing.
func (d *Document) Validate() error {
	root := d.Root()
	if v := firstOf(root, "swagger", "swaggerVersion"); v != nil {
		return fmt.Errorf("%s: %s", v.Place(), isSwagger(v.Text()))
	}
	version := root.Get("openapi")
	if version == nil {
		return fmt.Errorf("%s: the file is not an OpenAPI document, because it has no openapi field; name a file that begins with openapi: 3.0.3", d.Name())
	}
	if d.Version() == 0 {
		return fmt.Errorf("%s: the document says openapi: %s; only OpenAPI 3.0, 3.1 and 3.2 are supported; write 3.0.3 and adapt the document to it",
			version.Place(), wording.Quote(version.Text()))
	}
	if firstOf(root, "paths", "components", "webhooks") == nil {
		return fmt.Errorf("%s: the document describes nothing, because it has no paths, components or webhooks; add paths", d.Name())
	}
	return d.invalid
}

// Flaws returns the mistakes of the document against the grammar of its OpenAPI version, in the
// order in which the classifier found them.
func (d *Document) Flaws() []Flaw { return d.flaws }

// Objects goes over the nodes of the document that are objects of OpenAPI, from the root through
// its references, each once.
func (d *Document) Objects(yield func(*Node, grammar.Object) bool) {
	for _, n := range d.objects {
		if !yield(n, n.object) {
			return
		}
	}
}

func firstOf(n *Node, names ...string) *Node {
	for _, name := range names {
		if child := n.Get(name); child != nil {
			return child
		}
	}
	return nil
}

func isSwagger(version string) string {
	return fmt.Sprintf("the document is Swagger %s, and only OpenAPI 3.0, 3.1 and 3.2 are supported; convert it, for example with swagger2openapi", version)
}

var swaggerField = regexp.MustCompile(`(?m)^[ \t{]*["']?swagger(?:Version)?["']?[ \t]*:[ \t]*["']?([0-9.]+)`)

// orSwagger returns the error of a text that is not YAML. If the text seems to be Swagger, the
// error says so, because nothing else that is wrong with it matters.
func orSwagger(name string, text []byte, err error) error {
	const head = 1 << 20 // The field is among the first.
	if match := swaggerField.FindSubmatch(text[:min(len(text), head)]); match != nil {
		return fmt.Errorf("%s: %s", name, isSwagger(string(match[1])))
	}
	return err
}
