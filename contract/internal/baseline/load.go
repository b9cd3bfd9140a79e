package baseline

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Read reads a baseline from a file; see [Load]. If the file doesn't exist, the error wraps
// [fs.ErrNotExist].
func Read(file string, known func(contract.Rule) bool) (*Baseline, error) {
	name := filepath.ToSlash(file)
	data, err := wholefile.Read(file, wholefile.MaxRead)
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

// Load reads a baseline. The name identifies the baseline in errors and in the places of entries.
// The function known reports whether a rule exists. An error is one line with the place of the
// first mistake. A mistake is invalid YAML, something other than a list of entries, an unknown key
// or rule, an entry without a reason or a date, or a repeated cause.
func Load(name string, data []byte, known func(contract.Rule) bool) (*Baseline, error) {
	b := &Baseline{file: name}
	lines := map[contract.Cause]int{}
	for p := range piecesOf(data) {
		entries, err := p.load(name, known)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if first, twice := lines[entry.Cause]; twice {
				return nil, fmt.Errorf("%s: the same finding is at line %d already; remove one of the two", entry.Place, first)
			}
			lines[entry.Cause] = entry.Place.Line
		}
		b.entries = append(b.entries, entries...)
	}
	sortEntries(b.entries)
	return b, nil
}

// errorAt returns an error with the place of a value.
func errorAt(n *document.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %w", n.ValuePlace(), fmt.Errorf(format, args...))
}

// The constants are the keys of an entry, in the order in which they are written.
const (
	keyRule      = "rule"
	keyOperation = "operation"
	keyDocument  = "document"
	keyAt        = "at"
	keyReason    = "reason"
	keyExpires   = "expires"
)

// load reads an entry.
func load(n *document.Node, known func(contract.Rule) bool) (Entry, error) {
	if n.Kind() != document.Object {
		return Entry{}, errorAt(n, "the entry is not a mapping; give it rule, operation, document, at, reason and expires")
	}
	for key, value := range n.Fields() {
		switch key {
		case keyRule, keyOperation, keyDocument, keyAt, keyReason, keyExpires:
		default:
			place := value.Place()
			return Entry{}, fmt.Errorf("%s: the key %s is not known; an entry has rule, operation, document, at, reason and expires", place, wording.Quote(key))
		}
		if value.Kind() == document.Object || value.Kind() == document.Array {
			return Entry{}, errorAt(value, "%s is not a string; write it in one line", key)
		}
	}
	text := func(key string) string { return n.Get(key).Text() }
	entry := Entry{
		Cause:  contract.Cause{Rule: contract.ParseRule(text(keyRule)), Operation: text(keyOperation), Document: text(keyDocument), At: contract.ParseLocation(text(keyAt))},
		Reason: strings.Join(strings.Fields(text(keyReason)), " "),
		Place:  contract.Place(n.Place()),
	}
	entry.Place.Pointer = ""
	switch {
	case text(keyRule) == "":
		return Entry{}, errorAt(n, "the entry has no rule; take it from the report of the finding")
	case !known(entry.Cause.Rule):
		return Entry{}, errorAt(n.Get(keyRule), "there is no rule %s; take it from the report of the finding", wording.Quote(text(keyRule)))
	case entry.Cause.Operation == "":
		return Entry{}, errorAt(n, "the entry has no operation; take it from the report of the finding")
	case entry.Reason == "":
		return Entry{}, errorAt(n, "the entry has no reason; say why the finding is accepted")
	case text(keyExpires) == "":
		return Entry{}, errorAt(n, "the entry has no expires; give the last day on which the finding is accepted, as 2006-01-02")
	}
	var err error
	if entry.Expires, err = time.Parse(time.DateOnly, text(keyExpires)); err != nil {
		return Entry{}, errorAt(n.Get(keyExpires), "%s is not a date; write the day as 2006-01-02", wording.Quote(text(keyExpires)))
	}
	return entry, nil
}
