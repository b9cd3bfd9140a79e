package baseline

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Read reads a baseline from a file; see [Load]. The error for a file that doesn't exist wraps
// [fs.ErrNotExist].
func Read(file string, known func(contract.Rule) bool) (*Baseline, error) {
	name := filepath.ToSlash(file)
	data, err := os.ReadFile(file) //nolint:gosec // To read the file that the user names is what it is for.
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w; check the name, or write a baseline first", name, fs.ErrNotExist)
		}
		if pathError, ok := errors.AsType[*fs.PathError](err); ok {
			err = pathError.Err
		}
		return nil, fmt.Errorf("%s: %w; name a file that can be read", name, err)
	}
	return Load(name, data, known)
}

// Load reads a baseline. The name stands for it in errors and in the places of entries. Known
// reports whether there is such a rule. An error is one line with the place of the first mistake:
// YAML that can't be read, something other than a list of entries, an unknown key or rule, an entry
// without a reason or a date, or the same cause twice.
func Load(name string, data []byte, known func(contract.Rule) bool) (*Baseline, error) {
	list, err := parseList(name, data)
	if err != nil {
		return nil, err
	}
	l := loader{name: name, known: known}
	b := &Baseline{file: name}
	lines := map[contract.Cause]int{}
	for _, node := range list.Content {
		entry, err := l.entry(node)
		if err != nil {
			return nil, err
		}
		if first, twice := lines[entry.Cause]; twice {
			return nil, l.errorAt(node, "the same finding is at line %d already; remove one of the two", first)
		}
		lines[entry.Cause] = node.Line
		b.entries = append(b.entries, entry)
	}
	sortEntries(b.entries)
	return b, nil
}

// parseList returns the YAML list that a file holds.
func parseList(name string, data []byte) (*yaml.Node, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("%s: the file is empty; it should hold a list of known findings, or [] for none", name)
	}
	var documents []yaml.Node
	if err := yaml.Load(data, &documents, yaml.WithAllDocuments()); err != nil {
		if load, ok := errors.AsType[*yaml.LoadError](err); ok && load.Mark.Line > 0 {
			return nil, fmt.Errorf("%s:%d:%d: %s; fix the YAML there", name, load.Mark.Line, load.Mark.Column, firstLine(load.Message))
		}
		return nil, fmt.Errorf("%s: %s; fix the YAML", name, firstLine(err.Error()))
	}
	switch {
	case len(documents) > 1:
		return nil, fmt.Errorf("%s:%d: a second YAML document begins here; keep all entries in one list", name, documents[1].Line)
	case len(documents) == 0 || len(documents[0].Content) != 1 || documents[0].Content[0].Kind != yaml.SequenceNode:
		return nil, fmt.Errorf("%s: this is not a list; it should be a list of known findings, or [] for none", name)
	}
	return documents[0].Content[0], nil
}

// loader turns YAML nodes into entries.
type loader struct {
	name  string
	known func(contract.Rule) bool
}

func (l loader) errorAt(node *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %w", l.name, node.Line, node.Column, fmt.Errorf(format, args...))
}

// The keys of an entry, in the order in which they are written.
const (
	keyRule      = "rule"
	keyOperation = "operation"
	keyDocument  = "document"
	keyAt        = "at"
	keyReason    = "reason"
	keyExpires   = "expires"
)

func (l loader) entry(node *yaml.Node) (Entry, error) {
	values, err := l.values(node)
	if err != nil {
		return Entry{}, err
	}
	text := func(key string) string {
		if value := values[key]; value != nil {
			return value.Value
		}
		return ""
	}
	entry := Entry{
		Cause:  contract.Cause{Rule: contract.ParseRule(text(keyRule)), Operation: text(keyOperation), Document: text(keyDocument), At: contract.ParseLocation(text(keyAt))},
		Reason: strings.Join(strings.Fields(text(keyReason)), " "),
		Place:  contract.Place{File: l.name, Line: node.Line, Column: node.Column},
	}
	switch {
	case text(keyRule) == "":
		return Entry{}, l.errorAt(node, "the entry has no rule; take it from the report of the finding")
	case !l.known(entry.Cause.Rule):
		return Entry{}, l.errorAt(values[keyRule], "there is no rule %q; take it from the report of the finding", text(keyRule))
	case entry.Cause.Operation == "":
		return Entry{}, l.errorAt(node, "the entry has no operation; take it from the report of the finding")
	case entry.Reason == "":
		return Entry{}, l.errorAt(node, "the entry has no reason; say why the finding is accepted")
	case text(keyExpires) == "":
		return Entry{}, l.errorAt(node, "the entry has no expires; give the last day on which the finding is accepted, as 2006-01-02")
	}
	entry.Expires, err = time.Parse(time.DateOnly, text(keyExpires))
	if err != nil {
		return Entry{}, l.errorAt(values[keyExpires], "%q is not a date; write the day as 2006-01-02", text(keyExpires))
	}
	return entry, nil
}

// values returns the values of an entry by their keys.
func (l loader) values(node *yaml.Node) (map[string]*yaml.Node, error) {
	if node.Kind != yaml.MappingNode {
		return nil, l.errorAt(node, "the entry is not a mapping; give it rule, operation, document, at, reason and expires")
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch key.Value {
		case keyRule, keyOperation, keyDocument, keyAt, keyReason, keyExpires:
		default:
			return nil, l.errorAt(key, "the key %q is not known; an entry has rule, operation, document, at, reason and expires", key.Value)
		}
		if values[key.Value] != nil {
			return nil, l.errorAt(key, "the entry has the key %s twice; remove one", key.Value)
		}
		if value.Kind != yaml.ScalarNode {
			return nil, l.errorAt(value, "%s is not a string; write it in one line", key.Value)
		}
		values[key.Value] = value
	}
	return values, nil
}

func firstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return strings.TrimSpace(line)
}
