package recording

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Writer writes redacted exchanges to a HAR 1.2 file. The file appears when [Writer.Close]
// succeeds. Until then, and if an error occurs, an older file with the same name stays unchanged.
// Only the owner can read and write the file. A Writer is safe for concurrent use. The order of the
// calls is the order of the exchanges in the file.
type Writer struct {
	file     string
	redactor *redaction.Redactor

	mu      sync.Mutex
	pending *wholefile.Pending
	out     *bufio.Writer
	count   int
	// omitted are the bodies that the recording leaves out, by the number of the exchange.
	omitted map[int]redaction.Omissions
	// allOmitted are the bodies and the exchanges that the recording leaves out, in the order in
	// which they were left out.
	allOmitted []error
	err        error // The first error after which the recording can't continue.

	// later writes the exchanges of WriteLater. Use waiting to read it.
	later      *queue
	beginLater sync.Once
}

// Create begins a recording. Each recording needs a new redactor. The directory of the file must
// exist. The file must not be a link, a device or a pipe.
func Create(file string, redactor *Redactor) (*Writer, error) {
	if err := redactor.check(); err != nil {
		return nil, err
	}
	pending, err := wholefile.Create(file)
	if err != nil {
		return nil, writeError(file, err)
	}
	w := &Writer{file: filepath.ToSlash(file), redactor: redactor.redactor, pending: pending, out: bufio.NewWriter(pending), omitted: map[int]redaction.Omissions{}}
	if _, err := w.out.WriteString(harHead); err != nil {
		return nil, errors.Join(writeError(file, err), pending.Discard())
	}
	return w, nil
}

func writeError(file string, err error) error {
	err = wholefile.Cause(err)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w; make the directory first", filepath.ToSlash(file), fs.ErrNotExist)
	}
	return fmt.Errorf("%s: %w; name a file that can be written", filepath.ToSlash(file), err)
}

// Write redacts an exchange and adds it to the recording. It adds the version of the API and the
// digest of the operation, if the exchange's source doesn't have them. It returns the findings of a
// check of the exchange, which takes the earlier exchanges into account. If a body can't be
// searched for secrets, if the search takes too long, or if a check would have other findings
// without the secrets, Write leaves out the body and marks it as omitted.
//
// If an exchange can't be recorded even so, for instance because its header is longer than 256 KiB,
// Write returns an error and leaves out the exchange; see [Writer.Omitted]. After any other error,
// for instance if there is no room in the file system, the recording has failed. Then Close writes
// no file and returns the error.
func (w *Writer) Write(x *contract.Exchange) ([]contract.Finding, error) {
	if w == nil {
		return nil, errNoWriter
	}
	written, err := w.add(x)
	if err != nil {
		return nil, err
	}
	return written.Findings, nil
}

// errNoWriter is the error of the methods of a nil Writer.
var errNoWriter = errors.New("recording: the Writer is nil; make it with Create")

// add does the work of Write, and returns the redacted exchange.
func (w *Writer) add(x *contract.Exchange) (*redaction.Redacted, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return nil, w.err
	}
	written, err := w.write(x)
	if redaction.IsUnrecordable(err) {
		w.allOmitted = append(w.allOmitted, err)
	} else {
		w.err = err
	}
	return written, err
}

func (w *Writer) write(x *contract.Exchange) (*redaction.Redacted, error) {
	if w.pending == nil {
		return nil, fmt.Errorf("%s: the recording is closed", w.file)
	}
	if err := checkExchange(x); err != nil {
		return nil, err
	}
	if x.Response == nil && !mayLackResponse(x.Source.Provenance) {
		return nil, fmt.Errorf("%s#%d: there is no response to record", w.file, w.count)
	}
	x = inUTF8(x)
	source := x.Source
	source.File, source.Entry = w.file, w.count
	result, err := w.redactor.Redact(x, source)
	if err != nil {
		return nil, err
	}
	y := result.Exchange
	if y.Response != nil && y.Source.Version == "" {
		y.Source.Version = servedVersion(y.Response.Header)
	}
	if y.Source.Operation == "" && y.Source.Provenance != contract.Documented { // Whoever transcribed the page has checked it.
		y.Source.Operation = digestOf(w.redactor.Contract(), x)
	}
	if err := w.append(w.out, y, result.Omitted); err != nil {
		return nil, err
	}
	w.omit(w.count-1, result.Omitted)
	return result, nil
}

