package main

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// recordings has the recordings that the user names. A command may read them twice. It reads files
// a second time. The standard input and pipes can be read only once, so it keeps their exchanges.
type recordings struct {
	streams destination.Streams
	paths   []string
	// outputs are what the command writes. No file that is read may be one of them.
	outputs []destination.Output
	// once reports whether a recording can be read only once. kept then has the exchanges, unless
	// they are too long altogether.
	once bool
	kept []*contract.Exchange
	// size is the number of bytes in all messages that have been read.
	size int
	// progress is called during the first reading, with the number of bytes read and the total. It
	// may be nil.
	progress func(read, total int64)
	// progressAgain is called in the same way during later readings. It may be nil.
	progressAgain func(read, total int64)
	// selection chooses the exchanges. If it is nil, all exchanges are chosen.
	selection *selection.Selection
	// tally counts what the first reading reads.
	tally selection.Tally
	// until ends the sequence of exchanges if the command is interrupted.
	until func(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error]
}

// maxTwice is the largest size in bytes for which recordings are read a second time to try edits.
// If recordings can be read only once, up to this many bytes of exchanges are kept.
const maxTwice = 64 << 20

// newRecordings returns the recordings with these names. Reading them ends when the context ends,
// or if one of the outputs would replace a file that is read.
func newRecordings(ctx context.Context, streams destination.Streams, paths []string, outputs []destination.Output) *recordings {
	in := &recordings{streams: streams, paths: paths, outputs: outputs}
	in.until = func(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error] {
		return untilDone(ctx, all)
	}
	for _, path := range paths {
		in.once = in.once || path == "-"
	}
	return in
}

// read returns the exchanges of the recordings.
func (in *recordings) read() iter.Seq2[*contract.Exchange, error] {
	return in.selected(in.until(in.readFirst), &in.tally)
}

// readFirst reads the recordings the first time. The names of the files with bodies are only in the
// recordings, so checkOutputs can't compare these files with the outputs.
func (in *recordings) readFirst(yield func(*contract.Exchange, error) bool) {
	var conflict error
	r := recording.Reader{
		Stdin: in.streams.In, Progress: in.progress, Skipped: in.tally.Skip, Failed: in.tally.Fail,
		Attached: func(file string) {
			conflict = cmp.Or(conflict, destination.Conflict(in.outputs, fileInput("the body of an entry", file), in.streams))
		},
	}
	for x, err := range r.Read(in.paths...) {
		if conflict != nil || !yield(x, err) {
			break
		}
	}
	if conflict != nil {
		yield(nil, conflict)
	}
}

// selected returns the exchanges to check.
func (in *recordings) selected(all iter.Seq2[*contract.Exchange, error], t *selection.Tally) iter.Seq2[*contract.Exchange, error] {
	if in.selection == nil {
		return all
	}
	return in.selection.Exchanges(all, t)
}

// add counts an exchange. It keeps the exchange if the recordings can't be read again.
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

// isUnread reports whether no exchange was checked and a recording can't be read. There is then
// nothing to report.
func (in *recordings) isUnread() bool { return in.tally.Checked == 0 && !in.tally.IsComplete() }

// saySkipped prints what was not checked or not read. One line is about the entries that were not
// checked. Each recording that can't be read has a line of its own, except the last, whose error
// saySkipped returns.
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

// again returns the exchanges a second time. If a recording can be read only once, its exchanges
// must not be longer than maxTwice.
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

// readAgain reads the files a second time. If a recording could be read the first time, it must
// still be readable.
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
	const fields = 1 << 10 // An estimate for everything in an exchange except its bodies.
	if x.Response == nil {
		return fields + len(x.Request.Body)
	}
	return fields + len(x.Request.Body) + len(x.Response.Body)
}

// nameInDiff returns the name of a file for diffs. If the file is below the working directory, the
// name is relative to it.
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
