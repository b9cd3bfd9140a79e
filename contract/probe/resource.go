package probe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// resource is something that the server has, at a path of the document.
type resource struct {
	// item is the template of its path, and values are those of the parameters of the path.
	item   string
	values map[string]string
	// isMade reports whether the probe made it. made are the exchanges that did.
	isMade bool
	made   []step
	gone   bool
	// id is its identifier as the server wrote it.
	id any
}

// itemOf returns a template up to its last parameter, or an empty string if there is none.
func itemOf(template string) string {
	last := strings.LastIndexByte(template, '}')
	return template[:last+1]
}

// collectionOf returns the template that an item is below.
func collectionOf(item string) string { return item[:strings.LastIndexByte(item, '/')] }

// lastParameter returns the name of the last parameter of a template.
func lastParameter(item string) string {
	return strings.TrimSuffix(item[strings.LastIndexByte(item, '{')+1:], "}")
}

// find returns the operation with a method and a template, or nil.
func (p *Probe) find(method, template string) *derive.Operation {
	for _, pl := range p.plans {
		if pl.operation.Method == method && sameTemplate(pl.operation.Path, template) {
			return pl.operation
		}
	}
	return nil
}

// operation returns the operation with a method and a template, or nil. It is the worker's own,
// because two goroutines must not make requests of one at the same time.
func (w *worker) operation(method, template string) *derive.Operation {
	o := w.find(method, template)
	switch {
	case o == nil:
		return nil
	case o.Method == w.plan.operation.Method && o.Path == w.plan.operation.Path:
		return w.plan.operation
	}
	return w.operationWith(o, w.fixtures.of(o.ID))
}

// operationWith returns an operation with values that its requests have. It is the worker's own.
func (w *worker) operationWith(o *derive.Operation, known derive.Values) *derive.Operation {
	key := fmt.Sprint(o.Method, " ", o.Path, known)
	if w.operations[key] == nil {
		w.operations[key] = derive.Find(w.document, o.Method, o.Path, known)
	}
	return w.operations[key]
}

// sameTemplate reports whether two templates are the same but for a slash at the end.
func sameTemplate(a, b string) bool { return strings.TrimRight(a, "/") == strings.TrimRight(b, "/") }

// bind returns the values of the parameters of a path that lead to something that the server has.
// If it has nothing, bind makes it, if that is possible.
func (w *worker) bind(ctx context.Context, template string) (map[string]string, bool, error) {
	item := itemOf(template)
	if item == "" || len(w.fixtures.of(w.plan.operation.ID).Parameters[lastParameter(item)]) > 0 {
		return nil, true, nil
	}
	if r := w.resources[item]; r != nil && !r.gone {
		w.trail = slices.Clone(r.made)
		return r.values, true, nil
	}
	collection := collectionOf(item)
	values, ok, err := w.bind(ctx, collection)
	if err != nil || !ok {
		return nil, false, err
	}
	for _, attempt := range []func(context.Context, string, map[string]string) (*resource, error){w.byLink, w.create, w.put, w.list, w.byName} {
		r, err := attempt(ctx, item, values)
		if err != nil {
			return nil, false, err
		}
		if r != nil {
			w.resources[item] = r
			w.trail = slices.Clone(r.made)
			return r.values, true, nil
		}
	}
	return nil, false, nil
}

// forget makes the next request use another resource, because the server has this one no more.
func (w *worker) forget() { delete(w.resources, itemOf(w.plan.operation.Path)) }

// create makes an item by a POST to its collection.
func (w *worker) create(ctx context.Context, item string, values map[string]string) (*resource, error) {
	o := w.operation(http.MethodPost, collectionOf(item))
	if o == nil || !w.writes() {
		return nil, nil
	}
	return w.makeBy(ctx, o, item, values, false)
}

// put makes an item by a PUT of it.
func (w *worker) put(ctx context.Context, item string, values map[string]string) (*resource, error) {
	o := w.operation(http.MethodPut, item)
	if o == nil || !w.writes() || w.find(http.MethodPost, collectionOf(item)) != nil {
		return nil, nil
	}
	return w.makeBy(ctx, o, item, values, true)
}

