package document

import (
	"bytes"
	"fmt"
)

// maxValues is how many values the files of a document may have together. A value takes up to a
// kilobyte of memory while a file is read, however short it is written. A document of 16 MB that
// people or tools write has about a million.
const maxValues = 3_000_000

// countValues counts the values of a text, before they take memory. It returns an error if the
// document has too many.
func (f *File) countValues(text []byte) error {
	f.document.values += ValuesIn(text)
	if f.document.values > maxValues {
		return fmt.Errorf("%s: the document has more than %d million values, which take gigabytes of memory; split off what is not needed", f.name, maxValues/1_000_000)
	}
	return nil
}

// ValuesIn returns about how many values a text of YAML or JSON has: how many characters it has
// that begin or separate them. It counts those in strings too, of which prose has few.
func ValuesIn(text []byte) int {
	count := bytes.Count(text, []byte{','}) + bytes.Count(text, []byte{'['}) + bytes.Count(text, []byte{'{'})
	for _, indicator := range []byte(":-?") {
		for rest := text; ; {
			at := bytes.IndexByte(rest, indicator)
			if at < 0 {
				break
			}
			if at+1 == len(rest) || isBlank(rest[at+1]) || at > 0 && isQuote(rest[at-1]) {
				count++
			}
			rest = rest[at+1:]
		}
	}
	return count
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isQuote(c byte) bool { return c == '"' || c == '\'' }
