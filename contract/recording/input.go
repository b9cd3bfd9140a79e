package recording

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/nilvalue"
)

// input is a recording to decode, after decompression and without a byte order mark.
type input struct {
	*bufio.Reader

	name string
	// files are the files beside the recording.
	files *attachments
	// skipped is called for each entry that holds no exchange. It may be nil.
	skipped func(Skipped)
	// codings limits what the content codings of the bodies of a run expand to.
	codings *contentcoding.Budget
	// isZipped says that the recording is inside a zip file.
	isZipped bool
	// consumed is how many bytes were read, and content how many bytes the exchanges in them have.
	consumed, content int64
	// failed is the error that ended the reading, unless that error is io.EOF.
	failed error
	// line is the JSON line that is being read. All lines use its memory, one after the other.
	line line
}

// headBytes is how many bytes at the beginning of a recording are read to find its format.
const headBytes = 64 << 10

// formats is the part of errors that lists the formats.
const formats = "give HAR, a cassette of VCR, a Postman collection, WireMock or Hoverfly stubs, Envoy traces, a gateway's JSON log or JSON lines"

// open prepares the input for reading from r. The name of the input must be set.
func (in *input) open(r io.Reader) error {
	if nilvalue.Is(r) {
		return fmt.Errorf("%s: the reader of the recording is nil", in.name)
	}
	in.Reader = bufio.NewReaderSize(in.watch(r), headBytes)
	if head, _ := in.Peek(2); string(head) == "\x1f\x8b" {
		unzipped, err := gzip.NewReader(in.Reader)
		if err != nil {
			return in.readError(err)
		}
		in.Reader = bufio.NewReaderSize(in.watch(unzipped), headBytes)
	}
	switch head, _ := in.Peek(3); {
	case string(head) == "\xef\xbb\xbf": // A byte order mark. JSON doesn't allow it.
		_, _ = in.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return fmt.Errorf("%s: the file is UTF-16; save it as UTF-8", in.name)
	}
	_, _ = in.Peek(headBytes) // If the file can't be read, this sets failed.
	return in.failed
}

// watch wraps a reader and counts what is read. It keeps the error that ends the reading as one
// line with the file's name, because decoders would wrap that error in their own words.
func (in *input) watch(r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		n, err := r.Read(p)
		in.consumed += int64(n)
		if err != nil && !errors.Is(err, io.EOF) && in.failed == nil {
			in.failed = in.readError(err)
		}
		return n, err
	})
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func (in *input) readError(err error) error {
	switch {
	case in.failed != nil:
		return in.failed
	case in.isZipped:
		return in.damagedZip()
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is truncated: its gzip data ends in the middle; record it again or restore it", in.name)
	case contentcoding.IsGzipError(err):
		return fmt.Errorf("%s: the file is damaged: its gzip data can't be decompressed; record it again or restore it", in.name)
	default:
		return readError(in.name, err)
	}
}

// kind is the format of a recording.
type kind int

const (
	otherKind kind = iota
	emptyKind
	harKind
	linesKind
	cassetteKind
	postmanKind
	wireMockKind
	hoverflyKind
	zipKind
	// longKind is a JSON object without a known name near its beginning. The object may be a HAR
	// file.
	longKind
)

// cassetteStart matches the beginning of a cassette in YAML's block style.
var cassetteStart = lazyregexp.New(`(?m)^["']?(http_)?interactions["']?[ \t]*:`)

// kind finds the format from the beginning of the input.
func (in *input) kind() kind {
	head, _ := in.Peek(headBytes)
	text := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(text) == 0:
		return emptyKind
	case bytes.HasPrefix(head, []byte(zipStart)):
		return zipKind
	case text[0] == '{':
		found := objectKind(text)
		if found == brokenKind && len(head) == headBytes {
			return longKind
		}
		return found
	case text[0] == '[' && objectKind(bytes.TrimLeft(text[1:], " \t\r\n")) == linesKind:
		return linesKind
	case cassetteStart.Match(text):
		return cassetteKind
	default:
		return otherKind
	}
}

// brokenKind is an object with a syntax error before the first known name.
const brokenKind = -1

// objectKind finds the format of a JSON object from the names at its beginning.
func objectKind(text []byte) kind {
	d := jsontext.NewDecoder(bytes.NewReader(text), lenient)
	_, _ = d.ReadToken()
	found := otherKind
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			break
		}
		name := token.String() // The token is invalid after the next read.
		switch known := kindOf(name, d); {
		case known == linesKind:
			found = linesKind
		case known != otherKind:
			return known
		case name == "openapi", name == "swagger":
			return otherKind // An OpenAPI document, often kept beside recordings.
		}
		if d.PeekKind() == 0 || d.SkipValue() != nil {
			break
		}
	}
	if d.PeekKind() != '}' && found == otherKind {
		return brokenKind
	}
	return found
}

// kindOf returns the format of an object that has the name. The decoder is positioned before the
// name's value.
func kindOf(name string, d *jsontext.Decoder) kind {
	switch name {
	case "log":
		return harKind
	case requestName, responseName, "request_method", "request_uri", tapTraceName, tapSegmentName:
		return linesKind
	case "interactions", "http_interactions":
		return cassetteKind
	case "item":
		return postmanKind
	case "mappings":
		return wireMockKind
	case dataName:
		if hasPairs(d) {
			return hoverflyKind
		}
	}
	return otherKind
}

// hasPairs reports whether an object begins with the pairs of a Hoverfly simulation. It reads the
// beginning of the object.
func hasPairs(d *jsontext.Decoder) bool {
	if d.PeekKind() != '{' {
		return false
	}
	_, _ = d.ReadToken()
	name, err := d.ReadToken()
	return err == nil && name.Kind() == '"' && name.String() == "pairs" && d.PeekKind() == '['
}

// decode yields the exchanges until yield returns false.
func (in *input) decode(yield yieldExchange) error {
	err := in.decodeAs(in.kind(), yield)
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

func (in *input) decodeAs(found kind, yield yieldExchange) error {
	switch found {
	case emptyKind:
		return fmt.Errorf("%s: the file is empty; %s", in.name, formats)
	case harKind, longKind, brokenKind:
		return in.har(yield)
	case linesKind:
		return in.lines(yield)
	case cassetteKind:
		return in.cassette(yield)
	case postmanKind:
		return in.postman(yield)
	case wireMockKind:
		return in.wireMock(yield)
	case hoverflyKind:
		return in.hoverfly(yield)
	case zipKind:
		return in.zip(yield)
	default:
		return fmt.Errorf("%s: the file is not a recording of a known format; %s", in.name, formats)
	}
}

// yieldExchange is called with each exchange. It returns false to end the loop.
type yieldExchange = func(*contract.Exchange) bool