// makeBy makes an item by the request of an operation.
func (w *worker) makeBy(ctx context.Context, o *derive.Operation, item string, values map[string]string, named bool) (*resource, error) {
	x, steps, err := w.produce(ctx, o, values)
	if err != nil || !succeeded(x) {
		return nil, err
	}
	if named {
		found, _ := w.valuesOf(item, x.Request.URL)
		return w.own(&resource{item: item, values: found, isMade: true, made: append(steps, step{Exchange: x})}), nil
	}
	return w.madeBy(x, item, values, steps), nil
}

// produce sends the smallest request of an operation, with what it refers to. It returns the
// exchange and those that made what it needs.
func (w *worker) produce(ctx context.Context, o *derive.Operation, values map[string]string) (*contract.Exchange, []step, error) {
	steps := slices.Clone(w.trail)
	if o.Method != w.plan.operation.Method || o.Path != w.plan.operation.Path {
		known, references := w.needs(ctx, o)
		o, steps = w.operationWith(o, known), append(made(references), steps...)
	} else {
		steps = append(slices.Clone(w.basis), steps...)
	}
	base, ok := o.Base()
	if !ok {
		return nil, nil, nil
	}
	request := authenticated(base.With(values).Anonymous().Request, w.user)
	x, err := w.send(ctx, o, request)
	if err == nil && x.Response != nil && x.Response.Status == http.StatusConflict {
		if fresh, ok := w.fresh(&request); ok {
			x, err = w.send(ctx, o, fresh)
		}
	}
	return x, steps, err
}

// madeBy returns the item that an exchange made after others, or nil if nothing says which.
func (w *worker) madeBy(x *contract.Exchange, item string, values map[string]string, before []step) *resource {
	r := &resource{item: item, values: map[string]string{}, isMade: true}
	name, from := lastParameter(item), capture{}
	if to, ok := w.location(x); ok {
		if found, ok := w.valuesOf(item, to); ok {
			r.values, r.id = found, found[name]
			from = capture{Header: locationHeader, Value: found[name]}
		}
	}
	if id, pointer, ok := identifier(x, name, item); ok {
		maps.Copy(r.values, values)
		r.values[name], r.id = text(id), id
		from = capture{Pointer: pointer, Value: text(id)}
	}
	if r.values[name] == "" {
		return nil
	}
	r.made = slices.Concat(before, []step{{Exchange: x, Capture: from}})
	return w.own(r)
}

// own notes a resource that the probe made.
func (w *worker) own(r *resource) *resource {
	w.made = append(w.made, r)
	return r
}

const locationHeader = "Location"

// location returns the URL in the Location of a response, as the document has it.
func (w *worker) location(x *contract.Exchange) (*url.URL, bool) {
	if x.Response == nil || x.Response.Header.Get(locationHeader) == "" {
		return nil, false
	}
	return w.target.documented(x.Request.URL, x.Response.Header.Get(locationHeader), w.plan.operation.BasePath())
}

// valuesOf returns the values of the parameters of a template in a path.
func (w *worker) valuesOf(item string, u *url.URL) (map[string]string, bool) {
	path := strings.Split(strings.TrimPrefix(u.EscapedPath(), w.plan.operation.BasePath()), "/")
	tokens := strings.Split(item, "/")
	if len(path) < len(tokens) {
		return nil, false
	}
	values := map[string]string{}
	for i, token := range tokens {
		plain, err := url.PathUnescape(path[i])
		switch {
		case err != nil:
			return nil, false
		case strings.HasPrefix(token, "{") && strings.HasSuffix(token, "}"):
			values[strings.Trim(token, "{}")] = plain
		case token != plain:
			return nil, false
		}
	}
	return values, true
}

// list takes an item that the server has already.
func (w *worker) list(ctx context.Context, item string, values map[string]string) (*resource, error) {
	o := w.operation(http.MethodGet, collectionOf(item))
	if o == nil {
		return nil, nil
	}
	base, ok := o.Base()
	if !ok {
		return nil, nil
	}
	x, err := w.send(ctx, o, authenticated(base.With(values).Anonymous().Request, w.user))
	if err != nil || !succeeded(x) {
		return nil, err
	}
	id, pointer, ok := identifier(x, lastParameter(item), item)
	if !ok {
		return nil, nil
	}
	r := &resource{item: item, values: map[string]string{lastParameter(item): text(id)}, id: id}
	maps.Copy(r.values, values)
	r.made = append(slices.Clone(w.trail), step{Exchange: x, Capture: capture{Pointer: pointer, Value: text(id)}})
	return r, nil
}

