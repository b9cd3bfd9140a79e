package main

import (
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// recordings are the recordings that a command names, to be read twice. Files are read again. The
// standard input and pipes can be read only once, so their exchanges are kept.
type recordings struct {
	stdin io.Reader
	paths []string
	// once says that a path can be read only once. Then kept holds the exchanges as long as they
	// are short.
	once bool
	kept []*contract.Exchange
	// size is how many bytes the messages have that were read.
	size int
	// progress gets how many bytes of how many were read the first time. It may be nil.
	progress func(read, total int64)
	// until ends the exchanges early if the command is interrupted. It may be nil.
	until func(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error]
}

// maxTwice is the size in bytes up to which recordings are read twice, because each edit is tried
// with them, and up to which exchanges are kept that can be read only once.
const maxTwice = 64 << 20

func newRecordings(stdin io.Reader, paths []string) *recordings {
	in := &recordings{stdin: stdin, paths: paths}
	for _, path := range paths {
		in.once = in.once || path == "-"
	}
	return in
}

// read returns the exchanges.
func (in *recordings) read() iter.Seq2[*contract.Exchange, error] {
	return in.interruptible((&recording.Reader{Stdin: in.stdin, Progress: in.progress}).Read(in.paths...))
}

func (in *recordings) interruptible(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error] {
	if in.until == nil {
		return all
	}
	return in.until(all)
}

// add counts an exchange that was read, and keeps it if it can't be read again.
func (in *recordings) add(x *contract.Exchange) {
	in.size += sizeOf(x)
	switch {
	case !in.once:
	case in.isLong():
		in.kept = nil
	default:
		in.kept = append(in.kept, x)
	}
}

func (in *recordings) isLong() bool { return in.size > maxTwice }

// again returns the exchanges a second time. If a path can be read only once, they must not be
// long.
func (in *recordings) again() iter.Seq2[*contract.Exchange, error] {
	if !in.once {
		return in.interruptible(recording.Read(nil, in.paths...))
	}
	return in.interruptible(func(yield func(*contract.Exchange, error) bool) {
		for _, x := range in.kept {
			if !yield(x, nil) {
				return
			}
		}
	})
}

func sizeOf(x *contract.Exchange) int {
	const fields = 1 << 10 // About what an exchange has besides its bodies.
	if x.Response == nil {
		return fields + len(x.Request.Body)
	}
	return fields + len(x.Request.Body) + len(x.Response.Body)
}

// nameInDiff returns the name of a document as diffs show it: relative to the working directory if
// it is below that.
func nameInDiff(file string) string {
	if filepath.IsAbs(file) {
		if here, err := os.Getwd(); err == nil {
			if below, err := filepath.Rel(here, file); err == nil && filepath.IsLocal(below) {
				file = below
			}
		}
	}
	return filepath.ToSlash(filepath.Clean(file))
}
