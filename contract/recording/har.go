package recording

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// har yields the exchanges of a HAR 1.2 file.
func (in *input) har(yield yieldExchange) error {
	if in.kind() == emptyKind {
		return fmt.Errorf("%s: the file is empty; it should hold a HAR 1.2 recording", in.name)
	}
	r := &harReader{jsonReader: newJSONReader(in, "a HAR file", "give a HAR 1.2 file"), yield: yield}
	return r.file()
}

// harReader goes through a HAR file token by token down to its entries, which it decodes one at a time.
type harReader struct {
	*jsonReader

	yield   yieldExchange
	entries bool // There was a list of entries, perhaps an empty one.
	next    int
	// recorder is the name of the program that wrote the file.
	recorder string
}

func (r *harReader) file() error {
	log := map[string]func() error{"entries": r.list, "creator": r.creator}
	if err := r.members(map[string]func() error{"log": func() error { return r.members(log) }}); err != nil {
		return err
	}
	if _, err := r.ReadToken(); !errors.Is(err, io.EOF) {
		if err == nil {
			return fmt.Errorf("%s:%s: the file is not a HAR file: it is not JSON from there on; %s", r.in.name, r.at.place(r.InputOffset()-1), r.hint)
		}
		return r.fail(err)
	}
	if !r.entries {
		return fmt.Errorf("%s: the file is not a HAR file: it has no log.entries; %s", r.in.name, r.hint)
	}
	return nil
}

// members reads an object, calls what found has for a name at its value, and skips the other values.
// null counts as an empty object.
func (r *harReader) members(found map[string]func() error) error {
	if ok, err := r.enter('{'); !ok {
		return err
	}
	for r.PeekKind() != '}' {
		token, err := r.ReadToken()
		if err != nil {
			return r.fail(err)
		}
		if read := found[token.String()]; read != nil {
			err = read()
		} else if err = r.SkipValue(); err != nil {
			err = r.fail(err)
		}
		if err != nil {
			return err
		}
		r.at.forget(r.InputOffset())
	}
	return r.leave()
}

// creator reads the name of the program that wrote the file. Any other value is as good as none.
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
	if ok, err := r.enter('['); !ok {
		return err
	}
	r.entries = true
	for r.PeekKind() != ']' {
		var entry harEntry
		if err := json.UnmarshalDecode(r.Decoder, &entry); err != nil {
			return r.fail(err)
		}
		x, err := entry.exchange(r.in, r.recorder)
		at := ""
		if err != nil {
			at = fmt.Sprintf("/log/entries/%d", r.next)
		}
		if err := r.in.give(r.next, at, x, err, r.yield); err != nil {
			return err
		}
		r.next++
		r.at.forget(r.InputOffset())
	}
	return r.leave()
}

// enter reads the beginning of an object or array. It returns false at null, and an error at anything else.
func (r *harReader) enter(want jsontext.Kind) (bool, error) {
	token, err := r.ReadToken()
	switch {
	case err != nil:
		return false, r.fail(err)
	case token.Kind() == 'n':
		return false, nil
	case token.Kind() != want:
		return false, r.misplaced(r.InputOffset()-int64(len(token.String())), r.StackPointer(), token.Kind())
	default:
		return true, nil
	}
}

// leave reads the end of an object or array.
func (r *harReader) leave() error {
	if _, err := r.ReadToken(); err != nil {
		return r.fail(err)
	}
	return nil
}
