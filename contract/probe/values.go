package probe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// newLock returns the lock that is held during the check of an exchange.
func newLock() *sync.Mutex { return &sync.Mutex{} }

// decoded decodes a JSON body.
func decoded(body []byte) (any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	return value, err == nil && !decoder.More()
}

// withRequest returns the test case with another request.
func withRequest(tc *testCase, r contract.Request) derive.RequestCase {
	c := tc.RequestCase
	c.Request = r
	return c
}

// valuesIn returns the values of the operation's path parameters in a path.
func (w *worker) valuesIn(path string) map[string]string {
	values, _ := w.valuesOf(itemOf(w.plan.operation.Path), &url.URL{Path: path, RawPath: path})
	return values
}

// rebound returns a URL with other values for its path parameters.
func rebound(u *url.URL, old, values map[string]string, template string) *url.URL {
	to := *u
	escaped := strings.Split(u.EscapedPath(), "/")
	tokens := strings.Split(template, "/")
	offset := len(escaped) - len(tokens)
	for i, token := range tokens {
		name := strings.Trim(token, "{}")
		if value, ok := values[name]; ok && token == "{"+name+"}" && offset >= 0 && escaped[offset+i] == url.PathEscape(old[name]) {
			escaped[offset+i] = url.PathEscape(value)
		}
	}
	to.RawPath = strings.Join(escaped, "/")
	if plain, err := url.PathUnescape(to.RawPath); err == nil {
		to.Path = plain
	}
	return &to
}

// fresh returns a copy of a request with other strings in its body, so that the server doesn't have
// the same resource yet. It returns false if no such request is valid.
func (w *worker) fresh(r *contract.Request) (contract.Request, bool) {
	value, ok := decoded(r.Body)
	if !ok {
		return contract.Request{}, false
	}
	before := len(w.contract.Check(&contract.Exchange{Request: *r}))
	changed := false
	value = w.renew(value, func(candidate any) bool {
		encoded, err := json.Marshal(candidate)
		if err != nil {
			return false
		}
		fresh := *r
		fresh.Body = encoded
		ok := len(w.contract.Check(&contract.Exchange{Request: fresh})) <= before
		changed = changed || ok
		return ok
	})
	encoded, err := json.Marshal(value)
	if err != nil || !changed {
		return contract.Request{}, false
	}
	fresh := *r
	fresh.Body = encoded
	return fresh, true
}

// renew replaces the strings in a value, as long as accepted returns true for the whole value.
func (w *worker) renew(value any, accepted func(any) bool) any {
	switch value := value.(type) {
	case string:
		if w.isKnown(value) {
			return value
		}
		for range 3 {
			if other := w.renewed(value); other != value && accepted(other) {
				return other
			}
		}
		return value
	case map[string]any:
		result := maps.Clone(value)
		for _, name := range sortedKeys(value) {
			result[name] = w.renew(value[name], func(each any) bool {
				other := maps.Clone(result)
				other[name] = each
				return accepted(other)
			})
		}
		return result
	default:
		return value
	}
}

// isKnown reports whether a string is a value that only the server knows.
func (w *worker) isKnown(text string) bool {
	for _, values := range w.known.Properties {
		if slices.Contains(values, any(text)) {
			return true
		}
	}
	return slices.ContainsFunc(w.made, func(r *resource) bool { return r.id == any(text) })
}

// renewed returns a string of the same length with other letters and digits.
func (w *worker) renewed(old string) string {
	if old == "" {
		return old
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'f':
			return 'a' + w.random.Int32N(6)
		case r >= 'g' && r <= 'z':
			return 'g' + w.random.Int32N(20)
		case r >= 'A' && r <= 'Z':
			return 'A' + w.random.Int32N(6)
		case r >= '0' && r <= '9':
			return '0' + w.random.Int32N(10)
		default:
			return r
		}
	}, old)
}
