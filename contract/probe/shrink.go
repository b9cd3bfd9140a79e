package probe

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// maxShrinks limits how many smaller requests are tried for a failure.
const maxShrinks = 100

// shrink replaces the last request of a failure by the smallest request that fails in the same way.
func (w *worker) shrink(ctx context.Context, tc *testCase, failure *Failure) error {
	base, _ := w.plan.operation.Base()
	known := map[string]bool{}
	for smaller := true; smaller; {
		smaller = false
		last := &failure.Steps[len(failure.Steps)-1].Exchange.Request
		for _, candidate := range slices.Concat(partsOf(last, &base.Request), smallerRequests(last)) {
			key := describe(&candidate)
			if known[key] || !w.keepsSense(tc, candidate) {
				continue
			}
			known[key] = true
			if len(known) > maxShrinks {
				return nil
			}
			found, err := w.again(ctx, tc, candidate, failure)
			if err != nil {
				return err
			}
			if found {
				smaller = true
				break
			}
		}
	}
	return nil
}

// keepsSense reports whether the server must treat a smaller request in the same way as the request
// of the case.
func (w *worker) keepsSense(tc *testCase, candidate contract.Request) bool {
	if tc.want == either {
		return true
	}
	if tc.want == accept && !w.keepsKnown(candidate.Body) {
		return false
	}
	judged := w.classify(withRequest(tc, candidate))
	return judged.want == tc.want && (tc.want != refuse || judged.broken.Cause() == tc.broken.Cause())
}

// keepsKnown reports whether the body still has known values in the properties whose values only
// the server knows. The server may refuse any other value for a different reason.
func (w *worker) keepsKnown(body []byte) bool {
	value, ok := decoded(body)
	for name, known := range w.known.Properties {
		if found, _, present := search(value, name, "", maxDepth); ok && present && !slices.Contains(known, found) {
			return false
		}
	}
	return true
}

// again sends a smaller request, and reports whether it fails in the same way.
func (w *worker) again(ctx context.Context, tc *testCase, candidate contract.Request, failure *Failure) (bool, error) {
	smaller := *tc
	if tc.want == refuse {
		smaller.broken = w.classify(withRequest(tc, candidate)).broken
	}
	w.trail = nil
	values, _, err := w.bind(ctx, w.plan.operation.Path)
	if err != nil {
		return false, err
	}
	old := failure.Steps[len(failure.Steps)-1].Exchange.Request.URL
	if tc.want != refuse || tc.broken.At.In != contract.InPath {
		candidate.URL = rebound(candidate.URL, w.valuesIn(old.EscapedPath()), values, w.plan.operation.Path)
	}
	if key := candidate.Header.Get(idempotencyKey); key != "" && tc.want == accept {
		candidate.Header = candidate.Header.Clone()
		candidate.Header.Set(idempotencyKey, w.renewed(key))
	}
	if !w.mayDelete(&smaller, len(values) > 0 || itemOf(w.plan.operation.Path) == "") {
		return false, nil
	}
	x, findings, err := w.exchange(ctx, &smaller, candidate)
	if err != nil {
		return false, err
	}
	if err := w.follow(ctx, x, &findings); err != nil {
		return false, err
	}
	i := slices.IndexFunc(findings, func(f contract.Finding) bool { return f.Cause() == failure.Finding.Cause() })
	if i < 0 {
		return false, nil
	}
	failure.Finding, failure.Steps = findings[i], w.steps(x)
	return true, nil
}

// partsOf returns variants of a request. In each variant, one part comes from the operation's
// smallest request.
func partsOf(r, base *contract.Request) []contract.Request {
	var all []contract.Request
	if string(r.Body) != string(base.Body) && r.Header.Get(contentType) == base.Header.Get(contentType) {
		smaller := *r
		smaller.Body = base.Body
		all = append(all, smaller)
	}
	if r.URL.RawQuery != base.URL.RawQuery {
		smaller := *r
		u := *r.URL
		u.RawQuery = base.URL.RawQuery
		smaller.URL = &u
		all = append(all, smaller)
	}
	return all
}

// smallerRequests returns smaller variants of a request. Each variant has one change. The largest
// changes come first.
func smallerRequests(r *contract.Request) []contract.Request {
	var all []contract.Request
	pairs := strings.Split(r.URL.RawQuery, "&")
	for i := range pairs {
		if r.URL.RawQuery == "" {
			break
		}
		smaller := *r
		u := *r.URL
		u.RawQuery = strings.Join(slices.Delete(slices.Clone(pairs), i, i+1), "&")
		smaller.URL = &u
		all = append(all, smaller)
	}
	for _, name := range sortedKeys(r.Header) {
		if name == contentType && len(r.Body) > 0 || name == authorization {
			continue
		}
		smaller := *r
		smaller.Header = r.Header.Clone()
		smaller.Header.Del(name)
		all = append(all, smaller)
	}
	for _, body := range smallerBodies(r.Body) {
		smaller := *r
		smaller.Body = body
		all = append(all, smaller)
	}
	return all
}

// smallerBodies returns smaller variants of a JSON body.
func smallerBodies(body []byte) [][]byte {
	value, ok := decoded(body)
	if !ok {
		return nil
	}
	var all [][]byte
	for _, smaller := range smallerValues(value) {
		if encoded, err := json.Marshal(smaller); err == nil && len(encoded) < len(body) {
			all = append(all, encoded)
		}
	}
	return all
}

// smallerValues returns smaller variants of a value. Each variant has one change.
func smallerValues(value any) []any {
	switch value := value.(type) {
	case map[string]any:
		return smallerObjects(value)
	case []any:
		return smallerArrays(value)
	case string:
		return smallerStrings([]rune(value))
	case json.Number:
		var all []any
		for _, n := range []string{"0", "1", "-1"} {
			if len(n) < len(value) {
				all = append(all, json.Number(n))
			}
		}
		return all
	default:
		return nil
	}
}

// smallerObjects returns the object without each of its properties. Then it returns the object with
// a smaller value of each property.
func smallerObjects(object map[string]any) []any {
	var all []any
	for _, name := range sortedKeys(object) {
		all = append(all, without(object, name))
	}
	for _, name := range sortedKeys(object) {
		for _, smaller := range smallerValues(object[name]) {
			other := without(object, name)
			other[name] = smaller
			all = append(all, other)
		}
	}
	return all
}

// smallerArrays returns the array without each of its items. Then it returns the array with a
// smaller value of each item.
func smallerArrays(array []any) []any {
	var all []any
	for i := range array {
		all = append(all, slices.Delete(slices.Clone(array), i, i+1))
	}
	for i := range array {
		for _, smaller := range smallerValues(array[i]) {
			other := slices.Clone(array)
			other[i] = smaller
			all = append(all, other)
		}
	}
	return all
}

// smallerStrings returns prefixes of a string, the shortest first.
func smallerStrings(runes []rune) []any {
	var all []any
	for _, n := range []int{0, 1, len(runes) / 2, len(runes) * 3 / 4, len(runes) * 7 / 8, len(runes) - 1} {
		if n >= 0 && n < len(runes) {
			all = append(all, string(runes[:n]))
		}
	}
	return all
}

func without(object map[string]any, name string) map[string]any {
	other := make(map[string]any, len(object))
	for key, value := range object {
		if key != name {
			other[key] = value
		}
	}
	return other
}
