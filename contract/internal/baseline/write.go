package baseline

import (
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// heading is the comment at the beginning of the file.
const heading = "# Findings that are known and accepted for a time. A check writes this file on request; it keeps reason and expires.\n"

// entriesAtOnce is how many entries are written as one list. The YAML library needs memory for all
// of a list before it writes the first line.
const entriesAtOnce = 1000

// Bytes returns the content of a file that [Load] can read.
func (b *Baseline) Bytes() ([]byte, error) {
	entries := b.Entries()
	text := []byte(heading)
	for first := true; first || len(entries) > 0; first = false {
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		n := min(len(entries), entriesAtOnce)
		for _, entry := range entries[:n] {
			list.Content = append(list.Content, entry.node())
		}
		data, err := document.DumpYAML(list, yaml.WithLineWidth(-1))
		if err != nil {
			return nil, err
		}
		text = append(text, data...)
		entries = entries[n:]
	}
	return text, nil
}

// The constants are the YAML tags of the values. The tag of a value decides whether it is quoted.
const (
	text = "!!str"
	date = "!!timestamp"
)

// node returns the entry as YAML, without empty fields.
func (e Entry) node() *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, field := range []struct{ key, tag, value string }{
		{keyRule, text, e.Cause.Rule.String()},
		{keyOperation, text, e.Cause.Operation},
		{keyDocument, text, e.Cause.Document},
		{keyAt, text, e.Cause.At.String()},
		{keyReason, text, e.Reason},
		{keyExpires, date, e.Expires.Format(time.DateOnly)},
	} {
		if field.value != "" {
			node.Content = append(node.Content,
				&yaml.Node{Kind: yaml.ScalarNode, Tag: text, Value: field.key},
				&yaml.Node{Kind: yaml.ScalarNode, Tag: field.tag, Value: field.value})
		}
	}
	return node
}
