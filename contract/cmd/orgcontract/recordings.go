package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// recordings are the recordings that a command names, to be read twice. Files are read again. The
// standard input and pipes can be read only once, so their exchanges are kept.
type recordings struct {
	stdin io.Reader
	paths []string
	// once reports whether a path can be read only once. Then kept holds the exchanges, unless they
	// are too long together.
	once bool
	kept []*contract.Exchange
	// size is the number of bytes in all messages that were read.
	size int
	// progress gets how many bytes of how many were read the first time. It may be nil.
	progress func(read, total int64)
	// progressAgain gets the same each time that the recordings are read again. It may be nil.
	progressAgain func(read, total int64)
	// selection picks the exchanges. If it is nil, all exchanges are picked.
	selection *selection.Selection
	// tally counts what is read the first time.
	tally selection.Tally
	// until ends the exchanges early if the command is interrupted.
	until func(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error]
}

// maxTwice is the size in bytes up to which recordings are read a second time to try edits.
// Exchanges that can be read only once are kept up to this size.
const maxTwice = 64 << 20

// newRecordings returns the recordings with these names. Reading them ends with the context.
func newRecordings(ctx context.Context, stdin io.Reader, paths []string) *recordings {
	in := &recordings{stdin: stdin, paths: paths}
	in.until = func(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error] {
		return untilDone(ctx, all)
	}
	for _, path := range paths {
		in.once = in.once || path == "-"
	}
	return in
}

// read returns the exchanges.
func (in *recordings) read() iter.Seq2[*contract.Exchange, error] {
	r := recording.Reader{
		Stdin: in.stdin, Progress: in.progress, Skipped: in.tally.Skip, Failed: in.tally.Fail,
	}
	return in.selected(in.until(r.Read(in.paths...)), &in.tally)
}

// selected returns the exchanges that are checked.
func (in *recordings) selected(all iter.Seq2[*contract.Exchange, error], t *selection.Tally) iter.Seq2[*contract.Exchange, error] {
	if in.selection == nil {
		return all
	}
	return in.selection.Exchanges(all, t)
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

// isUnread reports whether no exchange was read, because recordings can't be read. Then there is
// nothing to report.
func (in *recordings) isUnread() bool { return in.tally.Checked == 0 && !in.tally.IsComplete() }

// saySkipped prints what was not read: the entries that were not checked, in one line, and a line
// for each recording that can't be read but the last one, whose error saySkipped returns.
func saySkipped(cmd *cobra.Command, t *selection.Tally) error {
	if n := t.Skipped(); n > 0 && t.Checked > 0 {
		complainf(cmd, "orgcontract: %d of %s not checked: %s", n, output.Count(n+t.Checked, "entry"), t.Summary())
	}
	unread := t.Unread()
	last := len(unread) - 1
	if last < 0 {
		return nil
	}
	for _, line := range unread[:last] {
		complainf(cmd, "orgcontract: %s", line)
	}
	return runError{errors.New(unread[last])}
}

func (in *recordings) isLong() bool { return in.size > maxTwice }

// again returns the exchanges a second time. If a path can be read only once, the exchanges must
// not be longer than maxTwice.
func (in *recordings) again() iter.Seq2[*contract.Exchange, error] {
	if !in.once {
		return in.selected(in.until(in.readAgain), nil)
	}
	return in.until(func(yield func(*contract.Exchange, error) bool) {
		for _, x := range in.kept {
			if !yield(x, nil) {
				return
			}
		}
	})
}

// readAgain reads the files a second time. A recording that could be read the first time must still
// be readable.
func (in *recordings) readAgain(yield func(*contract.Exchange, error) bool) {
	var failed error
	r := recording.Reader{Progress: in.progressAgain, Failed: func(err error) {
		if !in.tally.IsUnread(err) {
			failed = err
		}
	}}
	for x, err := range r.Read(in.paths...) {
		if failed != nil || !yield(x, err) {
			break
		}
	}
	if failed != nil {
		yield(nil, failed)
	}
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
