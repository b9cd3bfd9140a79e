package organizations

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// errExpands is a body that is small on the wire and large behind its content coding.
var errExpands = errors.New("the body expands too much")

// A list of organizations shrinks to a tenth by gzip, hardly to a hundredth. gzip can pack a
// thousand bytes into one.
const (
	maxExpansion  = 100
	freeExpansion = 1 << 20
)

var acceptGzip = []string{"gzip"}

// gunzip undoes the content coding of a response that was asked for with acceptGzip, as net/http
// does where nobody asks for one.
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

// gunzipReader decompresses a body as far as its expansion is credible.
type gunzipReader struct {
	source  io.ReadCloser
	reader  *gzip.Reader
	in, out int64
	err     error
}

// gzipReaders are kept, since each has 40 kB of tables.
var gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }}

func (g *gunzipReader) Read(p []byte) (n int, err error) {
	if g.err != nil {
		return 0, g.err
	}
	if g.reader == nil {
		g.reader, _ = gzipReaders.Get().(*gzip.Reader)
		if err := g.reader.Reset((*compressed)(g)); err != nil {
			return 0, g.end(err)
		}
	}
	n, err = g.reader.Read(p)
	g.out += int64(n)
	if g.out > freeExpansion+maxExpansion*g.in {
		err = errExpands
	}
	if err != nil {
		return n, g.end(err)
	}
	return n, nil
}

// end keeps an error, the end of the body included, and gives the reader away.
func (g *gunzipReader) end(err error) error {
	gzipReaders.Put(g.reader)
	g.reader, g.err = nil, err
	return err
}

// Close closes the compressed body. It may be called while Read waits for it.
func (g *gunzipReader) Close() error { return g.source.Close() }

// compressed is the body of a gunzipReader as it came.
type compressed gunzipReader

// Read reads compressed bytes. A body that has many of them and nothing in them, such as gzip of no
// bytes again and again, is an error too.
func (c *compressed) Read(p []byte) (int, error) {
	if c.in > freeExpansion+2*c.out {
		return 0, errExpands
	}
	n, err := c.source.Read(p)
	c.in += int64(n)
	return n, err
}
