package recording

import (
	"fmt"

	"github.com/go-json-experiment/json"
)

// har yields the exchanges of a HAR 1.2 file.
func (in *input) har(yield yieldExchange) error {
	if in.kind() == emptyKind {
		return fmt.Errorf("%s: the file is empty; it should hold a HAR 1.2 recording", in.name)
	}
	r := &harReader{jsonReader: newJSONReader(in, "a HAR file", "give a HAR 1.2 file"), yield: yield}
	return r.file()
}

// harReader reads a HAR file token by token. It decodes one entry at a time.
type harReader struct {
	*jsonReader

	yield   yieldExchange
	entries bool // It is true once the list of entries was read, even if the list is empty.
	next    int
	// recorder is the name of the program that wrote the file.
	recorder string
}

func (r *harReader) file() error {
	log := map[string]func() error{"entries": r.list, "creator": r.creator}
	if err := r.members(map[string]func() error{"log": func() error { return r.members(log) }}); err != nil {
		return err
	}
	if err := r.end(); err != nil {
		return err
	}
	if !r.entries {
		return fmt.Errorf("%s: the file is not a HAR file: it has no log.entries; %s", r.in.name, r.hint)
	}
	return nil
}

// creator reads the name of the program that wrote the file. It ignores a creator that is not an
// object with a name.
func (r *harReader) creator() error {
	value, err := r.ReadValue()
	if err != nil {
		return r.fail(err)
	}
	var creator struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(value, &creator, lenient) == nil {
		r.recorder = creator.Name
	}
	return nil
}

// list reads the entries.
func (r *harReader) list() error {
	r.entries = r.entries || r.PeekKind() == '['
	return r.elements(func(int) error {
		var entry harEntry
		if err := r.value(&entry); err != nil {
			return err
		}
		x, err := entry.exchange(r.in, r.recorder)
		at := ""
		if err != nil {
			at = fmt.Sprintf("/log/entries/%d", r.next)
		}
		r.next++
		return r.in.give(r.next-1, at, x, err, r.yield)
	})
}
