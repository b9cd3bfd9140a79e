package recording

import (
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
)

// WriteLater does what [Writer.Write] does, but in the background, because redaction takes longer
// than a request. Don't change the exchange afterwards. The exchanges are written in the order of
// the calls, and [Writer.Close] waits for them. If 256 MiB are waiting, WriteLater waits too.
// [Writer.Omitted] has the exchanges that Write would leave out, and Close returns any other error.
// After Close and [Writer.Discard], WriteLater does nothing.
func (w *Writer) WriteLater(x *contract.Exchange) {
	w.waiting().addLater(sizeOf(x), func() {
		_, _ = w.Write(x) // Omitted or Close returns the error.
	})
}

// sizeOf returns about how many bytes an exchange has.
func sizeOf(x *contract.Exchange) int64 {
	if checkExchange(x) != nil {
		return 0
	}
	size := len(x.Request.Body) + redaction.SizeOfHead(x.Request.URL, x.Request.Header)
	if x.Response != nil {
		size += len(x.Response.Body) + redaction.SizeOfHead(nil, x.Response.Header)
	}
	return int64(size)
}

// waiting returns the queue of the exchanges that are written later.
func (w *Writer) waiting() *queue {
	w.beginLater.Do(func() { w.later = newQueue() })
	return w.later
}