// omit notes that bodies of the exchange with this number are left out.
func (w *Writer) omit(number int, bodies redaction.Omissions) {
	for _, body := range bodies {
		w.omitted[number] = append(w.omitted[number], body)
		w.allOmitted = append(w.allOmitted, body)
	}
}

// Omitted returns an error of one line for each body and each exchange that the recording leaves
// out so far, because it can't be searched for secrets, or because a secret in it can't be
// replaced. [Writer.Close] may leave out more, whose errors are the last ones.
func (w *Writer) Omitted() []error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.allOmitted)
}

// Close ends the recording and puts the file in place. If a later exchange shows that an earlier
// exchange holds a secret, Close first replaces that secret, or leaves out the body or the exchange
// that holds it; see [Writer.Omitted]. If an exchange could not be written for another reason,
// Close writes no file and returns the error. Further calls do nothing and return the same error.
func (w *Writer) Close() error {
	if w == nil {
		return errNoWriter
	}
	w.waiting().close(context.Background(), noMore)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pending == nil {
		return w.err
	}
	if w.err == nil {
		w.err = w.finish()
	}
	if w.err != nil {
		w.err = errors.Join(w.err, w.pending.Discard())
	}
	w.pending = nil
	return w.err
}

// workAtEnd is what the redaction of the exchanges that wait when a proxy ends may cost, after the
// grace of the proxy. It is about fifteen seconds of the time of a processor, and enough for
// hundreds of exchanges of ordinary size. It counts bytes and not time, so a busy machine records
// the same exchanges.
const workAtEnd = 128 << 20

// moreAtEnd returns a function that reports whether the exchanges that wait when a proxy ends may
// take more time. The limit begins with the first call.
func (w *Writer) moreAtEnd() func() bool {
	limit := sync.OnceFunc(func() { w.redactor.Limit(workAtEnd) })
	return func() bool {
		limit()
		return !w.redactor.IsSpent()
	}
}

