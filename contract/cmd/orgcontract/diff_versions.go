package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/migration"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// migrate compares two versions that the document describes in x-versions. Without a second name,
// it compares the first version with the default version.
func (o *diffOptions) migrate(c *contract.Contract, names []string, in *recordings, outputs []destination.Output) (written, error) {
	if err := destination.Conflict(outputs, fileInputs(c), destination.Streams{}); err != nil {
		return nil, err
	}
	names = append(slices.Clone(names), c.DefaultVersion())
	found, err := migration.New(c, names[0], names[1])
	if err != nil || len(o.recordings) == 0 {
		return found, err
	}
	if in.selection, err = selection.New(c, o.selection); err != nil {
		return nil, err
	}
	found.Recorded()
	for x, err := range in.read() {
		if err != nil {
			return nil, err
		}
		found.Add(x)
	}
	return found, nil
}

// errNoDocument says that there is no document that could describe versions.
var errNoDocument = errors.New("there is no document")

// versioned reads the document whose versions are compared. It is the document in the configuration
// file, openapi.yaml, or the built-in document.
func (o *diffOptions) versioned(ctx context.Context) (*contract.Contract, error) {
	if _, err := os.Stat(o.document); o.document == defaultDocument && errors.Is(err, fs.ErrNotExist) {
		return contract.Load(ctx, defaultDocument, contract.WithFS(polytomic.FS()))
	}
	if refuseLink(o.document, "make it a file") != nil {
		return nil, errNoDocument
	}
	return contract.Load(ctx, o.document, o.refs.options()...)
}
