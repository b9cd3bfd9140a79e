package organizations

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// errExpands is the error for a body that is small when it arrives and large when it is
// decompressed.
var errExpands = errors.New("the body expands too much")

// gzip compresses a list of organizations to about a tenth of its size, and hardly ever to a
// hundredth. It could compress other data to a thousandth.
const (
	maxExpansion  = 100
	freeExpansion = 1 << 20
)

var acceptGzip = []string{"gzip"}

// gunzip decompresses the response to a request that asked for gzip. net/http does the same if the
// request asks for no content coding.
func gunzip(response *http.Response) {
	if coding := response.Header.Get("Content-Encoding"); !strings.EqualFold(coding, "gzip") || response.Body == http.NoBody {
		return
	}
	response.Header.Del("Content-Encoding")
	response.Header.Del("Content-Length")
	response.ContentLength = -1
	response.Uncompressed = true
	response.Body = &gunzipReader{source: response.Body}
}

// gunzipReader decompresses a body. Read returns errExpands if the body expands more than any
// response of the API would.
type gunzipReader struct {
	source  io.ReadCloser
	reader  *members
	in, out int64
	err     error
}

// members reads a body that consists of gzip files. Each gzip file ends with io.EOF. By itself,
// [gzip.Reader] returns the end of a file only after it has waited for the next file.
type members struct {
	gzip.Reader

	buffer bufio.Reader
}

// next begins the next file. At the end of the body, it returns io.EOF.
func (m *members) next() error {
	err := m.Reset(&m.buffer)
	m.Multistream(false)
	return err
}

// gzipReaders keeps readers for reuse, because each reader has 40 kB of tables.
var gzipReaders = sync.Pool{New: func() any { return new(members) }}

func (g *gunzipReader) Read(p []byte) (n int, err error) {
	if g.err != nil {
		return 0, g.err
	}
	if g.reader == nil {
		g.reader, _ = gzipReaders.Get().(*members)
		g.reader.buffer.Reset((*compressed)(g))
		if err := g.reader.next(); err != nil {
			return 0, g.end(err)
		}
	}
	switch n, err = g.reader.Read(p); {
	case err == io.EOF && n > 0: //nolint:errorlint // The error of a broken connection may wrap io.EOF.
		err = nil // The next Read begins the next file.
	case err == io.EOF: //nolint:errorlint // As above.
		err = g.reader.next()
	}
	g.out += int64(n)
	if g.out > freeExpansion+maxExpansion*g.in {
		err = errExpands
	}
	if err != nil {
		return n, g.end(err)
	}
	return n, nil
}

// end keeps an error, which may be io.EOF, for later reads. It puts the reader back into
// gzipReaders.
func (g *gunzipReader) end(err error) error {
	gzipReaders.Put(g.reader)
	g.reader, g.err = nil, err
	return err
}

// Close closes the compressed body. It may be called while Read waits for the body.
func (g *gunzipReader) Close() error { return g.source.Close() }

// compressed reads the body of a gunzipReader before it is decompressed.
type compressed gunzipReader

// Read reads compressed bytes. It returns errExpands if many compressed bytes decompress to almost
// nothing. For instance, the body may consist of empty gzip files.
func (c *compressed) Read(p []byte) (int, error) {
	if c.in > freeExpansion+2*c.out {
		return 0, errExpands
	}
	n, err := c.source.Read(p)
	c.in += int64(n)
	return n, err
}
