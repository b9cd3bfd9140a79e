package migration

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// move is an operation whose method or path differs in the new version.
type move struct{ old, revised contract.Operation }

// movesOf returns the operations that have the same operationId in both versions but another method
// or path.
func movesOf(old, revised *contract.Contract) []move {
	byID := map[string]contract.Operation{}
	for _, o := range revised.Operations() {
		byID[o.ID] = o
	}
	var moves []move
	for _, o := range old.Operations() {
		if now, ok := byID[o.ID]; ok && o.ID != "" && now.String() != o.String() {
			moves = append(moves, move{o, now})
		}
	}
	return moves
}

// align returns the old version of the document, but its operations have the methods of the new
// version. The two versions of an operation can then be compared. The two versions of an operation
// can then be compared.
func align(c *contract.Contract, moves []move) (*contract.Contract, error) {
	var actions []string
	for _, m := range moves {
		if m.old.Path != m.revised.Path {
			continue // The two differ in more than their method.
		}
		item := "$.paths[" + quoted(m.old.Path) + "]"
		from, to := strings.ToLower(m.old.Method), strings.ToLower(m.revised.Method)
		actions = append(actions,
			fmt.Sprintf(`{"target": %s, "update": {%s: {}}}`, quoted(item), quoted(to)),
			fmt.Sprintf(`{"target": %s, "copy": %s}`, quoted(item+"["+quoted(to)+"]"), quoted(item+"["+quoted(from)+"]")),
			fmt.Sprintf(`{"target": %s, "remove": true}`, quoted(item+"["+quoted(from)+"]")),
		)
	}
	if len(actions) == 0 {
		return c, nil
	}
	text := `{"overlay": "1.1.0", "info": {"title": "Moved operations", "version": "1"}, "actions": [` + strings.Join(actions, ", ") + `]}`
	return c.Overlaid("moved operations", []byte(text))
}

// quoted returns a string in the quotes of JSON, which JSONPath uses too.
func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // A string can always be encoded.
	}
	return string(text)
}
