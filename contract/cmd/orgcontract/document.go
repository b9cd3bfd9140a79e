package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// documentFlags has the flags that name a document and say where its references may lead.
type documentFlags struct {
	spec     string
	overlays []string
	formats  string
	refs     refsFlags
}

// refsFlags has the flags that say where the references of a document may lead.
type refsFlags struct {
	directories []string
	remote      bool
}

// stdinName is the name of the standard input in places and errors.
const stdinName = "stdin"

// defaultDocument is the name of the built-in document. It is also the name of the file that diff
// compares if the user names none.
const defaultDocument = "openapi.yaml"

// add adds the flags to a command. The parameter purpose says what the command uses the document
// for.
func (f *documentFlags) add(cmd *cobra.Command, purpose string) {
	f.addName(cmd, purpose)
	cmd.Flags().StringVar(&f.formats, formatsFlag, assertFormats, "`WHAT` formats do: assert checks values against them, annotate does not")
	complete(cmd, formatsFlag, cobra.ShellCompDirectiveNoFileComp, assertFormats, annotateFormats)
}

// addName adds the flags that name a document and say where its references may lead.
func (f *documentFlags) addName(cmd *cobra.Command, purpose string) {
	flags := cmd.Flags()
	flags.StringVar(&f.spec, "spec", "", "the OpenAPI document "+purpose+": a `FILE`, a URL, or - for the standard input (default: openapi.yaml, openapi.yml or openapi.json, else the built-in one)")
	flags.StringArrayVar(&f.overlays, "overlay", nil, "an OpenAPI overlay, which changes the document: a `FILE` or a URL (repeatable; they apply in order)")
	f.refs.add(flags)
}

func (f *refsFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.directories, "allow-refs", nil, "let references of the document lead to files in `DIR` too (repeatable)")
	flags.BoolVar(&f.remote, "allow-remote-refs", false, "let references of the document lead to URLs")
}

func (f *refsFlags) options() []contract.LoadOption {
	var options []contract.LoadOption
	for _, directory := range f.directories {
		options = append(options, contract.AllowRefs(directory))
	}
	if f.remote {
		options = append(options, contract.AllowRemoteRefs())
	}
	return options
}

// formatsFlag is the name of the flag that says whether formats are checked.
const formatsFlag = "formats"

// The constants are the values of this flag.
const (
	assertFormats   = "assert"
	annotateFormats = "annotate"
)

// load reads the document that the user names, or the built-in document. It returns an error if an
// output would replace one of the document's files.
func (f *documentFlags) load(
	ctx context.Context, cmd *cobra.Command, outputs []destination.Output, options ...contract.LoadOption,
) (*contract.Contract, error) {
	switch f.formats {
	case assertFormats:
	case annotateFormats:
		options = append(options, contract.AnnotateFormats())
	default:
		return nil, fmt.Errorf("--formats %q: write %s or %s", f.formats, assertFormats, annotateFormats)
	}
	for _, overlay := range f.overlays {
		options = append(options, contract.WithOverlay(overlay))
	}
	c, err := f.named(ctx, cmd, options)
	if err != nil {
		return nil, err
	}
	collectMuch()
	return c, destination.Conflict(outputs, fileInputs(c), destination.Streams{Out: cmd.OutOrStdout()})
}

// named reads the document that the user names, or the built-in document, with these options.
func (f *documentFlags) named(ctx context.Context, cmd *cobra.Command, options []contract.LoadOption) (*contract.Contract, error) {
	if f.spec == "" {
		sayBuiltIn(cmd)
		return contract.Load(ctx, defaultDocument, append(options, contract.WithFS(polytomic.FS()))...)
	}
	return f.refs.load(ctx, f.spec, cmd.InOrStdin(), options...)
}

// load reads a document, given by its name. The name is a file, a URL, or - for the standard input.
func (f *refsFlags) load(ctx context.Context, name string, stdin io.Reader, options ...contract.LoadOption) (*contract.Contract, error) {
	options = append(options, f.options()...)
	if name == destination.Stdout {
		text, err := io.ReadAll(io.LimitReader(stdin, document.MaxSize+1)) // Load returns an error if the text is longer than MaxSize.
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stdinName, err)
		}
		name, options = stdinName, append(options, contract.WithText(text))
	}
	return contract.Load(ctx, name, options...)
}

// check returns an error if the document and a recording both come from the standard input.
func (f *documentFlags) check(recordings []string) error {
	for _, path := range recordings {
		if path == destination.Stdout && f.spec == destination.Stdout {
			return errors.New("--spec - and a recording can't both be read from the standard input; name a file for one")
		}
	}
	return nil
}

// input returns the document that the command reads. The built-in document is a copy of
// openapi.yaml, so a file with this name is an input too, and no output may replace it.
func (f *documentFlags) input() []destination.Input {
	if f.spec == "" {
		return documentInput(defaultDocument)
	}
	return documentInput(f.spec)
}

// documentInput returns a document that the command reads.
func documentInput(name string) []destination.Input {
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		return nil
	}
	return fileInput("the document", name)
}

// fileInputs returns the files that a document refers to.
func fileInputs(c *contract.Contract) []destination.Input {
	var inputs []destination.Input
	for _, f := range c.Files()[1:] {
		inputs = append(inputs, documentInput(f.Name)...)
	}
	return inputs
}
