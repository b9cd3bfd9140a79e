package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	// eventField matches the first line of a stream of events, as HTML defines it. It may be a
	// comment.
	eventField = lazyregexp.New(`^\s*(?:data|event|id|retry)?:`)
	// eventName and eventData match the lines of an event with its name and with its data.
	eventName = lazyregexp.New(`(?m)^event:[ \t]*([^\r\n]+?)[ \t\r]*$`)
	eventData = lazyregexp.New(`(?m)^data:[ \t]*([^\s{\[][^\r\n]*?)[ \t\r]*$`)
)

// eventsOf returns the secrets in a stream of events: the data of an event with the name of a
// secret, and the values in data that goes over several lines.
func eventsOf(text string, name Naming, work Work) []Span {
	if !strings.Contains(text, "data:") {
		return nil
	}
	const fewEvents = 3 // A language model streams more tokens.
	isShort := strings.Count(text, "event:") <= fewEvents
	var found []Span
	for start := 0; start < len(text); {
		event := text[start:]
		if blank := blankLine.FindStringIndex(event); blank != nil {
			event = event[:blank[1]]
		}
		if named := eventName.FindStringSubmatch(event); named != nil {
			says := saysBeside(named[1], name)
			for _, m := range eventData.FindAllStringSubmatchIndex(event, -1) {
				if content := event[m[2]:m[3]]; (says.Hides(content) || says != NoSecret && isShort && suspect.LooksChosen(content)) && !suspect.IsHarmlessValue(content) {
					found = append(found, Span{start + m[2], start + m[3]})
				}
			}
		}
		start += len(event)
	}
	if joined := strings.ReplaceAll(text, "\ndata:", "\n     "); joined != text && eventField.MatchString(text) { // The length stays the same.
		found = append(found, valuesOfRuns(joined, runsOf(joined, name), name, work)...)
	}
	return found
}

// saysBeside returns what a name says about a value at a place that may also hold something else. A
// token may be one of a text, and a session or a key something else altogether.
func saysBeside(of string, name Naming) Secrecy {
	says := name(of)
	if LastWord(of) == tokenWord || suspect.HasOtherMeaning(of) {
		return min(says, Worded)
	}
	return says
}
