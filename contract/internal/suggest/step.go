package suggest

import (
	"errors"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// step is one edit of a file of a document. It can be made in the text of the file, or in the value
// that the file holds, which takes less time. Both have the same result.
type step struct {
	// at is the pointer of the node to edit. It consists of location, the location of the file, and
	// within, the pointer within the file.
	at, location, within string
	inText               func(d *edit.Document, within string) ([]byte, error)
	inValue              change
	// adds is the value that the step adds to the document, or nil if it adds none.
	adds any
}

func newStep(at string, adds any, inText func(d *edit.Document, within string) ([]byte, error), inValue change) step {
	location, within := document.CutPointer(at)
	return step{at, location, within, inText, inValue, adds}
}

// position takes the keys of a mapping. It returns the key that a new key is to be beside, and
// whether the new key is to be before it. It returns an empty string for the end of the mapping.
type position func(keys []string) (sibling string, isBefore bool)

// atEnd is the position behind all other keys.
func atEnd([]string) (sibling string, isBefore bool) { return "", false }

// before is the position before the first of some keys that the mapping has, or at its end.
func before(siblings ...string) position {
	return func(keys []string) (string, bool) {
		for _, sibling := range siblings {
			if slices.Contains(keys, sibling) {
				return sibling, true
			}
		}
		return "", false
	}
}

// after is the position behind a key, or at the end if the mapping doesn't have it.
func after(sibling string) position {
	return func(keys []string) (string, bool) {
		if slices.Contains(keys, sibling) {
			return sibling, false
		}
		return "", false
	}
}

// set replaces a value.
func set(at string, value any) step {
	return newStep(at, value,
		func(d *edit.Document, at string) ([]byte, error) { return d.Set(at, value) },
		func(_ any, exists bool) (any, bool, error) { return plain(value), true, needed(exists) },
	)
}

// insert adds a key and its value to a mapping. A pointer that ends in - adds an item to a list.
func insert(at string, value any, where position) step {
	return newStep(at, value,
		func(d *edit.Document, at string) ([]byte, error) { return insertText(d, at, value, where) },
		func(_ any, exists bool) (any, bool, error) {
			if exists {
				return nil, false, errors.New("the key is there already")
			}
			return plain(value), true, nil
		},
	)
}

func insertText(d *edit.Document, at string, value any, where position) ([]byte, error) {
	parent, _ := jsonvalue.CutPointer(at)
	keys, _ := d.Keys(parent)
	switch sibling, isBefore := where(keys); {
	case sibling == "":
		return d.Insert(at, value)
	case isBefore:
		return d.InsertBefore(at, sibling, value)
	default:
		return d.InsertAfter(at, sibling, value)
	}
}

// insertInto adds a key and its value to the mapping at a pointer, in brackets if the mapping's
// last value is in brackets. The key - adds an item to a list. If there is no mapping or list at
// the pointer, insertInto adds one, at the position where.
func insertInto(at, key string, value any, where position) step {
	var whole any = object(key, value)
	if key == "-" {
		whole = jsonvalue.Array{value}
	}
	return newStep(at, value,
		func(d *edit.Document, at string) ([]byte, error) {
			if _, exists := d.Keys(at); exists {
				return d.InsertAlike(jsonvalue.Pointer(at, key), value)
			}
			return insertText(d, at, whole, where)
		},
		func(old any, exists bool) (any, bool, error) {
			if !exists {
				return plain(whole), true, nil
			}
			added, err := changed(old, []string{key}, insert("", value, nil).inValue)
			return added, true, err
		},
	)
}

// remove removes a key and its value, or an item.
func remove(at string) step {
	return newStep(at, nil, (*edit.Document).Remove, func(_ any, exists bool) (any, bool, error) {
		return nil, false, needed(exists)
	})
}

// removeName removes a string from a list. If the list holds nothing else, it removes the list,
// which must not be empty in OpenAPI 3.0.
func removeName(list, name string) step {
	return newStep(list, nil,
		func(d *edit.Document, at string) ([]byte, error) {
			names := d.Strings(at)
			i := slices.Index(names, name)
			switch {
			case i < 0:
				return nil, errMissing
			case len(names) == 1:
				return d.Remove(at)
			default:
				return d.Remove(itemPointer(at, i))
			}
		},
		func(old any, exists bool) (any, bool, error) {
			names, ok := old.(jsonvalue.Array)
			i := slices.Index(names, any(name))
			if !ok || !exists || i < 0 {
				return nil, false, errMissing
			}
			return slices.Delete(slices.Clone(names), i, i+1), len(names) > 1, nil
		},
	)
}
