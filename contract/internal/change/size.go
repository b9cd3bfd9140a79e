package change

import (
	"bytes"
	"errors"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The constants limit the documents that kin-openapi reads. It takes about a kilobyte for each
// value, and sixty bytes for each line, even if the line is empty.
const (
	maxValues = 1_000_000
	maxLines  = 2_000_000
)

// refuseSize returns an error of one line if kin-openapi would take too much memory for a document.
func refuseSize(doc *document.Document) error {
	values, lines := 0, 0
	for _, f := range doc.Files() {
		values += document.ValuesIn(f.Text())
		lines += bytes.Count(f.Text(), []byte{'\n'})
	}
	switch {
	case values > maxValues:
		return errors.New("it has more than a million values, for which the rules need gigabytes of memory")
	case lines > maxLines:
		return errors.New("it has more than two million lines, for which the rules need much memory")
	default:
		return nil
	}
}
