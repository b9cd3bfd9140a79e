package contractbeam

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"path"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
)

// defaultRange is the size of ranges in bytes, unless a document says otherwise.
const defaultRange = 64 << 20

// splitFn splits large files of JSON lines, if no session spans their lines.
type splitFn struct {
	Document Document

	hasSessions bool
	size        int64
}

// Setup compiles the document.
func (f *splitFn) Setup(ctx context.Context) error {
	ck, err := f.Document.load(ctx)
	if err == nil {
		f.hasSessions, f.size = ck.contract.HasSessions(), cmp.Or(f.Document.RangeBytes, defaultRange)
	}
	return err
}

// ProcessElement emits a file as one element, or the ranges of the file.
func (f *splitFn) ProcessElement(ctx context.Context, match fileio.FileMetadata, emit func(element)) error {
	whole := element{Path: match.Path}
	extension := path.Ext(match.Path)
	if f.hasSessions || match.Size <= f.size || extension != ".jsonl" && extension != ".ndjson" {
		emit(whole)
		return nil
	}
	file, err := open(ctx, whole)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // It was only read.
	return split(match.Path, file, f.size, emit)
}

// split cuts a file at the ends of lines.
func split(name string, r io.Reader, size int64, emit func(element)) error {
	lines := bufio.NewReaderSize(r, 1<<20)
	next := element{Path: name, IsRange: true}
	blank := true
	for {
		text, err := lines.ReadSlice('\n')
		next.Bytes += int64(len(text))
		blank = blank && len(bytes.TrimSpace(text)) == 0
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if !blank {
			next.Lines++
		}
		blank = true
		if err != nil || next.Bytes >= size {
			if next.Lines > 0 {
				emit(next)
			}
			next = element{Path: name, IsRange: true, Offset: next.Offset + next.Bytes, Entry: next.Entry + next.Lines}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// rangeResult is what was found in a range.
type rangeResult struct {
	Offset int64
	Part   []byte
	// Servers and Others say whether servers of the document answered, and others.
	Servers, Others bool
	// IsWhole says that the range can't be checked without the lines before it.
	IsWhole bool
}

// emitRange emits what was found in a range, which reading ended with an error or nil. Lines depend
// on each other if one of them is not one exchange, or if a recorder left credentials out.
func (r *run) emitRange(err error, emit func(string, rangeResult)) error {
	result := rangeResult{
		Offset: r.element.Offset, Servers: r.servers > 0, Others: r.others > 0,
		IsWhole: err != nil || r.entries != r.element.Lines || r.isBare,
	}
	if !result.IsWhole {
		if result.Part, err = encodePart(r.part); err != nil {
			return err
		}
	}
	emit(r.element.Path, result)
	return nil
}

// joinFn decides whether the ranges of a file stand for the file.
type joinFn struct{}

// ProcessElement emits the parts of the ranges, or the file to be checked as one element. Requests
// to other hosts than the document's servers are checked if no server occurs in the file, and left
// out if one occurs at its beginning. If all ranges came to the same result, so does the file.
func (*joinFn) ProcessElement(name string, next func(*rangeResult) bool, parts func(Part), whole func(element)) error {
	var results []rangeResult
	servers, others := false, false
	var result rangeResult
	for next(&result) {
		results = append(results, result)
		servers, others = servers || result.Servers, others || result.Others
		result = rangeResult{}
	}
	if servers && others || slices.ContainsFunc(results, func(r rangeResult) bool { return r.IsWhole }) {
		whole(element{Path: name})
		return nil
	}
	for _, result := range results {
		part, err := decodePart(result.Part)
		if err != nil {
			return err
		}
		parts(part)
	}
	return nil
}
