package disguise

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/latin1"
)

// The constants limit the decompression.
const (
	// shortestPacked is the minimum length in digits of base64 that may be compressed data.
	shortestPacked = 24
	// maxExpanded is the maximum number of bytes that each run is decompressed to.
	maxExpanded = 1 << 20
	// workOfPacked is what an attempt to decompress takes from the budget. It takes one more for each
	// expandedPerByte bytes that come out, whether they are text or not.
	workOfPacked    = 256
	expandedPerByte = 8
)

// output is what a decoder found in a text.
type output struct {
	strings.Builder

	// budget is what decompression takes its work from.
	budget *Budget
}

// add writes a text. Unlike WriteString of a strings.Builder it has no error, which would be nil.
func (o *output) add(text string) { _, _ = o.WriteString(text) }

// expand decompresses data that is compressed and then encoded in base64.
func expand(b *output, text string) {
	if !strings.Contains(text, "eJ") && !strings.Contains(text, "H4sI") && !strings.Contains(text, "eA") && !strings.Contains(text, "eN") && !strings.Contains(text, "eF") {
		return
	}
	for start := 0; start < len(text) && b.Len() < maxDecoded; {
		end := start
		for end < len(text) && isBase64Byte(text[end]) {
			end++
		}
		if end-start >= shortestPacked && mayBePacked(text[start:end]) {
			digits := urlToStandard.Replace(text[start:end])
			data, _ := base64.RawStdEncoding.DecodeString(digits) // The beginning is enough for an attempt.
			b.writeLegible(decompress(data, b.budget))
		}
		start = end + 1
	}
}

var urlToStandard = strings.NewReplacer("-", "+", "_", "/")

func isBase64Byte(c byte) bool {
	return isWordByte(c) && c < 0x80 || c == '+' || c == '/' || c == '-' || c == '_'
}

// mayBePacked reports whether base64 digits begin like gzip or zlib data.
func mayBePacked(digits string) bool {
	return strings.HasPrefix(digits, "H4sI") || strings.HasPrefix(digits, "eJ") || strings.HasPrefix(digits, "eA") ||
		strings.HasPrefix(digits, "eN") || strings.HasPrefix(digits, "eF")
}

// decompress decompresses the beginning of data. It returns nil if data is not compressed, or if the
// budget is spent.
func decompress(data []byte, budget *Budget) []byte {
	isGzip := bytes.HasPrefix(data, []byte("\x1f\x8b\x08"))
	isZlib := len(data) > 2 && data[0] == 0x78 && (int(data[0])<<8|int(data[1]))%31 == 0
	if !isGzip && !isZlib || !budget.Take(workOfPacked) {
		return nil
	}
	var r io.Reader
	var err error
	if isGzip {
		r, err = gzip.NewReader(bytes.NewReader(data))
	} else {
		r, err = zlib.NewReader(bytes.NewReader(data))
	}
	if err != nil {
		return nil
	}
	expanded, _ := io.ReadAll(io.LimitReader(r, maxExpanded)) // The bytes before an error count.
	budget.Take(len(expanded) / expandedPerByte)
	return expanded
}

// maxPacked limits how many possible beginnings of compressed data are tried in decoded bytes.
const maxPacked = 4

// packedStarts are the first bytes of gzip and zlib data.
var packedStarts = []string{"\x1f\x8b\x08", "\x78\x01", "\x78\x5e", "\x78\x9c", "\x78\xda"}

// writeExpanded finds compressed data anywhere in decoded bytes, and writes the text in it. It
// writes nothing more behind too many bytes.
func (b *output) writeExpanded(decoded []byte) {
	if bytes.IndexByte(decoded, packedStarts[0][0]) < 0 && bytes.IndexByte(decoded, packedStarts[1][0]) < 0 {
		return
	}
	for _, start := range packedStarts {
		for tried, at := 0, 0; tried < maxPacked && b.Len() < maxDecoded; tried++ {
			next := bytes.Index(decoded[at:], []byte(start))
			if next < 0 {
				break
			}
			at += next
			for _, line := range strings.FieldsFunc(string(decompress(decoded[at:], b.budget)), func(c rune) bool { return c < ' ' }) {
				b.add(latin1.Text(line) + "\n")
			}
			at++
		}
	}
}
