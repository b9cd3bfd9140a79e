package probe

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// link is a link in a document: a response of one operation says how to call another operation.
type link struct {
	from, to *derive.Operation
	// name and at are the name and the place of the link in the document. status is the key of the
	// response.
	name, at, status string
	// parameters are the runtime expressions for the path parameters.
	parameters map[string]string
}

// linksTo returns the links whose operation has the path of an item.
func (p *Probe) linksTo(item string) []link { return p.index.linksTo[item] }

// linksFrom returns the links in the success responses of an operation.
func (p *Probe) linksFrom(o *derive.Operation) []link { return p.index.linksFrom[o.Place()] }

// expressions returns the runtime expressions of a link by parameter name.
func expressions(node *document.Node) map[string]string {
	all := map[string]string{}
	for name, value := range node.Get("parameters").Fields() {
		all[strings.TrimPrefix(name, "path.")] = value.Text()
	}
	return all
}

// byLink creates an item with the operation from which a link leads to the item.
func (w *worker) byLink(ctx context.Context, item string, values map[string]string) (*resource, error) {
	for _, l := range w.linksTo(item) {
		if !isSafe(l.from.Method) && !w.writes() {
			continue
		}
		known, references := w.needs(ctx, w.operation(ctx, l.from.Method, l.from.Path))
		base, ok := w.operationWith(ctx, l.from, known).Base()
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
		found, from, ok := l.values(x, values)
		r := &resource{item: item, values: copied(values), isMade: !isSafe(l.from.Method), id: from.Value}
		maps.Copy(r.values, found)
		if !ok || r.values[lastParameter(item)] == "" {
			continue
		}
		r.made = append(slices.Concat(made(references), w.trail), step{Exchange: x, Capture: from})
		if r.isMade {
			w.own(r)
		}
		leads, err := w.leads(ctx, r)
		if err != nil {
			return nil, err
		}
		if leads { // Otherwise followLinks reports the link.
			return r, nil
		}
	}
	return nil, nil
}

// leads reports whether a GET finds the resource. It returns true if there is no GET.
func (w *worker) leads(ctx context.Context, r *resource) (bool, error) {
	get := w.operation(ctx, http.MethodGet, r.item)
	if get == nil {
		return true, nil
	}
	base, ok := get.Base()
	if !ok {
		return true, nil
	}
	x, err := w.send(ctx, get, authenticated(base.With(r.values).Anonymous().Request, w.user))
	return err == nil && !isGone(x), err
}

// isGone reports whether a response says that the resource doesn't exist.
func isGone(x *contract.Exchange) bool {
	return x.Response != nil && (x.Response.Status == http.StatusNotFound || x.Response.Status == http.StatusGone)
}

// followLinks sends requests to the links of a response. It judges only links whose values come
// from the server. Values that the probe made up are ignored.
func (w *worker) followLinks(ctx context.Context, x *contract.Exchange, findings *[]contract.Finding) error {
	if w.located > maxLocated || !succeeded(x) {
		return nil
	}
	for _, l := range w.linksFrom(w.plan.operation) {
		values, from, ok := l.values(x, w.valuesIn(x.Request.URL.EscapedPath()))
		if !ok || l.to.Method != http.MethodGet || !l.covers(x.Response.Status) || w.isInvented(x, values) {
			continue
		}
		base, ok := w.operation(ctx, http.MethodGet, l.to.Path).Base()
		if !ok {
			continue
		}
		w.located++
		answer, err := w.send(ctx, l.to, authenticated(base.With(values).Anonymous().Request, w.user))
		if err != nil || !isGone(answer) {
			if err != nil {
				return err
			}
			continue
		}
		w.located = 0 // The search for the smallest request follows it again.
		f := w.finding(x, linkRule, from.location(), fmt.Sprintf("the link %q to lead to something that a GET finds", l.name),
			fmt.Sprintf("a %d for GET %s", answer.Response.Status, answer.Request.URL.EscapedPath()))
		f.Document = w.placeOf(l.at)
		*findings = append(*findings, f)
	}
	return nil
}

// location returns the place of a captured part in a response.
func (c Capture) location() contract.Location {
	if c.Header != "" {
		return contract.Location{In: contract.InHeader, Name: c.Header}
	}
	return contract.Location{In: contract.InBody, Pointer: c.Pointer}
}

const linkRule = "link"

// covers reports whether the link belongs to the response with a status.
func (l *link) covers(status int) bool {
	return l.status == strconv.Itoa(status) || strings.EqualFold(l.status, "2XX")
}

// values returns the values of the link's parameters in an exchange. path has the values of the
// exchange's path parameters. values also returns the last captured part of the response. It
// returns false if a value is missing.
func (l *link) values(x *contract.Exchange, path map[string]string) (map[string]string, capture, bool) {
	values, last := map[string]string{}, capture{}
	for _, name := range sortedKeys(l.parameters) {
		from := evaluated(l.parameters[name], x, path)
		if from.Value == "" {
			return nil, last, false
		}
		values[name] = from.Value
		if from.Header != "" || from.Pointer != "" {
			last = from
		}
	}
	return values, last, last.Value != ""
}

// isInvented reports whether the probe made up one of the values. Such a value is in a request, and
// in no earlier response.
func (w *worker) isInvented(x *contract.Exchange, values map[string]string) bool {
	steps := append(slices.Concat(w.basis, w.trail), step{Exchange: x})
	for _, value := range values {
		for i := range steps {
			if steps[i].Capture.Value == value {
				break
			}
			if steps[i].mentions(value) {
				return true
			}
		}
	}
	return false
}

// copied returns a copy of the map that may be changed.
func copied(values map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, values)
	return all
}

// evaluated evaluates a runtime expression on an exchange (OpenAPI 3.1.1, section 4.8.20.4). path
// has the values of the path parameters. If the text is not an expression, the result is the text.
func evaluated(expression string, x *contract.Exchange, path map[string]string) capture {
	expression = strings.TrimSuffix(strings.TrimPrefix(expression, "{"), "}")
	if pointer, ok := strings.CutPrefix(expression, "$response.body#"); ok {
		c := capture{Pointer: pointer}
		c.Value = c.from(x)
		return c
	}
	if name, ok := strings.CutPrefix(expression, "$response.header."); ok {
		return capture{Header: name, Value: x.Response.Header.Get(name)}
	}
	if name, ok := strings.CutPrefix(expression, "$request.path."); ok {
		return capture{Value: path[name]}
	}
	if name, ok := strings.CutPrefix(expression, "$request.query."); ok {
		return capture{Value: x.Request.URL.Query().Get(name)}
	}
	if strings.HasPrefix(expression, "$") {
		return capture{}
	}
	return capture{Value: expression}
}
