package secret

import (
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// The constants limit where [Said.IsNamed] looks for the name of a value: in the nearest values
// around it, and only in short ones. They also limit how many members it looks at on its way there,
// because a hostile message may have very many findings.
const (
	maxDepth    = 100
	maxOnTheWay = 200
	maxAround   = 6
	maxSiblings = 50
	maxNameText = 200
)

// IsNamed reports whether something beside a value says that it is a secret, as in {"name":
// "DB_PASSWORD", "value": "..."}, in ["X-Api-Key", "..."], and in an object whose kind is Secret.
// The value is at the JSON pointer.
func (s *Said) IsNamed(pointer string) bool {
	if strings.Count(pointer, "/") > maxDepth {
		return false
	}
	root, tokens := s.root, jsonvalue.Tokens(pointer)
	around := make([]any, 0, len(tokens))
	for _, token := range tokens {
		around = append(around, root)
		root = child(root, token)
	}
	for i := len(around) - 1; i >= max(0, len(around)-maxAround); i-- {
		if s.isBeside(around[i], tokens[i]) {
			return true
		}
	}
	return false
}

// child returns the value of a member of an object, or an item of an array. It returns nil for any
// other token.
func child(value any, token string) any {
	switch value := value.(type) {
	case *jsonvalue.Object:
		for _, m := range value.Members[:min(len(value.Members), maxOnTheWay)] {
			if m.Name == token {
				return m.Value
			}
		}
	case jsonvalue.Array:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(value) {
			return value[i]
		}
	}
	return nil
}

// isBeside reports whether a value names a secret in a place other than that of the token.
func (s *Said) isBeside(value any, token string) bool {
	switch value := value.(type) {
	case *jsonvalue.Object:
		return isNamedBy(s.namersOf(value), jsonvalue.Member{Name: token, Value: child(value, token)})
	case jsonvalue.Array:
		i, _ := strconv.Atoi(token)
		return s.names.isBehindName(value, i)
	}
	return false
}

// namersOf returns the members of an object that say that others are secrets. A hostile message may
// have very many findings about the same object, so it finds them once.
func (s *Said) namersOf(o *jsonvalue.Object) []namer {
	namers, ok := s.namers[o]
	if !ok {
		namers = s.names.namers(o)
		s.namers[o] = namers
	}
	return namers
}

// isBehindName reports whether an item of an array is behind the name of a secret, or behind a head
// of columns one of which is the name of a secret.
func (n *naming) isBehindName(items jsonvalue.Array, i int) bool {
	return i > 0 && i <= len(items) && (n.isSecretPath(items[i-1]) || n.isList(items[0]))
}

// columnWords are the last words of names whose value is the names of columns.
var columnWords = position.WordSet(`columns fields headers headings keys names schema rowtype type`)

// namer is a member of an object that says that others are secrets.
type namer struct {
	name string
	of   named
}

// named are the members of which a namer says something.
type named int

const (
	// lists are named by the columns of a table.
	lists named = iota
	// values are named by a path. The members that describe an error are no values.
	values
	// valueWords are the members whose names are in [position.ValueWords]. They are named by a member
	// such as keyName, which has the name of a secret, and not that of a kind of secrets.
	valueWords
	// all are named by a name.
	all
)

// namers returns the members of an object that say that others are secrets.
func (n *naming) namers(o *jsonvalue.Object) []namer {
	if len(o.Members) > maxSiblings {
		return nil
	}
	var found []namer
	for _, m := range o.Members {
		last := position.LastWord(m.Name)
		switch isNaming := position.IsNaming(m.Name) || last == "codes"; {
		case m.Value == true && position.MarkWords[last], last == "kty", isNaming && (n.isSecretPath(m.Value) || n.isList(m.Value)):
			found = append(found, namer{m.Name, all})
		case n.holdsName(m):
			found = append(found, namer{m.Name, valueWords})
		case position.PathWords[last] && (n.isSecretPath(m.Value) || n.isList(m.Value)):
			found = append(found, namer{m.Name, values})
		case !isNaming && n.isHead(m.Value, columnWords[last], 0):
			found = append(found, namer{m.Name, lists})
		}
	}
	return found
}

// holdsName reports whether a member holds the name of a secret, as keyName and token_name do.
func (n *naming) holdsName(m jsonvalue.Member) bool {
	const ending = "name"
	if len(m.Name) <= len(ending) || position.LastWord(m.Name) != ending {
		return false
	}
	return n.inText(strings.TrimRight(m.Name[:len(m.Name)-len(ending)], "_-. ")) == position.Certain
}

// isNamedBy reports whether one of the namers says that a member is a secret.
func isNamedBy(namers []namer, m jsonvalue.Member) bool {
	return slices.ContainsFunc(namers, func(n namer) bool {
		switch last := position.LastWord(m.Name); {
		case n.name == m.Name:
			return false
		case n.of == values && position.TellingWords[last]:
			text, _ := m.Value.(string)
			return len(position.Codes(text)) > 0 // The sentence may quote the value.
		case n.of == values:
			return !position.DescribingWords[last]
		case n.of == valueWords:
			return position.ValueWords[last]
		case n.of == lists:
			_, isList := m.Value.(jsonvalue.Array)
			return isList
		default:
			return true
		}
	})
}

// maxHeadDepth limits how deep the names of columns may be in the value of a member, as in
// {"schema": {"fields": [...]}}.
const maxHeadDepth = 2

// isHead reports whether a value is a list of names of columns, one of which is the name of a
// secret, or an object with such a list. Each item is a name, or an object that holds one.
func (n *naming) isHead(value any, isNamed bool, depth int) bool {
	switch value := value.(type) {
	case jsonvalue.Array:
		return isNamed && (n.isList(value) || len(value) <= maxSiblings && slices.ContainsFunc(value, n.isColumn))
	case *jsonvalue.Object:
		return depth < maxHeadDepth && len(value.Members) <= maxSiblings && slices.ContainsFunc(value.Members, func(m jsonvalue.Member) bool {
			return n.isHead(m.Value, columnWords[position.LastWord(m.Name)], depth+1)
		})
	default:
		return false
	}
}

// isList reports whether a value is a list with the name of a secret.
func (n *naming) isList(value any) bool {
	items, _ := value.(jsonvalue.Array)
	return len(items) <= maxSiblings && slices.ContainsFunc(items, n.isSecretPath)
}

// isColumn reports whether a value describes a column with the name of a secret.
func (n *naming) isColumn(value any) bool {
	column, ok := value.(*jsonvalue.Object)
	return ok && len(column.Members) <= maxSiblings && !hasValue(column) && slices.ContainsFunc(column.Members, func(m jsonvalue.Member) bool {
		return position.IsNaming(m.Name) && n.isSecretPath(m.Value)
	})
}

// hasValue reports whether an object has the value of its name. Then it is no column.
func hasValue(o *jsonvalue.Object) bool {
	return slices.ContainsFunc(o.Members, func(m jsonvalue.Member) bool { return position.ValueWords[position.LastWord(m.Name)] })
}

// isSecretPath reports whether a value is the name of a secret, or a path with such a name.
func (n *naming) isSecretPath(value any) bool {
	text, _ := value.(string)
	text = position.PlainName(strings.TrimLeft(text, "-"))
	if text == "" || len(text) > maxNameText || len(strings.Fields(text)) > position.MaxNameWords {
		return false
	}
	return text == "SecureString" || n.isCertain(text) || strings.ContainsAny(text, "/.[:") && position.PathSecrecy(text, n.says) != position.NoSecret
}
