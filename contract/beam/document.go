package contractbeam

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// Document is an OpenAPI document, and how exchanges are checked against it. A pipeline sends it to
// its workers as JSON.
type Document struct {
	// Name identifies the document in places and errors. Text is its text, in YAML or JSON.
	Name string
	Text []byte
	// Files are the texts of the files that the document refers to, by location, as
	// [contract.Contract.Files] returns it. Load adds those that it reads.
	Files map[string][]byte
	// AnnotateFormats is [contract.AnnotateFormats].
	AnnotateFormats bool
	// Placeholders is the regular expression of what the recorder wrote in the place of values. Nil
	// stands for the usual ones, and an empty one matches nothing.
	Placeholders *string
	// Only, Ignore, BasePath, Server, IgnoreHeaders and IgnoreRules are the flags of orgcontract
	// check with these names.
	Only, Ignore               []string
	BasePath, Server           string
	IgnoreHeaders, IgnoreRules []string
	// RangeBytes is the size of the ranges that large files of JSON lines are split into. Zero
	// stands for 64 MiB.
	RangeBytes int64
}

// checker checks exchanges against a document.
type checker struct {
	contract  *contract.Contract
	selection selection.Options
	flags     part.Flags
}

// load compiles the document. It returns an error, of one line, if the document or an option is
// invalid.
func (d *Document) load(ctx context.Context) (*checker, error) {
	options := []contract.LoadOption{contract.WithText(d.Text), contract.WithReferences(d.Files)}
	if d.AnnotateFormats {
		options = append(options, contract.AnnotateFormats())
	}
	flags := part.Flags{}
	if d.Placeholders != nil {
		flags["placeholders"] = []string{*d.Placeholders}
		var pattern *regexp.Regexp
		if *d.Placeholders != "" {
			var err error
			if pattern, err = regexp.Compile(*d.Placeholders); err != nil {
				return nil, fmt.Errorf("--placeholders: it is not a regular expression: %w", err)
			}
		}
		options = append(options, contract.Placeholders(pattern))
	}
	c, err := contract.Load(ctx, d.Name, options...)
	if err != nil {
		return nil, err
	}
	ck := &checker{contract: c, flags: flags, selection: selection.Options{
		Only: d.Only, Ignore: d.Ignore, BasePath: d.BasePath, Server: d.Server, IgnoreHeaders: d.IgnoreHeaders, IgnoreRules: d.IgnoreRules,
	}}
	if _, err := selection.New(c, ck.selection); err != nil {
		return nil, err
	}
	if d.AnnotateFormats {
		flags.Set("formats", "annotate")
	}
	flags.Set("only", d.Only...)
	flags.Set("ignore", d.Ignore...)
	flags.Set("base-path", d.BasePath)
	flags.Set("server", d.Server)
	flags.Set("ignore-header", d.IgnoreHeaders...)
	flags.Set("ignore-rule", d.IgnoreRules...)
	return ck, nil
}

// Load compiles the document, as the workers do, and adds the files that it refers to, so that the
// workers need not read them. It returns an error, of one line, if the document or an option is
// invalid.
func (d *Document) Load(ctx context.Context) (*contract.Contract, error) {
	if d == nil || ctx == nil {
		return nil, errors.New("contractbeam: the Document or the context is nil")
	}
	ck, err := d.load(ctx)
	if err != nil {
		return nil, err
	}
	files := maps.Clone(d.Files)
	if files == nil {
		files = map[string][]byte{}
	}
	for _, f := range ck.contract.Files()[1:] {
		files[f.Location] = f.Text
	}
	d.Files = files
	return ck.contract, nil
}
