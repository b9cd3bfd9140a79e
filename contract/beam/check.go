package contractbeam

import (
	"context"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/filter"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// Check checks recordings, given as a collection of [fileio.FileMetadata], and returns a collection
// of [Part].
//
// A recording is one element and one session. If an invariant of the document refers to earlier
// exchanges, the exchanges that name a session are grouped by it, in order of time, across all
// recordings. If none does, large files of JSON lines are split into ranges. A recording that can't
// be decoded is no error: its part says so. The pipeline fails if a file can't be read.
func Check(s beam.Scope, document Document, files beam.PCollection) beam.PCollection {
	s = s.Scope("contractbeam.Check")
	elements := beam.ParDo(s, &splitFn{Document: document}, beam.Reshuffle(s, files))
	parts, ranges, exchanges := beam.ParDo3(s, &checkFn{Document: document}, beam.Reshuffle(s, elements))
	joined, whole := beam.ParDo2(s, &joinFn{}, beam.GroupByKey(s, ranges))
	again, _, _ := beam.ParDo3(s, &checkFn{Document: document}, beam.Reshuffle(s, whole))
	sessions := beam.ParDo(s, &sessionFn{Document: document}, beam.GroupByKey(s, exchanges))
	return beam.Flatten(s, parts, joined, again, sessions)
}

// element is a recording, or a range of one.
type element struct {
	Path string
	// IsRange says that the element is a range of lines, of this many bytes from Offset. Entry is
	// the index of its first exchange, and Lines the number of its lines that are not empty.
	IsRange       bool
	Offset, Bytes int64
	Entry, Lines  int
}

// checkFn checks elements.
type checkFn struct {
	Document Document

	checker *checker
}

// Setup compiles the document.
func (f *checkFn) Setup(ctx context.Context) (err error) {
	f.checker, err = f.Document.load(ctx)
	return err
}

// ProcessElement checks the exchanges of an element. It emits the part of a recording, or what was
// found in a range by the name of its recording. It emits the exchanges that are checked with those
// of other recordings, by their sessions.
func (f *checkFn) ProcessElement(ctx context.Context, e element, parts func(Part), ranges func(string, rangeResult), exchanges func(string, exchange)) error {
	file, err := open(ctx, e)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // It was only read.
	run, err := f.checker.newRun(e)
	if err != nil {
		return err
	}
	err = run.check(file, exchanges)
	switch {
	case file.failed != nil:
		return fmt.Errorf("%s: %w", e.Path, file.failed) // Another try may read it.
	case e.IsRange:
		return run.emitRange(err, ranges)
	case err != nil:
		run.tally().Fail(err)
	}
	parts(run.part)
	return nil
}

// run is the check of an element.
type run struct {
	*checker

	element   element
	part      Part
	selection *selection.Selection
	session   *contract.Session
	// entries counts what was read. servers and others count the checked exchanges by whether a
	// server of the document answered. isBare says that a recorder left credentials out.
	entries, servers, others int
	isBare                   bool
}

func (ck *checker) newRun(e element) (*run, error) {
	s, err := selection.New(ck.contract, ck.selection)
	return &run{checker: ck, element: e, part: ck.newPart(), selection: s, session: ck.contract.Session()}, err
}

func (r *run) tally() *selection.Tally { return r.part.found.Recordings }

// check checks the exchanges of the element. It returns the error that reading them ends with.
func (r *run) check(file *file, emit func(string, exchange)) error {
	reader := recording.Reader{Skipped: func(s recording.Skipped) {
		r.entries++
		s.Entry += r.element.Entry
		r.tally().Skip(s)
	}}
	read := func(yield func(*contract.Exchange, error) bool) {
		for x, err := range reader.Decode(r.element.Path, file) {
			if err == nil {
				r.entries++
				r.isBare = r.isBare || x.Request.CredentialsOmitted
				x.Source.Entry += r.element.Entry
			}
			if !yield(x, err) {
				return
			}
		}
	}
	for x, err := range r.selection.Exchanges(read, r.tally()) {
		if err != nil {
			return err
		}
		if r.selection.HasServer(x) {
			r.servers++
		} else {
			r.others++
		}
		if x.Session != "" && r.contract.HasSessions() {
			r.selection.Findings(contract.Checked{Exchange: x}, r.tally()) // It looks for credentials.
			emit(sessionKey(x.Session), exchange{x})
			continue
		}
		r.add(x, r.session)
	}
	return nil
}

// add checks an exchange.
func (r *run) add(x *contract.Exchange, session *contract.Session) {
	findings := r.selection.Findings(contract.Checked{Exchange: x, Findings: session.Check(x)}, r.tally())
	r.part.found.Check.Add(r.contract, x, findings)
}

// Match returns the files that the globs match, on any file system that Beam knows, as [Check]
// takes them. A file counts once, even if several globs match it.
func Match(s beam.Scope, globs ...string) beam.PCollection {
	return filter.Distinct(s, fileio.MatchAll(s, beam.CreateList(s, globs), fileio.MatchEmptyDisallow()))
}
