package contractbeam

import (
	"bytes"
	"context"
	"errors"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// Part is what was found in some of the recordings. It holds no exchange.
type Part struct{ found *part.Part }

// Bytes returns the part as a file for orgcontract merge. Equal parts give equal bytes.
func (p Part) Bytes() ([]byte, error) {
	if p.found == nil {
		return nil, errors.New("contractbeam: the Part is empty; it comes from Check")
	}
	return p.found.Bytes()
}

// newPart returns the part of nothing.
func (ck *checker) newPart() Part {
	p := part.New(ck.contract, ck.flags, &selection.Tally{})
	p.Check = &verdict.Verdict{}
	return Part{p}
}

// encodePart writes a part without a run: the run is the whole pipeline.
func encodePart(p Part) ([]byte, error) {
	return json.Marshal(p.found, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
}

func decodePart(data []byte) (Part, error) {
	p := Part{&part.Part{}}
	return p, json.Unmarshal(data, p.found)
}

// Merge merges all parts into one. The collection has one element: if there are no parts, it is the
// part of nothing.
func Merge(s beam.Scope, document Document, parts beam.PCollection) beam.PCollection {
	return beam.Combine(s.Scope("contractbeam.Merge"), &mergeFn{Document: document}, parts)
}

// mergeFn merges parts.
type mergeFn struct {
	Document Document

	checker *checker
}

// Setup compiles the document.
func (f *mergeFn) Setup() (err error) {
	f.checker, err = f.Document.load(context.Background())
	return err
}

// CreateAccumulator returns the part of nothing.
func (f *mergeFn) CreateAccumulator() Part { return f.checker.newPart() }

// AddInput merges a part into the accumulator.
func (*mergeFn) AddInput(all, one Part) (Part, error) { return all, all.found.Merge(one.found) }

// MergeAccumulators merges two accumulators.
func (*mergeFn) MergeAccumulators(a, b Part) (Part, error) { return a, a.found.Merge(b.found) }

// ExtractOutput returns the part.
func (*mergeFn) ExtractOutput(all Part) Part { return all }

// Write writes each of the parts, of which there should be one, to a file of any file system that
// Beam knows.
func Write(s beam.Scope, file string, parts beam.PCollection) {
	beam.ParDo0(s.Scope("contractbeam.Write"), &writeFn{File: file}, parts)
}

// writeFn writes a part to a file.
type writeFn struct{ File string }

// ProcessElement writes the part. Another try writes the same.
func (f *writeFn) ProcessElement(ctx context.Context, p Part) error {
	data, err := p.Bytes()
	if err != nil {
		return err
	}
	fs, err := filesystem.New(ctx, f.File)
	if err != nil {
		return err
	}
	defer fs.Close() //nolint:errcheck // The file is closed.
	w, err := fs.OpenWrite(ctx, f.File)
	if err != nil {
		return err
	}
	if _, err := bytes.NewReader(data).WriteTo(w); err != nil {
		_ = w.Close() // The first error says why.
		return err
	}
	return w.Close()
}