// send sends a request of an operation that makes ready for another request.
func (w *worker) send(ctx context.Context, o *derive.Operation, r contract.Request) (*contract.Exchange, error) {
	response, err := w.target.send(ctx, &r, o.BasePath(), false)
	if ends(ctx, err) {
		return nil, err
	}
	x := &contract.Exchange{Request: r, Response: response}
	w.add(nil, x, err)
	return x, nil
}

func succeeded(x *contract.Exchange) bool {
	return x != nil && x.Response != nil && x.Response.Status >= 200 && x.Response.Status < 300
}

// itemsBelow returns the templates of the items of a collection.
func (p *Probe) itemsBelow(collection string) []string {
	var items []string
	for _, pl := range p.plans {
		item := itemOf(pl.operation.Path)
		if item != "" && sameTemplate(collectionOf(item), collection) && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// identifier returns the identifier of what a response is about, and its JSON pointer.
func identifier(x *contract.Exchange, parameter, item string) (any, string, bool) {
	value, ok := decoded(x.Response.Body)
	if !ok {
		return nil, "", false
	}
	collection := collectionOf(item)
	names := []string{parameter, "id", strings.ToLower(parameter)}
	segment := strings.TrimSuffix(strings.ToLower(collection[strings.LastIndexByte(collection, '/')+1:]), "s")
	names = append(names, segment+"_id", segment+"Id", "uuid")
	for _, name := range names {
		if id, at, ok := search(value, name, "", 3); ok {
			return id, at, true
		}
	}
	return nil, "", false
}

// search returns the first scalar with a name, breadth before depth.
func search(value any, name, at string, depth int) (any, string, bool) {
	switch value := value.(type) {
	case map[string]any:
		switch value[name].(type) {
		case string, json.Number:
			return value[name], at + "/" + name, true
		}
		for _, key := range sortedKeys(value) {
			if depth > 0 {
				if id, where, ok := search(value[key], name, at+"/"+key, depth-1); ok {
					return id, where, true
				}
			}
		}
	case []any:
		if len(value) > 0 && depth > 0 {
			return search(value[0], name, at+"/0", depth-1)
		}
	}
	return nil, "", false
}

// text returns a scalar as it is written in a path.
func text(value any) string {
	if number, ok := value.(json.Number); ok {
		return number.String()
	}
	plain, _ := value.(string)
	return plain
}

// cleanUp deletes what the worker made, the last first. It works also if the probe was stopped.
func (w *worker) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), grace, errors.New("cleaning up takes too long"))
	defer cancel()
	for _, r := range slices.Backward(w.made) {
		w.remove(ctx, r)
	}
}

// remove deletes something that the worker made.
func (w *worker) remove(ctx context.Context, r *resource) {
	if r.gone || !r.isMade {
		return
	}
	r.gone = true
	where := r.made[len(r.made)-1].Exchange.Request.URL.Path + " " + r.values[lastParameter(r.item)]
	o := w.operation(http.MethodDelete, r.item)
	if o == nil {
		w.left = append(w.left, where)
		return
	}
	base, ok := o.Base()
	if !ok {
		w.left = append(w.left, where)
		return
	}
	request := authenticated(base.With(r.values).Anonymous().Request, w.user)
	response, err := w.target.send(ctx, &request, o.BasePath(), true)
	if err != nil || response.Status >= 400 && response.Status != http.StatusNotFound && response.Status != http.StatusGone {
		w.left = append(w.left, where)
		return
	}
	w.add(nil, &contract.Exchange{Request: request, Response: response}, nil)
}

// placeOf returns a place of the document.
func (p *Probe) placeOf(pointer string) contract.Place {
	return contract.Place(p.document.Find(pointer).Place())
}
