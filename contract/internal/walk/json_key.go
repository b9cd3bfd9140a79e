package walk

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// keyName is the name of a member that holds a secret, a name or a part of a path.
const keyName = "key"

// keyIn returns what an object says about a member with the name key: it is a secret if the object
// is for logging in and the like, as in {"activation": {"key": "..."}}, if the object has the name
// of a key, as in {"name": "API key", "key": "..."}, or if everything else in the object is for the
// access to a service.
func (o *jsonObject) keyIn(m *memberName, value int) position.Secrecy {
	n := o.nodes[value]
	if m.plain != keyName || n.kind != '"' || o.Secrecy(n.text, true) != position.NoSecret {
		return position.NoSecret
	}
	if o.isAccess && (position.Likely.Hides(n.text) || suspect.LooksChosen(n.text)) {
		return position.Certain
	}
	if o.named.isKey || suspect.IsCodeName(o.context.name, false) || suspect.HasLoginWord(o.context.name) {
		return position.Worded
	}
	return position.NoSecret
}

// isAccess reports whether an object has nothing but settings for the access to a service.
func (j *jsonWalk) isAccess(object int) bool {
	says := false
	for name := range j.members(object) {
		if !suspect.IsAccessName(name.plain) {
			return false
		}
		says = says || suspect.NamesAccess(name.plain)
	}
	return says
}

// isWordedKey reports whether the value of a key is words that nobody sorts by, as in
// velvet-river-barley.
func isWordedKey(name, value string) bool {
	return strings.EqualFold(name, keyName) && strings.Count(value, "-") > 1 && suspect.JoinsWords(value)
}
