package probe

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// reference is a property or a parameter whose value identifies a resource.
type reference struct {
	property derive.Property
	resource *resource
}

// known returns values to which that of the reference is added.
func (r *reference) known(values derive.Values) derive.Values {
	value := r.resource.id
	if r.property.IsList {
		value = []any{value}
	}
	all := derive.Values{Parameters: merged(values.Parameters, nil), Properties: merged(values.Properties, nil)}
	if r.property.IsParameter {
		all.Parameters[r.property.Name] = []any{value}
	} else {
		all.Properties[r.property.Name] = []any{value}
	}
	return all
}

// learn makes what other operations make and this one refers to, and plans the operation with it.
func (w *worker) learn(ctx context.Context) {
	o := w.plan.operation
	known, references := w.needs(ctx, o)
	if w.known = known; len(references) == 0 {
		return
	}
	again := &plan{operation: w.operationWith(o, known)}
	if _, ok := again.operation.Base(); ok {
		w.plan, w.basis, w.references = again, made(references), references
	}
}

// made returns the exchanges that made what is referred to.
func made(references []reference) []step {
	var steps []step
	for _, r := range references {
		steps = append(steps, r.resource.made...)
	}
	return steps
}

// needs makes what the requests of an operation refer to. It returns the values for them beside the
// fixtures.
func (w *worker) needs(ctx context.Context, o *derive.Operation) (derive.Values, []reference) {
	known := w.fixtures.of(o.ID)
	var references []reference
	for _, property := range o.Accepted() {
		given := known.Properties
		if property.IsParameter {
			given = known.Parameters
		}
		if len(given[property.Name]) > 0 {
			continue
		}
		if r := w.referred(ctx, o, property); r != nil {
			references = append(references, reference{property: property, resource: r})
			known = references[len(references)-1].known(known)
		}
	}
	return known, references
}

// maxDepth is how many resources are made that each need the next one.
const maxDepth = 5

// referred returns what a property of a request refers to, and makes it if needed. It returns nil if
// nothing is known to make it.
func (w *worker) referred(ctx context.Context, by *derive.Operation, property derive.Property) *resource {
	if len(w.making) == maxDepth || slices.Contains(w.making, property.Name) {
		return nil
	}
	w.making = append(w.making, property.Name)
	defer func() { w.making = w.making[:len(w.making)-1] }()
	trail := w.trail
	defer func() { w.trail = trail }()
	if r := w.inCollection(ctx, by, property); r != nil {
		return r
	}
	return w.returned(ctx, by, property)
}

// inCollection returns an item of the collection that a property is named after, as author_id is
// after /authors.
func (w *worker) inCollection(ctx context.Context, by *derive.Operation, property derive.Property) *resource {
	stem, ok := stemOf(property)
	if !ok {
		return nil
	}
	for _, pl := range w.plans {
		item := itemOf(pl.operation.Path)
		if item == "" || item == itemOf(by.Path) || sameTemplate(collectionOf(item), by.Path) {
			continue
		}
		collection := collectionOf(item)
		if !isPlural(collection[strings.LastIndexByte(collection, '/')+1:], stem) {
			continue
		}
		w.trail = nil
		if _, bound, err := w.bind(ctx, item); err == nil && bound && w.resources[item] != nil && w.resources[item].id != nil {
			return w.resources[item]
		}
	}
	return nil
}

// returned returns what an operation makes whose response has a property that its request doesn't
// have, and that the given one may be: they have the same name, and schemas that fit.
func (w *worker) returned(ctx context.Context, by *derive.Operation, property derive.Property) *resource {
	if !isIdentifier(property.Name) || !w.writes() {
		return nil
	}
	named := func(each derive.Property) bool { return sameName(each.Name, property.Name) && property.Takes(each) }
	for _, pl := range w.plans {
		if pl.operation.Method != http.MethodPost || pl.operation.Path == by.Path {
			continue
		}
		o := w.operation(pl.operation.Method, pl.operation.Path)
		if slices.ContainsFunc(o.Accepted(), named) {
			continue
		}
		at := slices.IndexFunc(o.Returned(), named)
		if at < 0 {
			continue
		}
		if r := w.makeNamed(ctx, o, o.Returned()[at].Name); r != nil {
			return r
		}
	}
	return nil
}

