package source

import "github.com/orgcontract/polytomic-organizations/contract/internal/document"

// HeldFiles is a reader of files whose texts are in memory. It implements [document.Reader].
type HeldFiles struct {
	texts map[string][]byte
	// others reads the files that are not in memory. It may be nil.
	others document.Reader
}

// Held returns a reader of files. It reads files from others, unless Hold has given their texts.
// The parameter others may be nil.
func Held(others document.Reader) *HeldFiles {
	if held, ok := others.(*HeldFiles); ok {
		others = held.others
	}
	return &HeldFiles{texts: map[string][]byte{}, others: others}
}

// Hold sets the text that Read returns for a location, which is a [document.PublicLocation].
func (f *HeldFiles) Hold(location string, text []byte) { f.texts[location] = text }

// Read returns the text of the file at a location.
func (f *HeldFiles) Read(location string, limit int) ([]byte, error) {
	text, ok := f.texts[document.PublicLocation(location)]
	switch {
	case ok && len(text) > limit:
		return nil, errIsLarge
	case ok:
		return text, nil
	case f.others == nil:
		return nil, errMissing
	default:
		return f.others.Read(location, limit)
	}
}
