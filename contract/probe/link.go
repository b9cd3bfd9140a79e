package probe

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// link is a link of a document: an operation whose response says how to call another one.
type link struct {
	from *derive.Operation
	// parameters are the runtime expressions of the parameters of the path.
	parameters map[string]string
}

// linksTo returns the links of the document to operations of an item.
func (p *Probe) linksTo(item string) []link {
	var all []link
	for _, pl := range p.plans {
		o := pl.operation
		for status, response := range p.document.Find(o.Place()).Get("responses").SortedFields() {
			if !strings.HasPrefix(status, "2") {
				continue
			}
			for _, node := range response.Target().Get("links").SortedFields() {
				if to := p.linked(node.Target()); to != nil && itemOf(to.Path) == item && o.Path != to.Path {
					all = append(all, link{from: o, parameters: expressions(node.Target())})
				}
			}
		}
	}
	return all
}

// linked returns the operation that a link leads to, or nil.
func (p *Probe) linked(node *document.Node) *derive.Operation {
	for _, pl := range p.plans {
		if id := node.StringAt("operationId"); id != "" && id == pl.operation.ID {
			return pl.operation
		}
		if ref := node.StringAt("operationRef"); ref != "" {
			if to, err := node.Resolve(ref); err == nil && to.Pointer() == pl.operation.Place() {
				return pl.operation
			}
		}
	}
	return nil
}

// expressions returns the runtime expressions of a link by the names of the parameters.
func expressions(node *document.Node) map[string]string {
	all := map[string]string{}
	for name, value := range node.Get("parameters").Fields() {
		all[strings.TrimPrefix(name, "path.")] = value.Text()
	}
	return all
}

// byLink makes an item as a link of the document says.
func (w *worker) byLink(ctx context.Context, item string, values map[string]string) (*resource, error) {
	for _, l := range w.linksTo(item) {
		if !isSafe(l.from.Method) && !w.writes() {
			continue
		}
		known, references := w.needs(ctx, w.operation(l.from.Method, l.from.Path))
		base, ok := derive.Find(w.document, l.from.Method, l.from.Path, known).Base()
		if !ok || strings.Contains(l.from.Path, "{") && len(values) == 0 {
			continue
		}
		x, err := w.send(ctx, l.from, authenticated(base.With(values).Anonymous().Request, w.user))
		if err != nil {
			return nil, err
		}
		if !succeeded(x) {
			continue
		}
		r := &resource{item: item, values: copied(values), isMade: !isSafe(l.from.Method)}
		from := capture{}
		for name, expression := range l.parameters {
			from = evaluated(expression, x)
			r.values[name], r.id = from.Value, from.Value
		}
		if from.Value == "" || r.values[lastParameter(item)] == "" {
			continue
		}
		r.made = append(slices.Concat(made(references), w.trail), step{Exchange: x, Capture: from})
		if r.isMade {
			w.own(r)
		}
		return r, nil
	}
	return nil, nil
}

// copied returns a copy that can be written to.
func copied(values map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, values)
	return all
}

// evaluated returns what a runtime expression selects of an exchange (OpenAPI 3.1.1, section
// 4.8.20.4).
func evaluated(expression string, x *contract.Exchange) capture {
	expression = strings.TrimSuffix(strings.TrimPrefix(expression, "{"), "}")
	if pointer, ok := strings.CutPrefix(expression, "$response.body#"); ok {
		c := capture{Pointer: pointer}
		c.Value = c.from(x)
		return c
	}
	if name, ok := strings.CutPrefix(expression, "$response.header."); ok {
		return capture{Header: name, Value: x.Response.Header.Get(name)}
	}
	return capture{}
}
