package probe

import (
	"context"
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

// resource is a resource of the server at a path of the document.
type resource struct {
	// item is the template of the path. values are the values of its parameters.
	item   string
	values map[string]string
	// isMade reports whether the probe created the resource. made are the exchanges that created
	// it.
	isMade bool
	made   []step
	gone   bool
	// id is the identifier in the form in which the server sent it.
	id any
}

// itemOf returns the template up to its last parameter. It returns an empty string if there is no
// parameter.
func itemOf(template string) string {
	last := strings.LastIndexByte(template, '}')
	return template[:last+1]
}

// collectionOf returns the template of the collection that contains an item.
func collectionOf(item string) string { return item[:strings.LastIndexByte(item, '/')] }

// lastParameter returns the name of the last parameter of a template.
func lastParameter(item string) string {
	return strings.TrimSuffix(item[strings.LastIndexByte(item, '{')+1:], "}")
}

// find returns the operation with a method and a template, or nil.
func (p *Probe) find(method, template string) *derive.Operation {
	return p.index.operations[method+" "+strings.TrimRight(template, "/")]
}

// operation returns the operation with a method and a template, or nil. Each worker has a copy of
// its own, because making requests of an operation is not safe for concurrent use.
func (w *worker) operation(ctx context.Context, method, template string) *derive.Operation {
	o := w.find(method, template)
	switch {
	case o == nil:
		return nil
	case o.Method == w.plan.operation.Method && o.Path == w.plan.operation.Path:
		return w.plan.operation
	}
	return w.operationWith(ctx, o, w.fixtures.of(o.ID))
}

// operationWith returns a copy of an operation whose requests have the known values. The copy
// belongs to the worker.
func (w *worker) operationWith(ctx context.Context, o *derive.Operation, known derive.Values) *derive.Operation {
	key := fmt.Sprint(o.Method, " ", o.Path, known)
	if prepared := w.operations[key]; prepared != nil {
		return prepared
	}
	prepared := w.derivation.Find(ctx, o.Method, o.Path, known)
	if ctx.Err() == nil { // Otherwise it may lack a request.
		w.operations[key] = prepared
	}
	return prepared
}

// sameTemplate reports whether two templates are equal, apart from a final slash.
func sameTemplate(a, b string) bool { return strings.TrimRight(a, "/") == strings.TrimRight(b, "/") }

// bind returns parameter values for a path that lead to an existing resource. If there is no
// resource, bind creates one if possible.
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
	for _, attempt := range []func(context.Context, string, map[string]string) (*resource, error){w.byLink, w.create, w.put, w.elsewhere, w.list, w.byName} {
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

// forget makes the next request use another resource, because the server no longer has this one.
func (w *worker) forget() { delete(w.resources, itemOf(w.plan.operation.Path)) }

// create creates an item with a POST to its collection.
func (w *worker) create(ctx context.Context, item string, values map[string]string) (*resource, error) {
	o := w.operation(ctx, http.MethodPost, collectionOf(item))
	if o == nil || !w.writes() {
		return nil, nil
	}
	return w.makeBy(ctx, o, item, values, false)
}

// put creates an item with a PUT to its path.
func (w *worker) put(ctx context.Context, item string, values map[string]string) (*resource, error) {
	o := w.operation(ctx, http.MethodPut, item)
	if o == nil || !w.writes() || w.find(http.MethodPost, collectionOf(item)) != nil {
		return nil, nil
	}
	return w.makeBy(ctx, o, item, values, true)
}

// makeBy creates an item with the request of an operation.
func (w *worker) makeBy(ctx context.Context, o *derive.Operation, item string, values map[string]string, named bool) (*resource, error) {
	x, steps, err := w.produce(ctx, o, values)
	if err != nil || !succeeded(x) {
		return nil, err
	}
	if named {
		found, _ := w.valuesOf(item, x.Request.URL)
		return w.own(&resource{item: item, values: found, isMade: true, made: append(steps, step{Exchange: x})}), nil
	}
	return w.madeBy(ctx, x, item, values, steps), nil
}

// produce sends the smallest request of an operation, after creating the resources to which it
// refers. It returns the exchange and the exchanges on which it depends.
func (w *worker) produce(ctx context.Context, o *derive.Operation, values map[string]string) (*contract.Exchange, []step, error) {
	steps := slices.Clone(w.trail)
	if o.Method != w.plan.operation.Method || o.Path != w.plan.operation.Path {
		known, references := w.needs(ctx, o)
		o, steps = w.operationWith(ctx, o, known), append(made(references), steps...)
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

// madeBy returns the item that an exchange created. It returns nil if the response doesn't identify
// the item.
func (w *worker) madeBy(ctx context.Context, x *contract.Exchange, item string, values map[string]string, before []step) *resource {
	r := &resource{item: item, values: map[string]string{}, isMade: true}
	name, from := lastParameter(item), capture{}
	if to, ok := w.location(x); ok {
		if found, ok := w.valuesOf(item, to); ok {
			r.values, r.id = found, found[name]
			from = capture{Header: locationHeader, Value: found[name]}
		}
	}
	id, pointer, ok := identifier(x, name, item)
	if !ok && r.values[name] == "" {
		id, pointer, ok = w.guess(ctx, x, item, values)
	}
	if ok {
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

// own notes a resource that the probe created.
func (w *worker) own(r *resource) *resource {
	w.made = append(w.made, r)
	return r
}

const locationHeader = "Location"

// location returns the Location of a response as a URL of the document.
func (w *worker) location(x *contract.Exchange) (*url.URL, bool) {
	if x.Response == nil || x.Response.Header.Get(locationHeader) == "" {
		return nil, false
	}
	return w.target.documented(x.Request.URL, x.Response.Header.Get(locationHeader), w.plan.operation.BasePath())
}

// valuesOf returns the parameter values of a template in a path.
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

// list returns an item that the server already has.
func (w *worker) list(ctx context.Context, item string, values map[string]string) (*resource, error) {
	o := w.operation(ctx, http.MethodGet, collectionOf(item))
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
		id, pointer, ok = w.guess(ctx, x, item, values)
	}
	if !ok {
		return nil, nil
	}
	r := &resource{item: item, values: map[string]string{lastParameter(item): text(id)}, id: id}
	maps.Copy(r.values, values)
	r.made = append(slices.Clone(w.trail), step{Exchange: x, Capture: capture{Pointer: pointer, Value: text(id)}})
	return r, nil
}

// send sends a request that prepares another request.
func (w *worker) send(ctx context.Context, o *derive.Operation, r contract.Request) (*contract.Exchange, error) {
	x := &contract.Exchange{Request: r}
	err := w.target.send(ctx, x, o.BasePath(), false)
	if ends(ctx, err) {
		return nil, err
	}
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

// cleanUp deletes the resources that the worker created, in reverse order. It also works after the
// probe was stopped.
func (w *worker) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), grace, errors.New("cleaning up takes too long"))
	defer cancel()
	for _, r := range slices.Backward(w.made) {
		w.remove(ctx, r)
	}
}

// remove deletes a resource that the worker created.
func (w *worker) remove(ctx context.Context, r *resource) {
	if r.gone || !r.isMade {
		return
	}
	r.gone = true
	where := r.made[len(r.made)-1].Exchange.Request.URL.Path + " " + r.values[lastParameter(r.item)]
	o := w.operation(ctx, http.MethodDelete, r.item)
	if o == nil {
		w.left = append(w.left, where)
		return
	}
	base, ok := o.Base()
	if !ok {
		w.left = append(w.left, where)
		return
	}
	x := &contract.Exchange{Request: authenticated(base.With(r.values).Anonymous().Request, w.user)}
	err := w.target.send(ctx, x, o.BasePath(), true)
	if err != nil || x.Response.Status >= 400 && x.Response.Status != http.StatusNotFound && x.Response.Status != http.StatusGone {
		w.left = append(w.left, where)
		return
	}
	w.add(nil, x, nil)
}

// placeOf returns a place of the document.
func (p *Probe) placeOf(pointer string) contract.Place {
	return contract.Place(p.document.Find(pointer).Place())
}
