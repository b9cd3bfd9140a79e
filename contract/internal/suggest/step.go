package suggest

import (
	"errors"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// step is one edit of a file of a document. It can edit the text of the file, or the value of the
// file, which takes less time. Both have the same result.
type step struct {
	// at is the pointer of the edited node. It consists of location, which is the location of the
	// file, and within, which is the pointer in the file.
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

// position chooses where a new key goes in a mapping. It gets the keys of the mapping. It returns
// the key beside which the new key goes, and whether the new key goes before it. An empty string
// means the end of the mapping.
type position func(keys []string) (sibling string, isBefore bool)

// atEnd is the position after all other keys.
func atEnd([]string) (sibling string, isBefore bool) { return "", false }

// before is the position before the first of some keys. If the mapping has none of them, it is the
// end.
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

// after is the position after a key. If the mapping doesn't have the key, it is the end.
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

// insertInto adds a key and its value to the mapping at a pointer. It writes the value in brackets
// if the mapping's last value is in brackets. The key - adds an item to a list. If there is no
// mapping or list at the pointer, insertInto adds one at the position where.
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

// remove removes a key with its value, or an item.
func remove(at string) step {
	return newStep(at, nil, (*edit.Document).Remove, func(_ any, exists bool) (any, bool, error) {
		return nil, false, needed(exists)
	})
}

// removeName removes a string from a list. If the string is the only item, it removes the list,
// because the list must not be empty in OpenAPI 3.0.
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