// makeNamed makes something by the request of an operation, and identifies it by a property of the
// response.
func (w *worker) makeNamed(ctx context.Context, o *derive.Operation, name string) *resource {
	w.trail = nil
	items := w.itemsBelow(o.Path)
	for _, item := range items {
		if _, bound, err := w.bind(ctx, item); err == nil && bound && w.resources[item] != nil && w.resources[item].isMade {
			return w.resources[item].named(name)
		}
	}
	values, ok, err := w.bind(ctx, o.Path)
	if err != nil || !ok || len(items) > 0 {
		return nil
	}
	x, before, err := w.produce(ctx, o, values)
	if err != nil || !succeeded(x) {
		return nil
	}
	r := w.own(&resource{item: o.Path, isMade: true, made: append(before, step{Exchange: x})})
	return r.named(name)
}

// named returns the resource as another property of the response that made it identifies it. It
// returns nil if the response has no such property.
func (r *resource) named(name string) *resource {
	before, last := r.made[:len(r.made)-1], r.made[len(r.made)-1]
	value, _ := decoded(last.Exchange.Response.Body)
	id, pointer, ok := search(value, name, "", maxDepth)
	if !ok {
		return nil
	}
	other := *r
	other.id = id
	other.made = append(slices.Clone(before), step{Exchange: last.Exchange, Capture: capture{Pointer: pointer, Value: text(id)}})
	return &other
}

// byName takes the last parameter of a path from what has a property of its name. That there is
// something at the path is a guess.
func (w *worker) byName(ctx context.Context, item string, values map[string]string) (*resource, error) {
	for _, pl := range w.plans {
		if itemOf(pl.operation.Path) != item {
			continue
		}
		o := w.operation(pl.operation.Method, pl.operation.Path)
		property := o.InPath(lastParameter(item))
		from := w.referred(ctx, o, property)
		if from == nil {
			return nil, nil //nolint:nilnil // A nil resource says that there is no resource.
		}
		r := &resource{item: item, values: copied(values), id: from.id, made: slices.Concat(w.trail, from.made)}
		r.values[property.Name] = text(from.id)
		return r, nil
	}
	return nil, nil //nolint:nilnil // A nil resource says that there is no resource.
}

// suffixes are the ends of names that identify something.
var suffixes = []string{"_id", "-id", "Id", "ID", "_uuid", "Uuid"}

// identifiers are further ends of such names, which don't say what they identify.
var identifiers = []string{"Key", "_key", "Code", "_code", "Number", "_number", "Ref", "_ref", "Reference", "_reference", "Handle", "_handle", "Slug", "_slug"}

// stemOf returns the name of what a property such as author_id, authorIds or author identifies.
func stemOf(property derive.Property) (string, bool) {
	name := property.Name
	if property.IsList {
		name = strings.TrimSuffix(name, "s")
	}
	for _, suffix := range suffixes {
		if stem, ok := strings.CutSuffix(name, suffix); ok && stem != "" {
			return strings.ToLower(stem), true
		}
	}
	return strings.ToLower(name), property.Format == "uuid"
}

// isIdentifier reports whether a name is like one of an identifier.
func isIdentifier(name string) bool {
	return slices.ContainsFunc(slices.Concat(suffixes, identifiers), func(suffix string) bool {
		stem, ok := strings.CutSuffix(name, suffix)
		return ok && stem != ""
	})
}

// sameName reports whether two names differ only in how their words are joined.
func sameName(a, b string) bool { return strings.EqualFold(joined.Replace(a), joined.Replace(b)) }

// joined removes what joins words.
var joined = strings.NewReplacer("_", "", "-", "")

// isPlural reports whether a segment of a path is the plural of a name.
func isPlural(segment, name string) bool {
	segment, name = joined.Replace(strings.ToLower(segment)), joined.Replace(name)
	return segment == name || segment == name+"s" || segment == name+"es" || segment == strings.TrimSuffix(name, "y")+"ies"
}
