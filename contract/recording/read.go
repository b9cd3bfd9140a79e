package recording

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Reader reads recordings. The zero value is ready for use. Its methods call the functions that are
// set in the goroutine of the loop.
type Reader struct {
	// Stdin is what the path "-" stands for. It may be nil if no path is "-".
	Stdin io.Reader
	// Progress is called each time that a piece was read, with the number of bytes that were read
	// and the total, as they are in the files. The total is -1 if it is not known, as for stdin.
	Progress func(read, total int64)
	// Skipped is called with each entry that holds no exchange, such as a request that was aborted
	// or that the browser answered from its cache. Without it, these entries are passed over.
	Skipped func(Skipped)
	// Failed is called with the error of each recording that can't be read to its end. Then the
	// loop goes on with the next recording. Without it, the error ends the loop.
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
// An error ends the loop, unless Failed is set. It is one line that names the file, the place in it
// and what to do. A pipe or a device is an error. The caller may keep the exchanges. If a path is
// "-", the loop can run once. It is not safe for concurrent use.
func (r *Reader) Read(paths ...string) iter.Seq2[*contract.Exchange, error] {
	return func(yield func(*contract.Exchange, error) bool) {
		watch := func(r io.Reader) io.Reader { return r }
		if r.Progress != nil {
			watch = counter(totalSize(paths), r.Progress)
		}
		for s, err := range sources(r.Stdin, paths) {
			stopped := false
			if err == nil {
				stopped, err = s.decode(r, watch, func(x *contract.Exchange) bool { return yield(x, nil) })
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

// Read goes over the exchanges of recordings, as a [Reader] does that has only the standard input.
func Read(stdin io.Reader, paths ...string) iter.Seq2[*contract.Exchange, error] {
	return (&Reader{Stdin: stdin}).Read(paths...)
}

// counter returns a function that wraps readers, and counts what is read through any of them.
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

// Decode goes over the exchanges of one recording, whose content decides the format. The name
// stands for the recording in errors and in the source of each exchange. An error ends the loop, as
// in [Read]. The loop can run once.
func Decode(name string, r io.Reader) iter.Seq2[*contract.Exchange, error] {
	return (&Reader{}).Decode(name, r)
}

// Decode goes over the exchanges of one recording, as the function [Decode] does. It calls Skipped
// and ignores the other fields.
func (r *Reader) Decode(name string, from io.Reader) iter.Seq2[*contract.Exchange, error] {
	return func(yield func(*contract.Exchange, error) bool) {
		in := &input{name: name, skipped: r.Skipped}
		err := in.open(from)
		if err == nil {
			err = in.decode(func(x *contract.Exchange) bool { return yield(x, nil) })
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// ParseHAR reads the exchanges of a HAR 1.2 file. The name stands for the file in errors and in the
// source of each exchange.
func ParseHAR(name string, data []byte) ([]contract.Exchange, error) {
	return collect(func(yield func(*contract.Exchange, error) bool) {
		in := &input{name: name}
		err := in.open(bytes.NewReader(data))
		if err == nil {
			err = in.decodeAs(harKind, func(x *contract.Exchange) bool { return yield(x, nil) })
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, err)
		}
	})
}

// Load returns the exchanges of the recordings that [Read] finds. It returns nothing else with an
// error.
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
