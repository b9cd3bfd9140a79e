package contract

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/source"
)

// File is one file of a document.
type File struct {
	// Name is the name of the file as findings and errors show it.
	Name string
	// Location is the URL of the file, or its path relative to the directory of the root file, with
	// slashes. It is empty for the root file.
	Location string
	// Text is the text of the file. The caller must not change it.
	Text []byte
	// Overlay reports whether the file is an overlay. If the file is an overlay of versions,
	// Version is the first version that it applies to; see [Contract.Versions].
	Overlay bool
	Version string
}

// Files returns the files of the document. The first is the root file. The overlays follow in the
// order in which they apply, and then the files that references lead to.
func (c *Contract) Files() []File {
	all := filesOf(c.document)
	if c.versions == nil {
		return all
	}
	for _, version := range c.versions.contracts {
		for _, f := range filesOf(version.document) {
			if slices.ContainsFunc(all, func(known File) bool { return known.Location == f.Location }) {
				continue
			}
			if f.Overlay {
				f.Version = version.version
			}
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all[1:], func(a, b File) int { return order(a) - order(b) })
	return all
}

// order puts overlays before other files.
func order(f File) int {
	if f.Overlay {
		return 0
	}
	return 1
}

func filesOf(doc *document.Document) []File {
	files := doc.Files()
	all := make([]File, len(files))
	for i, f := range files {
		all[i] = File{Name: f.Name(), Location: f.Location(), Text: f.Text(), Overlay: f.IsOverlay()}
	}
	return all
}

// WithFile is [Contract.WithFiles] for one file.
func (c *Contract) WithFile(location string, text []byte) (*Contract, error) {
	return c.WithFiles(map[string][]byte{location: text})
}

// WithFiles returns the contract of the same document in which some files have other texts. The
// keys of texts are the files' [File.Location]. WithFiles doesn't read the other files again. It
// returns an error for the same reasons as [Parse].
func (c *Contract) WithFiles(texts map[string][]byte) (*Contract, error) {
	last := c
	if c.versions != nil { // The last version has the compiled expressions of all versions.
		last = c.versions.contracts[len(c.versions.contracts)-1]
	}
	p := parsing{name: c.Name(), text: c.document.Files()[0].Text(), formats: c.api.Formats, placeholders: c.placeholders, invariants: last.invariants.Again}
	if c.files != nil {
		files := source.Held(c.files)
		for _, f := range c.Files()[1:] {
			files.Hold(f.Location, f.Text)
		}
		for location, text := range texts {
			files.Hold(location, text)
		}
		p.files = files
	}
	if text, ok := texts[""]; ok {
		p.text = text
	}
	for _, o := range c.overlays {
		if text, ok := texts[o.Location]; ok {
			o.Text = text
		}
		p.overlays = append(p.overlays, o)
	}
	with, err := p.parse()
	if err == nil && c.version != "" {
		with.versions, with.version = nil, c.version
	}
	return with, err
}
