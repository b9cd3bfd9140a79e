//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"

	"github.com/orgcontract/polytomic-organizations/contract/internal/largeshop"
)

// work describes the exchanges and the document of a check.
type work struct {
	exchanges, operations int
	// called is how many of the operations the exchanges call. Each exchange calls the operation that
	// is this many steps after the last one.
	called, steps int
	// wrong is how many of a hundred exchanges contradict the document.
	wrong int
}

// write writes the exchanges as JSON lines.
func (w work) write(out io.Writer) error {
	b := bufio.NewWriterSize(out, 1<<20)
	apart := w.operations / w.called // The called operations are not beside each other in the document.
	for i := range w.exchanges {
		name := `"Cup"`
		if i%100 < w.wrong {
			name = "5"
		}
		_, err := fmt.Fprintf(b, `{"request": {"method": "GET", "url": "https://shop.example%s"}, "response": {"status": 200,`+
			` "headers": {"Content-Type": "application/json"}, "body": %q}}`+"\n", largeshop.Path(i%1000, i*w.steps%w.called*apart), largeshop.Answer(i+1, name))
		if err != nil {
			return err
		}
	}
	return b.Flush()
}
