package suggest

import (
	"errors"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// change returns the value that replaces an old one, or false if the old value is removed. The
// parameter exists reports whether there was an old value.
type change func(old any, exists bool) (value any, stays bool, err error)

// errMissing is the error if an edit's place doesn't exist in the document.
var errMissing = errors.New("there is nothing to edit here")

func needed(exists bool) error {
	if !exists {
		return errMissing
	}
	return nil
}

// changed returns a copy of a value. In the copy, the value that the tokens lead to is changed. The
// copy shares everything that is unchanged with the original. The token - means a new item at the
// end of a list.
func changed(value any, tokens []string, do change) (any, error) {
	if len(tokens) == 0 {
		result, _, err := do(value, true)
		return result, err
	}
	switch value := value.(type) {
	case *jsonvalue.Object:
		i := slices.IndexFunc(value.Members, func(m jsonvalue.Member) bool { return m.Name == tokens[0] })
		members, err := changedAt(value.Members, i, tokens[1:], do,
			func(m jsonvalue.Member) any { return m.Value },
			func(changed any) jsonvalue.Member { return jsonvalue.Member{Name: tokens[0], Value: changed} })
		return &jsonvalue.Object{Members: members}, err
	case jsonvalue.Array:
		i := -1
		if tokens[0] != "-" {
			at, err := strconv.Atoi(tokens[0])
			if err != nil || at < 0 || at >= len(value) {
				return nil, errMissing
			}
			i = at
		}
		items, err := changedAt(value, i, tokens[1:], do, func(item any) any { return item }, func(changed any) any { return changed })
		return jsonvalue.Array(items), err
	default:
		return nil, errMissing
	}
}

// changedAt returns a copy of a list in which the element with this index is changed. If the index
// is negative, the copy has a new element at the end.
func changedAt[E any](list []E, i int, tokens []string, do change, valueOf func(E) any, elementOf func(any) E) ([]E, error) {
	if i < 0 {
		if len(tokens) > 0 {
			return nil, errMissing
		}
		value, _, err := do(nil, false)
		return append(slices.Clip(list), elementOf(value)), err
	}
	stays := true
	inner := func(old any, exists bool) (any, bool, error) {
		value, keeps, err := do(old, exists)
		stays = keeps || len(tokens) > 0
		return value, keeps, err
	}
	value, err := changed(valueOf(list[i]), tokens, inner)
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	if !stays {
		return slices.Delete(list, i, i+1), nil
	}
	list[i] = elementOf(value)
	return list, nil
}

// plain returns the value of an edit as a JSON value.
func plain(value any) any {
	switch value := value.(type) {
	case int:
		return jsonvalue.Number(strconv.Itoa(value))
	case edit.InBrackets:
		return plain(value.Value)
	case *document.Node:
		return value.Value()
	case jsonvalue.Array:
		items := make(jsonvalue.Array, len(value))
		for i, item := range value {
			items[i] = plain(item)
		}
		return items
	case *jsonvalue.Object:
		o := &jsonvalue.Object{Members: slices.Clone(value.Members)}
		for i := range o.Members {
			o.Members[i].Value = plain(o.Members[i].Value)
		}
		return o
	default:
		return value
	}
}

// itemPointer returns the pointer of an item of a list.
func itemPointer(list string, i int) string { return jsonvalue.Pointer(list, strconv.Itoa(i)) }
