package recording

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// input is a recording to decode, without its compression and its byte order mark.
type input struct {
	*bufio.Reader

	name string
	// failed is the error, other than io.EOF, that reading ended with.
	failed error
}

// headBytes is how much of the beginning of a recording is read to find its format.
const headBytes = 64 << 10

// formats says in errors what a file should be.
const formats = "give HAR 1.2, JSON lines or a go-vcr cassette"

func open(name string, r io.Reader) (*input, error) {
	in := &input{name: name}
	in.Reader = bufio.NewReaderSize(in.watch(r), headBytes)
	if head, _ := in.Peek(2); string(head) == "\x1f\x8b" {
		unzipped, err := gzip.NewReader(in.Reader)
		if err != nil {
			return nil, in.readError(err)
		}
		in.Reader = bufio.NewReaderSize(in.watch(unzipped), headBytes)
	}
	switch head, _ := in.Peek(3); {
	case string(head) == "\xef\xbb\xbf": // Some recorders write it. JSON doesn't allow it.
		_, _ = in.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nil, fmt.Errorf("%s: the file is UTF-16; save it as UTF-8", name)
	}
	_, _ = in.Peek(headBytes) // It sets failed if the file can't be read.
	return in, in.failed
}

// watch keeps the error that reading ends with, as one line that names the file: decoders would wrap it.
func (in *input) watch(r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		n, err := r.Read(p)
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
)

// cassetteStart matches what is near the beginning of a cassette in the block style of YAML.
var cassetteStart = regexp.MustCompile(`(?m)^["']?interactions["']?[ \t]*:`)

// kind looks at the beginning of the input.
func (in *input) kind() kind {
	head, _ := in.Peek(headBytes)
	text := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(text) == 0:
		return emptyKind
	case text[0] == '{':
		return objectKind(text)
	case cassetteStart.Match(text):
		return cassetteKind
	default:
		return otherKind
	}
}

// objectKind finds the format of a JSON object by the names at its beginning. An object that ends or breaks
// before a known name is taken for a HAR file, whose reader says where.
func objectKind(text []byte) kind {
	d := jsontext.NewDecoder(bytes.NewReader(text), lenient)
	_, _ = d.ReadToken()
	found := otherKind
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return harKind
		}
		switch name.String() {
		case "log":
			return harKind
		case "request", "response":
			found = linesKind
		case "interactions":
			return cassetteKind
		}
		if err := d.SkipValue(); err != nil {
			return max(found, harKind)
		}
	}
	if d.PeekKind() != '}' && found == otherKind {
		return harKind
	}
	return found
}

// decode yields the exchanges until yield returns false.
func (in *input) decode(yield func(*contract.Exchange) bool) error {
	switch in.kind() {
	case emptyKind:
		return fmt.Errorf("%s: the file is empty; %s", in.name, formats)
	case harKind:
		return in.har(yield)
	case linesKind:
		return in.lines(yield)
	case cassetteKind:
		return in.cassette(yield)
	default:
		return fmt.Errorf("%s: the file is not a recording: it has no log.entries (HAR), no request and response (JSON lines) and no interactions (go-vcr); %s", in.name, formats)
	}
}
