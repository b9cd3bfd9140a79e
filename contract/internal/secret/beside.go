package secret

import (
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// The constants limit where IsNamedBeside looks for the name of a value: in the nearest values
// around it, and only in short ones. They also limit how many members it looks at on its way there,
// because a hostile message may have very many findings.
const (
	maxDepth    = 100
	maxOnTheWay = 200
	maxAround   = 6
	maxSiblings = 50
	maxNameText = 200
)

// IsNamedBeside reports whether something beside a value says that it is a secret, as in {"name":
// "DB_PASSWORD", "value": "..."}, in ["X-Api-Key", "..."], and in an object whose kind is Secret.
// The value is at the JSON pointer in the root.
func IsNamedBeside(root any, pointer string) bool {
	if strings.Count(pointer, "/") > maxDepth {
		return false
	}
	tokens := jsonvalue.Tokens(pointer)
	around := make([]any, 0, len(tokens))
	for _, token := range tokens {
		around = append(around, root)
		root = child(root, token)
	}
	for i := len(around) - 1; i >= max(0, len(around)-maxAround); i-- {
		if namesSecretBeside(around[i], tokens[i]) {
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

// namesSecretBeside reports whether a value names a secret in a place other than that of the token.
func namesSecretBeside(value any, token string) bool {
	switch value := value.(type) {
	case *jsonvalue.Object:
		if len(value.Members) > maxSiblings {
			return false
		}
		for _, m := range value.Members {
			if m.Name != token && namesSecretIn(m.Name, m.Value) {
				return true
			}
		}
	case jsonvalue.Array:
		i, _ := strconv.Atoi(token)
		if i <= 0 || i > len(value) {
			return false
		}
		return isSecretPath(value[i-1]) || isHead(value[0])
	}
	return false
}

// markWords are the last words of names that say of a value that it is a secret.
var markWords = position.WordSet(`sensitive masked secret confidential`)

// columnWords are the last words of names whose value is the names of columns.
var columnWords = position.WordSet(`columns fields headers headings keys names`)

// namesSecretIn reports whether a member says that what is beside it is a secret.
func namesSecretIn(name string, value any) bool {
	last := position.LastWord(name)
	switch {
	case value == true:
		return markWords[last]
	case last == "kty":
		return true
	case position.IsNaming(name), position.PathWords[last], last == "codes":
		return isSecretPath(value) || isHead(value)
	default:
		return columnWords[last] && isHead(value)
	}
}

// isHead reports whether a value is an array of strings, and one of them is the name of a secret.
func isHead(value any) bool {
	items, _ := value.(jsonvalue.Array)
	return len(items) <= maxSiblings && slices.ContainsFunc(items, isSecretPath)
}

// isSecretPath reports whether a value is the name of a secret, or a path with such a name.
func isSecretPath(value any) bool {
	text, _ := value.(string)
	text = strings.TrimLeft(text, "-")
	if text == "" || len(text) > maxNameText || len(strings.Fields(text)) > position.MaxNameWords {
		return false
	}
	return text == "SecureString" || secrecyOf(text) != position.NoSecret || strings.ContainsAny(text, "/.[:") && position.PathSecrecy(text, secrecyOf) != position.NoSecret
}
