package recording

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// Reader reads recordings. The zero value is ready for use, and so is a nil pointer. Its methods
// call its functions in the goroutine of the loop.
type Reader struct {
	// Stdin is read for the path "-". It may be nil if no path is "-".
	Stdin io.Reader
	// Progress is called after each piece that was read. It gets the number of bytes read so far
	// and the total number, both counted before decompression. The total is -1 if it is unknown, as
	// for stdin.
	Progress func(read, total int64)
	// Skipped is called for each entry that holds no exchange, such as an aborted request or a
	// request that the browser answered from its cache. If Skipped is nil, Read ignores these
	// entries.
	Skipped func(Skipped)
	// Attached is called with the name of each file beside a recording that has the body of an
	// entry, before the file is read. If Attached is nil, Read only reads the file.
	Attached func(file string)
	// Failed is called with the error if a recording can't be read to its end. The loop then
	// continues with the next recording. If Failed is nil, the error ends the loop.
	Failed func(error)
}

// Read goes over the exchanges of recordings. Each path is a file, a directory, or "-" for stdin.
// In a directory, Read finds the recordings at any depth: the files named *.har, *.jsonl and
// *.ndjson, and the files named *.json, *.log, *.yaml, *.yml and *.zip that hold a recording. Each
// name may have a further .gz. Read goes into each directory once. It follows a link if a path
// names it. It follows a link in a directory only if the link stays in the directory. The exchanges
// come in the order of the paths, within a directory in the order of the file names, and within a
// file as recorded.
//
// An error ends the loop, unless Failed is set. An error is one line that names the file and the
// place in it, and says what to do. A pipe or a device is an error. The caller may keep the
// exchanges. If a path is "-", the loop can run only once. Loops must not run concurrently.
func (r *Reader) Read(paths ...string) iter.Seq2[*contract.Exchange, error] {
	if r == nil {
		r = &Reader{}
	}
	return func(yield func(*contract.Exchange, error) bool) {
		watch := func(r io.Reader) io.Reader { return r }
		if r.Progress != nil {
			watch = counter(totalSize(paths), r.Progress)
		}
		codings := new(contentcoding.Budget)
		for s, err := range sources(r.Stdin, paths) {
			stopped := false
			if err == nil {
				stopped, err = s.decode(r, codings, watch, func(x *contract.Exchange) bool { return yield(x, nil) })
			}
			switch {
			case stopped:
				return
			case err == nil:
			case r.Failed == nil:
				yield(nil, err)
				return
			default:
				r.Failed(err)
			}
		}
	}
}

// Read iterates over the exchanges of recordings, as a [Reader] with only Stdin set does.
func Read(stdin io.Reader, paths ...string) iter.Seq2[*contract.Exchange, error] {
	return (&Reader{Stdin: stdin}).Read(paths...)
}

// counter returns a function that wraps readers. It counts the bytes that are read through them.
func counter(total int64, progress func(read, total int64)) func(io.Reader) io.Reader {
	var read int64
	return func(r io.Reader) io.Reader {
		return readerFunc(func(p []byte) (int, error) {
			n, err := r.Read(p)
			read += int64(n)
			progress(read, total)
			return n, err
		})
	}
}

// Decode iterates over the exchanges of one recording. The content of the recording decides its
// format. The name identifies the recording in errors and in the source of each exchange. An error
// ends the loop, as in [Read]. The loop can run only once.
func Decode(name string, r io.Reader) iter.Seq2[*contract.Exchange, error] {
	return (&Reader{}).Decode(name, r)
}

// Decode iterates over the exchanges of one recording, as the function [Decode] does. It calls
// Skipped and ignores the other fields.
func (r *Reader) Decode(name string, from io.Reader) iter.Seq2[*contract.Exchange, error] {
	if r == nil {
		r = &Reader{}
	}
	return func(yield func(*contract.Exchange, error) bool) {
		in := &input{name: name, skipped: r.Skipped, codings: new(contentcoding.Budget)}
		err := in.open(from)
		if err == nil {
			err = in.decode(func(x *contract.Exchange) bool { return yield(x, nil) })
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// ParseHAR returns the exchanges of a HAR 1.2 file. The name identifies the file in errors and in
// the source of each exchange.
func ParseHAR(name string, data []byte) ([]contract.Exchange, error) {
	return collect(func(yield func(*contract.Exchange, error) bool) {
		in := &input{name: name, codings: new(contentcoding.Budget)}
		err := in.open(bytes.NewReader(data))
		if err == nil {
			err = in.decodeAs(harKind, func(x *contract.Exchange) bool { return yield(x, nil) })
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, err)
		}
	})
}

// Load returns the exchanges of the recordings that [Read] finds. If it returns an error, it
// returns no exchanges.
func Load(paths ...string) ([]contract.Exchange, error) {
	return collect(Read(nil, paths...))
}

func collect(all iter.Seq2[*contract.Exchange, error]) ([]contract.Exchange, error) {
	exchanges := []contract.Exchange{}
	for x, err := range all {
		if err != nil {
			return nil, err
		}
		exchanges = append(exchanges, *x)
	}
	return exchanges, nil
}
