package probe

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// identifier returns the identifier in a response, and its JSON pointer.
func identifier(x *contract.Exchange, parameter, item string) (any, string, bool) {
	value, ok := decoded(x.Response.Body)
	if !ok {
		return nil, "", false
	}
	segment := segmentOf(item)
	for _, name := range []string{parameter, "id", strings.ToLower(parameter), segment + "_id", segment + "Id", "uuid"} {
		if id, at, ok := search(value, name, "", maxDepthOfID); ok {
			return id, at, true
		}
	}
	return nil, "", false
}

// maxDepthOfID limits how deep in a body an identifier is searched.
const maxDepthOfID = 3

// segmentOf returns the name of the collection of an item, without the s of a plural.
func segmentOf(item string) string {
	collection := collectionOf(item)
	return strings.TrimSuffix(strings.ToLower(collection[strings.LastIndexByte(collection, '/')+1:]), "s")
}

// guessed are further names that identifiers often have.
var guessed = []string{"uid", "guid", "_id", "slug", "key", "code", "number", "handle", "ref", "reference", "name"}

// guess returns an identifier that has another name than its path parameter, such as the number in
// the body for the parameter taskNumber. It sends a GET to verify that the path with the identifier
// leads to the same resource. Without this, the probe might delete something else.
func (w *worker) guess(ctx context.Context, x *contract.Exchange, item string, values map[string]string) (any, string, bool) {
	value, ok := decoded(x.Response.Body)
	get := w.operation(ctx, http.MethodGet, item)
	if !ok || get == nil {
		return nil, "", false
	}
	base, ok := get.Base()
	if !ok {
		return nil, "", false
	}
	parameter := lastParameter(item)
	for _, name := range append([]string{lastWord(parameter)}, guessed...) {
		id, at, ok := search(value, name, "", maxDepthOfID)
		if isRight, known := w.guesses[item+" "+name]; !ok || known && !isRight {
			continue
		} else if known {
			return id, at, true
		}
		path := copied(values)
		path[parameter] = text(id)
		answer, err := w.send(ctx, get, authenticated(base.With(path).Anonymous().Request, w.user))
		if err != nil {
			return nil, "", false
		}
		if w.guesses[item+" "+name] = hasIdentifier(answer, name, id); w.guesses[item+" "+name] {
			return id, at, true
		}
	}
	return nil, "", false
}

// hasIdentifier reports whether a response has the identifier under the name.
func hasIdentifier(x *contract.Exchange, name string, id any) bool {
	if !succeeded(x) {
		return false
	}
	value, _ := decoded(x.Response.Body)
	same, _, ok := search(value, name, "", maxDepthOfID)
	return ok && text(same) == text(id)
}

// lastWord returns the last word of a name such as taskNumber or task_number, in lower case.
func lastWord(name string) string {
	start := strings.LastIndexFunc(name, func(r rune) bool { return r == '_' || r == '-' || r >= 'A' && r <= 'Z' })
	return strings.ToLower(strings.TrimLeft(name[max(start, 0):], "_-"))
}

// elsewhere creates an item with a POST that isn't to its collection. It looks for an operation
// with a Location in the document, such as a POST that starts a job, and for a collection of the
// same name. For example, POST /albums/{slug}/photos creates /photos/{uid}.
func (w *worker) elsewhere(ctx context.Context, item string, _ map[string]string) (*resource, error) {
	if !w.writes() || len(w.making) == maxDepth || slices.Contains(w.making, item) {
		return nil, nil //nolint:nilnil // A nil resource says that there is no resource.
	}
	w.making = append(w.making, item)
	defer func() { w.making = w.making[:len(w.making)-1] }()
	for _, pl := range w.plans {
		path := pl.operation.Path
		isNamesake := path[strings.LastIndexByte(path, '/'):] == collectionOf(item)[strings.LastIndexByte(collectionOf(item), '/'):]
		if pl.operation.Method != http.MethodPost || !isNamesake && !w.sendsLocation(pl) || len(w.itemsBelow(path)) > 0 || strings.HasPrefix(path, item) {
			continue
		}
		w.trail = nil
		values, ok, err := w.bind(ctx, path)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		x, steps, err := w.produce(ctx, w.operation(ctx, http.MethodPost, path), values)
		if err != nil {
			return nil, err
		}
		if !succeeded(x) {
			continue
		}
		r := w.atLocation(x, item, steps)
		if r == nil && isNamesake {
			r = w.madeBy(ctx, x, item, nil, steps)
		}
		if r != nil {
			return r, nil
		}
	}
	return nil, nil //nolint:nilnil // A nil resource says that there is no resource.
}

// atLocation returns the item to which the Location of a response leads, or nil.
func (w *worker) atLocation(x *contract.Exchange, item string, before []step) *resource {
	to, ok := w.location(x)
	if !ok {
		return nil
	}
	values, ok := w.valuesOf(item, to)
	if !ok {
		return nil
	}
	id := values[lastParameter(item)]
	made := slices.Concat(before, []step{{Exchange: x, Capture: capture{Header: locationHeader, Value: id}}})
	// After a 202, the item may not exist yet.
	return w.own(&resource{item: item, values: values, id: id, isMade: x.Response.Status != http.StatusAccepted, made: made})
}

// sendsLocation reports whether a success response of an operation has a Location, according to the
// document.
func (w *worker) sendsLocation(pl *plan) bool {
	for status, response := range w.document.Find(pl.operation.Place()).Get("responses").Fields() {
		if strings.HasPrefix(status, "2") && response.Target().Get("headers").Get(locationHeader) != nil {
			return true
		}
	}
	return false
}

// search returns the first scalar with a name. It searches breadth first.
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

// text returns a scalar in the form that it has in a path.
func text(value any) string {
	if number, ok := value.(json.Number); ok {
		return number.String()
	}
	plain, _ := value.(string)
	return plain
}
