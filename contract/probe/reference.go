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

// known returns a copy of the values with the value of the reference added.
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

// learn creates the resources to which the requests of the operation refer. It plans the operation
// with references to them.
func (w *worker) learn(ctx context.Context) {
	o := w.plan.operation
	known, references := w.needs(ctx, o)
	if w.known = known; len(references) == 0 {
		return
	}
	again := &plan{operation: w.operationWith(ctx, o, known)}
	if _, ok := again.operation.Base(); ok {
		w.plan, w.basis, w.references = again, made(references), references
	}
}

// made returns the exchanges that created the referenced resources.
func made(references []reference) []step {
	var steps []step
	for _, r := range references {
		steps = append(steps, r.resource.made...)
	}
	return steps
}

// needs creates the resources to which the requests of an operation refer. It returns the fixtures
// together with the identifiers of these resources.
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

// maxDepth limits how many resources are created in a chain, each of which refers to the next.
const maxDepth = 5

// referred returns the resource to which a property of a request refers, and creates it if
// necessary. It returns nil if no operation is known to create the resource.
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

// inCollection returns an item of the collection after which a property is named. For example,
// author_id is named after /authors.
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

// returned finds a property in the response of another operation that has the same name and a
// compatible schema, and that isn't in that operation's request. It returns the resource that the
// operation creates.
func (w *worker) returned(ctx context.Context, by *derive.Operation, property derive.Property) *resource {
	if !isIdentifier(property.Name) || !w.writes() {
		return nil
	}
	named := func(each derive.Property) bool { return sameName(each.Name, property.Name) && property.Takes(each) }
	for _, pl := range w.plans {
		if pl.operation.Method != http.MethodPost || pl.operation.Path == by.Path {
			continue
		}
		o := w.operation(ctx, pl.operation.Method, pl.operation.Path)
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

// makeNamed creates a resource with the request of an operation. A property of the response
// identifies the resource.
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

// named returns the resource identified by another property of the response that created it. It
// returns nil if the response doesn't have the property.
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

// byName sets the last parameter of a path to an identifier with the same name. It is a guess that
// the path has a resource.
func (w *worker) byName(ctx context.Context, item string, values map[string]string) (*resource, error) {
	for _, pl := range w.plans {
		if itemOf(pl.operation.Path) != item {
			continue
		}
		o := w.operation(ctx, pl.operation.Method, pl.operation.Path)
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

// suffixes are the ends of names of identifiers.
var suffixes = []string{"_id", "-id", "Id", "ID", "_uuid", "Uuid"}

// identifiers are further ends of such names. These names don't say which resource they identify.
var identifiers = []string{"Key", "_key", "Code", "_code", "Number", "_number", "Ref", "_ref", "Reference", "_reference", "Handle", "_handle", "Slug", "_slug"}

// stemOf returns the name of the resource that a property such as author_id, authorIds or author
// identifies.
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

// isIdentifier reports whether a name looks like the name of an identifier.
func isIdentifier(name string) bool {
	return slices.ContainsFunc(slices.Concat(suffixes, identifiers), func(suffix string) bool {
		stem, ok := strings.CutSuffix(name, suffix)
		return ok && stem != ""
	})
}

// sameName reports whether two names have the same words, joined in any way.
func sameName(a, b string) bool { return strings.EqualFold(joined.Replace(a), joined.Replace(b)) }

// joined removes the characters that join words.
var joined = strings.NewReplacer("_", "", "-", "")

// isPlural reports whether a segment of a path is the plural of a name.
func isPlural(segment, name string) bool {
	segment, name = joined.Replace(strings.ToLower(segment)), joined.Replace(name)
	return segment == name || segment == name+"s" || segment == name+"es" || segment == strings.TrimSuffix(name, "y")+"ies"
}