// Discard ends the recording without writing a file. It does nothing after [Writer.Close].
func (w *Writer) Discard() error {
	if w == nil {
		return errNoWriter
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	w.waiting().close(done, noMore)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pending == nil {
		return nil
	}
	err := w.pending.Discard()
	w.pending, w.err = nil, fmt.Errorf("%s: the recording is discarded", w.file)
	return err
}

func (w *Writer) finish() error {
	if err := w.end(w.out); err != nil {
		return err
	}
	if _, err := w.pending.Seek(0, io.SeekStart); err != nil {
		return writeError(w.file, err)
	}
	late, err := checkWhole(w.redactor, w.file, w.pending)
	if err == nil && late {
		err = w.rewrite()
	}
	if err != nil {
		return err
	}
	if err := w.pending.Replace(); err != nil {
		return writeError(w.file, err)
	}
	return nil
}

// end writes the end of the file.
func (w *Writer) end(out *bufio.Writer) error {
	tail := harTail
	if w.count == 0 {
		tail = harEmptyTail
	}
	if _, err := out.WriteString(tail); err != nil {
		return writeError(w.file, err)
	}
	if err := out.Flush(); err != nil {
		return writeError(w.file, err)
	}
	return nil
}

// checkWhole reads a redacted recording. With the redactor, it searches each exchange for secrets
// and private strings that became known after the exchange was written. It reports whether at least
// one exchange has to be revised or left out.
func checkWhole(r *redaction.Redactor, name string, written io.Reader) (late bool, err error) {
	for x, err := range Decode(name, written) {
		if err != nil {
			return false, err
		}
		_, changed, err := r.Revise(x)
		late = late || changed || err != nil
	}
	return late, nil
}

// rewrite writes the recording again to another file. It is called if a later exchange showed that
// an earlier exchange holds a secret.
func (w *Writer) rewrite() error {
	if _, err := w.pending.Seek(0, io.SeekStart); err != nil {
		return writeError(w.file, err)
	}
	again, err := wholefile.Create(w.file)
	if err != nil {
		return writeError(w.file, err)
	}
	out := bufio.NewWriter(again)
	_, err = out.WriteString(harHead)
	written, number := w.count, 0
	w.count = 0
	for x, readErr := range Decode(w.file, w.pending) {
		if err = errors.Join(err, readErr); err == nil {
			err = w.writeRevised(out, x, number)
		}
		if err != nil {
			break
		}
		number++
	}
	if err == nil && number != written {
		err = fmt.Errorf("%s: the recording can't be read again", w.file)
	}
	if err == nil {
		err = w.end(out)
	}
	if err != nil {
		return errors.Join(err, again.Discard())
	}
	if err := w.pending.Discard(); err != nil {
		return errors.Join(writeError(w.file, err), again.Discard())
	}
	w.pending = again
	return nil
}

// writeRevised revises the exchange that was written with this number, and writes it again.
func (w *Writer) writeRevised(out *bufio.Writer, x *contract.Exchange, number int) error {
	result, _, err := w.redactor.Revise(x)
	if err != nil {
		w.allOmitted = append(w.allOmitted, err)
		return nil // The recording goes on without the exchange.
	}
	w.omit(number, result.Omitted)
	err = w.append(out, result.Exchange, w.omitted[number])
	if redaction.IsUnrecordable(err) {
		w.allOmitted = append(w.allOmitted, err)
		return nil
	}
	return err
}

// append writes an exchange after the previous exchange. The bodies that it leaves out are omitted.
// If a HAR file can't hold the exchange, or its reader could not read it again, append leaves it
// out. Otherwise one hostile message would make the whole recording useless.
func (w *Writer) append(out *bufio.Writer, y *contract.Exchange, omitted redaction.Omissions) error {
	entry, err := json.Marshal(newHAREntry(y, omitted), jsontext.WithIndentPrefix("      "), jsontext.WithIndent("  "))
	if err == nil {
		err = readsAs(entry, y)
	}
	if err != nil {
		return redaction.Unrecordable(y, errUnreadable)
	}
	separator := ",\n      "
	if w.count == 0 {
		separator = "\n      "
	}
	w.count++
	if _, err := out.WriteString(separator + string(entry)); err != nil {
		return writeError(w.file, err)
	}
	return nil
}

// readsAs returns an error if the reader of HAR files reads an entry as another exchange, or as
// none.
func readsAs(entry []byte, want *contract.Exchange) error {
	var e harEntry
	err := json.Unmarshal(entry, &e, lenient)
	if err != nil {
		return errUnreadable
	}
	x, err := e.exchange(&input{codings: new(contentcoding.Budget)}, "")
	if err != nil || x.Request.Method != want.Request.Method || !bytes.Equal(x.Request.Body, want.Request.Body) || (x.Response == nil) != (want.Response == nil) {
		return errUnreadable
	}
	if x.Response != nil && (x.Response.Status != want.Response.Status || !bytes.Equal(x.Response.Body, want.Response.Body)) {
		return errUnreadable
	}
	return nil
}

// errUnreadable is the reason why an exchange is left out that a recording can't hold.
var errUnreadable = errors.New("a HAR file can't hold such a method, status or body")

// digestOf returns the digest of the operation to which a request belongs. It is empty if the
// document has no such operation.
func digestOf(c *contract.Contract, x *contract.Exchange) string {
	operation, _ := c.For(x).Find(x.Request.Method, x.Request.URL)
	return operation.Digest
}

// servedVersion returns the version of the API from a response header such as X-Polytomic-Version
// or Api-Version.
func servedVersion(h http.Header) string {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		switch lower := strings.ToLower(name); {
		case strings.HasPrefix(lower, "x-aspnet"), lower == "mime-version", lower == "dataserviceversion":
		case lower == "version", strings.HasSuffix(lower, "-version"), strings.HasSuffix(lower, "-version-selected"):
			return h.Get(name)
		}
	}
	return ""
}
