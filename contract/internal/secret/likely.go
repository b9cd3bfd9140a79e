package secret

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// maxMembers limits how many members of a body Likely looks at.
const maxMembers = 1000

// Likely returns at most [Many] values of the request that are secrets according to their names,
// whatever the document says. They are in the header, in the query and in a JSON body.
func Likely(x *message.Exchange) []string {
	var l likely
	for _, name := range slices.Sorted(maps.Keys(x.Request.Header)) {
		for _, value := range x.Request.Header[name] {
			if suspect.IsKeyName(name) || suspect.IsSecretName(name) {
				l.add(value)
				l.add(value[strings.LastIndexByte(value, ' ')+1:])
			}
		}
	}
	query, _ := message.ParseQuery(x.URL.RawQuery)
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query.Values(name) {
			if suspect.IsKeyName(name) || suspect.IsSecretName(name) {
				l.add(value)
			}
		}
	}
	l.addBody(x.Request.ValueOrNull(), false)
	return l.values
}

// likely collects values.
type likely struct {
	values  []string
	members int
}

func (l *likely) add(value string) {
	if len(value) >= Shortest && len(l.values) < Many && !suspect.IsHarmlessValue(value) {
		l.values = append(l.values, value)
	}
}

// addBody adds the strings in a JSON value that is a secret, or that has members with the names of
// secrets.
func (l *likely) addBody(value any, isSecret bool) {
	switch value := value.(type) {
	case string:
		if isSecret {
			l.add(value)
		}
	case jsonvalue.Array:
		for _, item := range value {
			if l.members++; l.members > maxMembers {
				return
			}
			l.addBody(item, isSecret)
		}
	case *jsonvalue.Object:
		for _, m := range value.Members {
			if l.members++; l.members > maxMembers {
				return
			}
			l.addBody(m.Value, isSecret || suspect.IsSecretName(m.Name))
		}
	}
}
