package message

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// eventStream is the media type of server-sent events.
const eventStream = "text/event-stream"

// isSequence reports whether bodies of a media type are sequences of items (OpenAPI 3.2, section
// 4.14.3).
func isSequence(essence string) bool {
	switch essence {
	case "application/jsonl", "application/x-jsonlines", "application/x-ndjson", eventStream:
		return true
	default:
		return isTextSequence(essence)
	}
}

// isTextSequence reports whether each item follows a record separator (RFC 7464).
func isTextSequence(essence string) bool {
	return essence == "application/json-seq" || strings.HasSuffix(essence, "+json-seq")
}

// sequence makes the schema of a sequence apply to the array of its items, and the itemSchema apply
// to each item.
func (c *Compiler) sequence(m *MediaType) {
	if m.Node.Document().Version() < document.V32 {
		return
	}
	items := c.Schema(m.Node.Get("itemSchema"))
	if isSequence(m.essence) {
		if m.isSequence = items != nil || m.Schema != nil; items != nil {
			m.Schema = schema.Array(m.Node, items, m.Schema)
		}
		return
	}
	for _, key := range []string{"itemSchema", "itemEncoding", "prefixEncoding"} {
		if node := m.Node.Get(key); node != nil {
			c.unchecked = append(c.unchecked, schema.Note{Node: node, What: "the " + key + " of bodies of the type " + m.Name + " is not checked"})
		}
	}
}

// decodeSequence returns the items of a body.
func decodeSequence(essence string, text []byte) (any, error) {
	separator := byte('\n')
	if isTextSequence(essence) {
		separator = '\x1e'
	}
	if bytes.Count(text, []byte{separator}) > jsonvalue.MaxValues || jsonvalue.HasMoreThan(jsonvalue.MaxValues, text) {
		return nil, jsonvalue.ErrManyValues
	}
	if essence == eventStream {
		return decodeEvents(string(text)), nil
	}
	items := jsonvalue.Array{}
	for part := range bytes.SplitSeq(text, []byte{separator}) {
		if len(bytes.TrimSpace(part)) == 0 {
			continue
		}
		item, err := jsonvalue.Decode(part, nil)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", len(items), err)
		}
		items = append(items, item)
	}
	return items, nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// decodeEvents returns the events of a stream, each with its fields (HTML, section 9.2.6). It joins
// the lines of data. It leaves out comments and fields without a meaning.
func decodeEvents(text string) jsonvalue.Array {
	events := jsonvalue.Array{}
	text = lineEnds.Replace(strings.TrimPrefix(text, string(byteOrderMark)))
	for block := range strings.SplitSeq(text, "\n\n") {
		event := &jsonvalue.Object{}
		for line := range strings.SplitSeq(block, "\n") {
			addField(event, line)
		}
		if len(event.Members) > 0 {
			events = append(events, event)
		}
	}
	return events
}

// addField adds the field in a line of an event stream to an event.
func addField(event *jsonvalue.Object, line string) {
	name, text, _ := strings.Cut(line, ":")
	text = strings.TrimPrefix(text, " ")
	value := any(text)
	switch name {
	case "data", "event", "id":
	case "retry":
		number, err := jsonvalue.Decode([]byte(text), nil)
		if err != nil {
			return
		}
		value = number
	default:
		return
	}
	for i := range event.Members {
		if m := &event.Members[i]; m.Name == name {
			if before, isText := m.Value.(string); isText && name == "data" {
				value = before + "\n" + text
			}
			m.Value = value
			return
		}
	}
	event.Members = append(event.Members, jsonvalue.Member{Name: name, Value: value})
}
