package edit_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

func indent(out *strings.Builder, text, step string) {
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), "", step); err != nil {
		panic(err)
	}
	out.WriteString(b.String() + "\n")
}

// place is a place in a drawn value.
type place struct {
	at     string
	value  any
	parent any
	// rebuild returns the document after a function has changed the parent of the place.
	rebuild func(func(parent any) any) any
	token   string
}

// places returns all places below a value, the value itself first.
func places(value any) []place {
	root := place{value: value}
	found := []place{root}
	var walk func(p place, change func(any) any)
	walk = func(p place, change func(any) any) {
		add := func(token string, child any, replace func(any) any) {
			c := place{at: jsonvalue.Pointer(p.at, token), value: child, parent: p.value, token: token}
			c.rebuild = func(f func(any) any) any { return change(f(p.value)) }
			found = append(found, c)
			walk(c, func(v any) any { return change(replace(v)) })
		}
		switch v := p.value.(type) {
		case mapping:
			for i, e := range v {
				add(e.key, e.value, func(n any) any {
					m := slices.Clone(v)
					m[i].value = n
					return m
				})
			}
		case []any:
			for i, item := range v {
				add(strconv.Itoa(i), item, func(n any) any {
					s := slices.Clone(v)
					s[i] = n
					return s
				})
			}
		}
	}
	walk(root, func(v any) any { return v })
	return found
}

func index(parent any, token string) int {
	if m, ok := parent.(mapping); ok {
		return slices.IndexFunc(m, func(e entry) bool { return e.key == token })
	}
	i, err := strconv.Atoi(token)
	if err != nil {
		panic(err)
	}
	return i
}

func setIn(parent any, token string, value any) any {
	i := index(parent, token)
	if m, ok := parent.(mapping); ok {
		m = slices.Clone(m)
		m[i].value = value
		return m
	}
	s := slices.Clone(parent.([]any))
	s[i] = value
	return s
}

func removeIn(parent any, token string) any {
	i := index(parent, token)
	if m, ok := parent.(mapping); ok {
		return slices.Delete(slices.Clone(m), i, i+1)
	}
	return slices.Delete(slices.Clone(parent.([]any)), i, i+1)
}

func TestAnEditOfTheTextIsTheEditOfTheValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value, text := drawDocument(t)
		want := canonical(asNode(value))
		if got, err := read(text); err != nil || got != want {
			t.Skip("not written as meant")
		}
		d, err := edit.Parse("document", []byte(text))
		require.NoError(t, err, text)
		p := rapid.SampledFrom(places(value)).Draw(t, "place")
		edited, after, err := drawEdit(t, d, p)
		require.NoError(t, err, text)
		got, err := read(string(edited))
		require.NoErrorf(t, err, "%s\n----\n%s", text, edited)
		require.Equalf(t, canonical(asNode(after)), got, "at %s\n%s\n----\n%s", p.at, text, edited)
		if rest := outside(text, string(edited), p); rest != "" {
			t.Fatalf("%s\nat %s\n%s\n----\n%s", rest, p.at, text, edited)
		}
		if json.Valid(bytes.TrimPrefix([]byte(text), []byte("\ufeff"))) {
			require.True(t, json.Valid(bytes.TrimPrefix(edited, []byte("\ufeff"))), "%s\n----\n%s", text, edited)
		}
	})
}

func read(text string) (string, error) {
	var n yaml.Node
	if err := yaml.Load([]byte(text), &n, yaml.WithSingleDocument()); err != nil {
		return "", err
	}
	if n.Kind == 0 {
		return "", nil
	}
	return canonical(&n), nil
}

// given returns a drawn value in a form that an edit accepts: unchanged, or as a node if it has an
// order.
func given(value any) any {
	switch value := value.(type) {
	case mapping:
		return asNode(value)
	case []any:
		if slices.ContainsFunc(value, func(item any) bool { _, isNode := given(item).(*yaml.Node); return isNode }) {
			return asNode(value)
		}
	}
	return value
}

