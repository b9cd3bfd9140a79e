package contract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/claim"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/nilvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
	"github.com/orgcontract/polytomic-organizations/contract/internal/source"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Parse reads an OpenAPI document in YAML or JSON, and validates it with its invariants. The name,
// which is usually a file name, identifies the document in places and errors. The document is one
// file: a reference to another file is an error. Use [ParseFS] or [Load] for several files.
//
// Parse returns an error if the document is invalid: one line that begins with the name and, if
// known, the line. A flaw that doesn't prevent a check, such as a wrong example, is a warning and
// not an error; see [Contract.Warnings]. A valid document may demand something that can't be
// checked; see [Contract.Unchecked].
//
// Parse reads no other files, so it ignores the overlays in x-versions, and the contract has one
// version; see [Contract.Versions].
func Parse(name string, text []byte) (*Contract, error) {
	return parsing{name: name, text: text, placeholders: defaultPlaceholders, invariants: invariant.Compile}.parse()
}

// ParseFS is like [Parse], but it reads the document from the named file in a file system, and
// follows references to other files in it.
func ParseFS(fsys fs.FS, name string) (*Contract, error) {
	if nilvalue.Is(fsys) {
		return nil, errors.New("contract.ParseFS: the file system is nil")
	}
	root, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; name an OpenAPI document", name, withoutPath(err))
	}
	return parsing{name: name, text: root, files: source.New(fsys, path.Dir(name)), placeholders: defaultPlaceholders, invariants: invariant.Compile}.parse()
}

// LoadOption is an option of [Load].
type LoadOption interface {
	apply(l *loading)
}

// loading holds what the options of Load set.
type loading struct {
	text     []byte
	hasText  bool
	fsys     fs.FS
	folders  []string
	isRemote bool
	// overlaid has the names of the overlays.
	overlaid []string
	// held has the texts of files that references lead to. The keys are the locations of the files.
	held    map[string][]byte
	formats schema.Formats

	placeholders *regexp.Regexp
}

type loadOption func(*loading)

func (o loadOption) apply(l *loading) { o(l) }

// WithText gives the text of the document, so that [Load] doesn't read it. The name of the document
// identifies it in places. Relative references are relative to the name.
func WithText(text []byte) LoadOption {
	return loadOption(func(l *loading) { l.text, l.hasText = text, true })
}

// WithFS makes [Load] read the document, and the files that references lead to, from a file system.
// The name of the document is its path in the file system. Load does not look for the overlays of
// [WithOverlay] in the file system: it reads them from disk or from the network.
func WithFS(fsys fs.FS) LoadOption {
	return loadOption(func(l *loading) { l.fsys = fsys })
}

// WithOverlay applies an overlay to the document. An overlay lists changes of a document, as the
// OpenAPI Overlay Specification 1.0 or 1.1 describes them. The name is a file, or a URL of http or
// https. Load applies several overlays in the order of the options. If a finding is about something
// that an overlay adds, its place is in the overlay. References in an overlay are relative to the
// document.
func WithOverlay(name string) LoadOption {
	return loadOption(func(l *loading) { l.overlaid = append(l.overlaid, name) })
}

// WithReferences gives the texts of files that the document refers to, so that [Load] doesn't read
// them. The keys are the locations that [Contract.Files] returns.
func WithReferences(texts map[string][]byte) LoadOption {
	return loadOption(func(l *loading) { l.held = texts })
}

// AllowRefs lets references lead to files in a directory and below it. By default, they may lead to
// files in the directory of the document and below it.
func AllowRefs(directory string) LoadOption {
	return loadOption(func(l *loading) { l.folders = append(l.folders, directory) })
}

// AllowRemoteRefs lets references lead to URLs of http and https. By default, a reference may lead
// to a URL only if the document itself is at a URL with the same scheme and host. A redirect to
// another host is never followed.
func AllowRemoteRefs() LoadOption {
	return loadOption(func(l *loading) { l.isRemote = true })
}

// AnnotateFormats makes the format of a schema a remark for readers, as it is by default in JSON
// Schema 2020-12. No value is checked against its format. The option also affects contentEncoding.
// By default, both are checked in all versions of OpenAPI.
func AnnotateFormats() LoadOption {
	return loadOption(func(l *loading) { l.formats = schema.AnnotateFormats })
}

// Load is like [Parse], but it reads the document from a file, or from a URL of http or https, and
// follows references to other files. A path with two dots or a symbolic link can't lead to a file
// that the options don't allow. All files together may have at most 64 MiB. When the context ends,
// requests to the network end. Load doesn't keep the context.
func Load(ctx context.Context, name string, options ...LoadOption) (*Contract, error) {
	if nilvalue.Is(ctx) {
		return nil, errors.New("contract.Load: the context is nil")
	}
	l := loading{placeholders: defaultPlaceholders}
	for _, o := range options {
		if nilvalue.Is(o) {
			return nil, errors.New("contract.Load: an option is nil")
		}
		o.apply(&l)
	}
	files, name, err := l.files(ctx, name)
	if err != nil {
		return nil, err
	}
	overlays, err := l.overlays(ctx, name)
	if err != nil {
		return nil, err
	}
	held := source.Held(files)
	for location, text := range l.held {
		held.Hold(location, text)
	}
	return parsing{name, l.text, held, overlays, l.formats, l.placeholders, invariant.Compile}.parse()
}

