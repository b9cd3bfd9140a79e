package derive

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// change is the part of a case's request that the smallest request of the operation doesn't have.
type change struct {
	header map[string][]string
	query  []string
	body   map[string]any
	// keys names what the case changes. Changes that have no key in common can be made together.
	keys []string
}

// change returns how the request of the case differs from the smallest request. It returns false if
// the request lacks something, or if its change can't be combined with other changes.
func (c RequestCase) change() (change, bool) {
	o := c.Operation
	if c.draft.path == nil || !maps.Equal(c.draft.path, o.request.path) || !slices.Equal(c.draft.cookies, o.request.cookies) {
		return change{}, false
	}
	all := change{header: map[string][]string{}, body: map[string]any{}}
	for name, values := range c.draft.header {
		if !slices.Equal(values, o.request.header[name]) {
			all.header[name] = values
			all.keys = append(all.keys, "header "+name)
		}
	}
	for name := range o.request.header {
		if c.draft.header[name] == nil {
			return change{}, false
		}
	}
	for _, pair := range o.request.query {
		if !slices.Contains(c.draft.query, pair) {
			return change{}, false
		}
	}
	for _, pair := range c.draft.query {
		if !slices.Contains(o.request.query, pair) {
			name, _, _ := strings.Cut(pair, "=")
			all.query = append(all.query, pair)
			all.keys = append(all.keys, "query "+name)
		}
	}
	return all, all.changeBody(c.draft.body, o.request.body)
}

// changeBody adds the difference between a body and another body.
func (c *change) changeBody(body, base []byte) bool {
	if string(body) == string(base) {
		return true
	}
	object, ok := decodeObject(body)
	smallest, both := decodeObject(base)
	if !ok || !both {
		return false
	}
	for name, value := range object {
		if old, present := smallest[name]; !present || !reflect.DeepEqual(old, value) {
			c.body[name] = value
			c.keys = append(c.keys, "body "+name)
		}
	}
	for name := range smallest {
		if _, present := object[name]; !present {
			return false
		}
	}
	return true
}

func decodeObject(body []byte) (map[string]any, bool) {
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	var object map[string]any
	if decoder.Decode(&object) != nil || decoder.More() {
		return nil, false
	}
	return object, true
}

// Pack is a request that combines several cases. Members has the indices of these cases.
type Pack struct {
	RequestCase

	Members []int
}

// Packs combines cases of one operation that change different things in its smallest request. A
// case that can't be combined with others is in no pack.
func Packs(cases []RequestCase) []Pack {
	type group struct {
		changes []change
		members []int
		taken   map[string]bool
	}
	var groups []*group
	for i, c := range cases {
		each, ok := c.change()
		if !ok || len(each.keys) == 0 {
			continue
		}
		at := slices.IndexFunc(groups, func(g *group) bool {
			return !slices.ContainsFunc(each.keys, func(key string) bool { return g.taken[key] })
		})
		if at < 0 {
			at, groups = len(groups), append(groups, &group{taken: map[string]bool{}})
		}
		g := groups[at]
		g.changes, g.members = append(g.changes, each), append(g.members, i)
		for _, key := range each.keys {
			g.taken[key] = true
		}
	}
	var packs []Pack
	for _, g := range groups {
		if len(g.members) > 1 {
			packs = append(packs, Pack{RequestCase: cases[0].Operation.merged(g.changes), Members: g.members})
		}
	}
	return packs
}

// merged returns the smallest request with several changes made.
func (o *Operation) merged(changes []change) RequestCase {
	r := o.request.clone()
	object, isObject := decodeObject(r.body)
	for _, each := range changes {
		maps.Copy(r.header, each.header)
		r.query = append(r.query, each.query...)
		if isObject {
			maps.Copy(object, each.body)
		}
	}
	if isObject {
		r.body = encodeJSON(object)
	}
	return o.requestCase("several things together", o.at, r)
}
