package contract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/claim"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
	"github.com/orgcontract/polytomic-organizations/contract/internal/source"
)

// Parse reads an OpenAPI document in YAML or JSON, and validates it with its invariants. The name,
// which is usually a file name, identifies the document in places and errors. The document is one
// file: a reference to another file is an error. Use [ParseFS] or [Load] for several files.
//
// Parse returns an error if the document is invalid: one line that begins with the name and, if
// known, the line. A flaw that doesn't prevent a check, such as a wrong example, is not an error;
// see [Contract.Warnings]. A valid document may ask for something that can't be checked; see
// [Contract.Unchecked].
func Parse(name string, text []byte) (*Contract, error) {
	return parse(name, text, nil, schema.AssertFormats)
}

// ParseFS is like [Parse], but it reads the document from the named file in a file system, and
// follows references to other files in it.
func ParseFS(fsys fs.FS, name string) (*Contract, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; name an OpenAPI document", name, withoutPath(err))
	}
	return parse(name, text, source.New(fsys, path.Dir(name)), schema.AssertFormats)
}

// LoadOption is an option of [Load].
type LoadOption interface {
	apply(l *loading)
}

// loading is what the options of Load set.
type loading struct {
	text     []byte
	hasText  bool
	folders  []string
	isRemote bool
	formats  schema.Formats

	placeholders *regexp.Regexp
}

type loadOption func(*loading)

func (o loadOption) apply(l *loading) { o(l) }

// WithText gives the text of the document, so that [Load] doesn't read it. The name only says where
// references lead to, and identifies the document in places.
func WithText(text []byte) LoadOption {
	return loadOption(func(l *loading) { l.text, l.hasText = text, true })
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

// AnnotateFormats takes the format of a schema as a remark for readers, as JSON Schema 2020-12 does
// by default, so that no value is checked against it. The same goes for contentEncoding. By default,
// both are checked in all versions of OpenAPI.
func AnnotateFormats() LoadOption {
	return loadOption(func(l *loading) { l.formats = schema.AnnotateFormats })
}

// Load is like [Parse], but it reads the document from a file, or from a URL of http or https, and
// follows references to other files. Two dots and symbolic links can't lead to a file that the
// options don't allow. All files together may have 64 MiB. The context ends requests; Load doesn't
// keep it.
func Load(ctx context.Context, name string, options ...LoadOption) (*Contract, error) {
	l := loading{placeholders: defaultPlaceholders}
	for _, o := range options {
		o.apply(&l)
	}
	files, name, err := l.files(ctx, name)
	if err != nil {
		return nil, err
	}
	c, err := parse(name, l.text, files, l.formats)
	if err != nil {
		return nil, err
	}
	c.placeholders = l.placeholders
	return c, nil
}

// files returns the files that references may lead to, and the name of the document in places. It
// reads the text of the document.
func (l *loading) files(ctx context.Context, name string) (*source.Files, string, error) {
	if document.IsURL(name) {
		return l.remote(ctx, name)
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

// remote is files for a document at a URL. Neither the query nor the fragment is shown: a query may
// hold a secret.
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

// readFile reads a file, which may be a pipe.
func readFile(name string) ([]byte, error) {
	file, err := os.Open(name) //nolint:gosec // To read the file that the caller names is what it is for.
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

// withoutPath returns the reason of an error about a file, in the same words on each system.
func withoutPath(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ErrNotExist
	}
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	return err
}

// parse reads a document whose root file has this name and text.
func parse(name string, text []byte, files document.Reader, formats schema.Formats) (*Contract, error) {
	doc, err := document.Load(name, text, files)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(); err != nil {
		return nil, err
	}
	api, err := message.Compile(doc, formats)
	if err != nil {
		return nil, err
	}
	c := &Contract{document: doc, files: files, api: api, secrets: secret.NewNames(api), placeholders: defaultPlaceholders}
	if c.invariants, err = invariant.Compile(api); err != nil {
		return nil, err
	}
	c.operations = newOperations(doc, api)
	c.unchecked = sync.OnceValue(func() []Unchecked { return newUnchecked(api.Whole().Unchecked) })
	c.warnings = sync.OnceValue(func() []Warning { return newWarnings(doc, api) })
	c.claims = sync.OnceValue(func() *claim.Index { return claim.New(api, c.invariants) })
	return c, nil
}

// File is one file of a document.
type File struct {
	// Name is the name of the file in places.
	Name string
	// Location is the URL of the file, or its path with slashes, relative to the directory of the
	// root file. It is empty for the root file.
	Location string
	// Text is the text of the file. It must not be changed.
	Text []byte
}

// Files returns the files of the document. The first is the root file. The others are those that
// references lead to.
func (c *Contract) Files() []File {
	files := c.document.Files()
	all := make([]File, len(files))
	for i, f := range files {
		all[i] = File{Name: f.Name(), Location: f.Location(), Text: f.Text()}
	}
	return all
}

// WithFile is [Contract.WithFiles] for one file.
func (c *Contract) WithFile(location string, text []byte) (*Contract, error) {
	return c.WithFiles(map[string][]byte{location: text})
}

// WithFiles returns the contract of the same document with other texts for the files at some
// locations, as [Contract.Files] returns them. The other files are not read again. WithFiles
// returns an error as [Parse] does.
func (c *Contract) WithFiles(texts map[string][]byte) (*Contract, error) {
	root := c.document.Files()[0].Text()
	files := source.Held(c.files)
	for _, f := range c.document.Files()[1:] {
		files.Hold(f.Location(), f.Text())
	}
	for location, text := range texts {
		if location == "" {
			root = text
		} else {
			files.Hold(location, text)
		}
	}
	changed, err := parse(c.Name(), root, files, c.api.Formats)
	if err != nil {
		return nil, err
	}
	changed.placeholders = c.placeholders
	return changed, nil
}
