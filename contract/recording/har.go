package recording

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// har yields the exchanges of a HAR 1.2 file.
func (in *input) har(yield func(*contract.Exchange) bool) error {
	if in.kind() == emptyKind {
		return fmt.Errorf("%s: the file is empty; it should hold a HAR 1.2 recording", in.name)
	}
	r := &harReader{jsonReader: newJSONReader(in, "a HAR file", "give a HAR 1.2 file"), yield: yield}
	err := r.file()
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

// harReader goes through a HAR file token by token down to its entries, which it decodes one at a time.
type harReader struct {
	*jsonReader

	yield   func(*contract.Exchange) bool
	entries bool // There was a list of entries, perhaps an empty one.
	next    int
}

// errStop says that yield returned false.
var errStop = errors.New("stop")

func (r *harReader) file() error {
	if err := r.members("log", func() error { return r.members("entries", r.list) }); err != nil {
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

// members reads an object, calls found at the value of the name, and skips the other values. null counts
// as an empty object.
func (r *harReader) members(name string, found func() error) error {
	if ok, err := r.enter('{'); !ok {
		return err
	}
	for r.PeekKind() != '}' {
		token, err := r.ReadToken()
		if err != nil {
			return r.fail(err)
		}
		if token.String() == name {
			err = found()
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
		x, err := entry.exchange()
		if err != nil {
			return fmt.Errorf("%s#%d: at /log/entries/%d%w", r.in.name, r.next, r.next, err)
		}
		x.Source.File, x.Source.Entry = r.in.name, r.next
		if !r.yield(x) {
			return errStop
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