// drawEdit draws an edit at a place. It applies the edit to the text and to the drawn value.
func drawEdit(t *rapid.T, d *edit.Document, p place) (edited []byte, after any, err error) {
	value := drawValue(t, 2)
	change := func(f func(any) any) any {
		if p.parent == nil {
			return f(nil)
		}
		return p.rebuild(f)
	}
	inside := func(f any) any {
		return change(func(parent any) any {
			if parent == nil {
				return f
			}
			return setIn(parent, p.token, f)
		})
	}
	m, isMapping := p.value.(mapping)
	s, isSequence := p.value.([]any)
	newKey := rapid.SampledFrom(keys).Filter(func(k string) bool { return keyIndex(m, k) < 0 }).Draw(t, "new key")
	what := rapid.IntRange(0, 4).Draw(t, "edit")
	parentMapping, inMapping := p.parent.(mapping)
	switch {
	case what == 1 && isMapping:
		edited, err = d.Insert(jsonvalue.Pointer(p.at, newKey), given(value))
		return edited, inside(append(slices.Clone(m), entry{newKey, value})), err
	case what == 1 && isSequence:
		edited, err = d.Insert(p.at+"/-", given(value))
		return edited, inside(append(slices.Clone(s), value)), err
	case what == 2 && len(m) > 0:
		i := rapid.IntRange(0, len(m)-1).Draw(t, "sibling")
		if rapid.Bool().Draw(t, "before") {
			edited, err = d.InsertBefore(jsonvalue.Pointer(p.at, newKey), m[i].key, given(value))
			return edited, inside(slices.Insert(slices.Clone(m), i, entry{newKey, value})), err
		}
		edited, err = d.InsertAfter(jsonvalue.Pointer(p.at, newKey), m[i].key, given(value))
		return edited, inside(slices.Insert(slices.Clone(m), i+1, entry{newKey, value})), err
	case what == 3 && p.parent != nil:
		edited, err = d.Remove(p.at)
		return edited, change(func(parent any) any { return removeIn(parent, p.token) }), err
	case what == 4 && inMapping:
		to := rapid.SampledFrom(keys).Filter(func(k string) bool { return keyIndex(parentMapping, k) < 0 }).Draw(t, "name")
		edited, err = d.Rename(p.at, to)
		return edited, change(func(parent any) any {
			m := slices.Clone(parent.(mapping))
			m[index(m, p.token)].key = to
			return m
		}), err
	default:
		edited, err = d.Set(p.at, given(value))
		return edited, inside(value), err
	}
}

func keyIndex(m mapping, key string) int {
	return slices.IndexFunc(m, func(e entry) bool { return e.key == key })
}

// outside returns a changed line outside the mapping or sequence that was edited.
func outside(before, after string, p place) string {
	var n yaml.Node
	if err := yaml.Load([]byte(before), &n); err != nil {
		return err.Error()
	}
	first, next := lines(n.Content[0], p)
	breaks := strings.NewReplacer("\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	old, now := strings.Split(breaks.Replace(before), "\n"), strings.Split(breaks.Replace(after), "\n")
	for i := range first - 1 {
		if i >= len(now) || old[i] != now[i] {
			return "line " + strconv.Itoa(i+1) + " before the edit changed"
		}
	}
	for i := range len(old) - next + 1 {
		if i >= len(now) || old[len(old)-1-i] != now[len(now)-1-i] {
			return "line " + strconv.Itoa(len(old)-i) + " behind the edit changed"
		}
	}
	return ""
}

// lines returns the first line of the parent of a place, and the first line behind the parent that
// holds another node.
func lines(root *yaml.Node, p place) (first, next int) {
	n, path := root, strings.Split(p.at, "/")[1:]
	first, next = 1, 1<<30
	for i, token := range path {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		for c := 0; c < len(n.Content); c++ {
			key := n.Content[c]
			step, name := 1, strconv.Itoa(c)
			if n.Kind == yaml.MappingNode {
				step, name = 2, key.Value
			}
			if name == token {
				if i < len(path)-1 && n.Kind == yaml.MappingNode {
					first = key.Line
				}
				if c+step < len(n.Content) && i < len(path)-1 {
					next = n.Content[c+step].Line
					if n.Style&yaml.FlowStyle != 0 {
						next++ // They may share a line.
					}
				}
				n = n.Content[c+step-1]
				break
			}
			c += step - 1
		}
	}
	return first, next
}