// files reads the text of the document. It returns the files that references may lead to, and the
// name of the document in places.
func (l *loading) files(ctx context.Context, name string) (*source.Files, string, error) {
	switch {
	case document.IsURL(name):
		return l.remote(ctx, name)
	case l.fsys != nil:
		return l.inFS(name)
	}
	shown := filepath.ToSlash(name)
	if !l.hasText {
		var err error
		if l.text, err = readFile(name); err != nil {
			return nil, "", fmt.Errorf("%s: %w; name an OpenAPI document", shown, err)
		}
	}
	files := source.Directory(filepath.Dir(name))
	for _, directory := range l.folders {
		if err := files.Allow(directory); err != nil {
			return nil, "", err
		}
	}
	if l.isRemote {
		files.AllowRemote(ctx)
	}
	return files, shown, nil
}

// inFS is like files, for a document in a file system.
func (l *loading) inFS(name string) (*source.Files, string, error) {
	if len(l.folders) > 0 {
		return nil, "", fmt.Errorf("%s: the document is in a file system, so its references can't lead to a directory; leave --allow-refs out", name)
	}
	if !l.hasText {
		var err error
		if l.text, err = fs.ReadFile(l.fsys, name); err != nil {
			return nil, "", fmt.Errorf("%s: %w; name an OpenAPI document", name, withoutPath(err))
		}
	}
	return source.New(l.fsys, path.Dir(name)), name, nil
}

// remote is like files, for a document at a URL. The name that it returns has neither the query nor
// the fragment of the URL, because a query may contain a secret.
func (l *loading) remote(ctx context.Context, name string) (*source.Files, string, error) {
	u, err := url.Parse(name)
	if err != nil || u.Host == "" {
		return nil, "", errors.New("the URL of the document is not valid; correct it")
	}
	shown := *u
	shown.RawQuery, shown.Fragment, shown.RawFragment, shown.User = "", "", "", nil
	if len(l.folders) > 0 {
		return nil, "", fmt.Errorf("%s: the document is on the network, so its references can't lead to a directory; leave --allow-refs out", shown.String())
	}
	if !l.hasText {
		if l.text, err = source.Fetch(ctx, u); err != nil {
			return nil, "", fmt.Errorf("%s: %w", shown.String(), err)
		}
	}
	files := source.Remote(ctx, u)
	if l.isRemote {
		files.AllowRemote(ctx)
	}
	return files, shown.String(), nil
}

// readFile reads a file, or a pipe that is already open.
func readFile(name string) ([]byte, error) {
	file, err := wholefile.Open(name)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer file.Close() //nolint:errcheck // Nothing was written.
	text, err := io.ReadAll(io.LimitReader(file, document.MaxSize+1))
	if err != nil {
		return nil, withoutPath(err)
	}
	return text, nil
}

// withoutPath removes the path from an error about a file. It replaces the error for a missing
// file, because each operating system words it differently.
func withoutPath(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ErrNotExist
	}
	return wholefile.Cause(err)
}

// parsing is a document to be parsed.
type parsing struct {
	// name and text are the name and text of the root file.
	name string
	text []byte
	// files reads the other files. It is nil if the document has no other files.
	files        document.Reader
	overlays     []document.Overlay
	formats      schema.Formats
	placeholders *regexp.Regexp
	// invariants compiles the invariants.
	invariants func(*message.API) (*invariant.Set, error)
}

// parse parses a document.
func (p parsing) parse() (*Contract, error) {
	doc, err := document.Load(p.name, p.text, p.files, p.overlays...)
	if err != nil {
		return nil, err
	}
	c := &Contract{document: doc, files: p.files, overlays: p.overlays, placeholders: p.placeholders}
	if err := c.compile(p.formats, p.invariants); err != nil {
		return nil, err
	}
	if c.versions, err = newVersions(c); err != nil {
		return nil, err
	}
	return c, nil
}

// compile compiles the document. It calls the function to compile the invariants.
func (c *Contract) compile(formats schema.Formats, invariants func(*message.API) (*invariant.Set, error)) error {
	doc := c.document
	if err := doc.Validate(); err != nil {
		return err
	}
	api, err := message.Compile(doc, formats)
	if err != nil {
		return err
	}
	c.api, c.secrets = api, secret.NewNames(api)
	if c.invariants, err = invariants(api); err != nil {
		return err
	}
	c.operations = newOperations(doc, api)
	c.unchecked = sync.OnceValue(func() []Unchecked { return newUnchecked(api.Whole().Unchecked) })
	c.warnings = sync.OnceValue(func() []Warning { return newWarnings(doc, api) })
	c.claims = sync.OnceValue(func() *claim.Index { return claim.New(api, c.invariants) })
	return nil
}
