package recording

import (
	"fmt"
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// A file can repeat a body in few bytes: by an alias of YAML, or as a file beside the recording. So
// the exchanges of a file may have freeContent bytes altogether. For each byte of the file, they
// may have maxExpansion bytes more. A content coding can make about as much of a body.
const (
	freeContent  = 512 << 20
	maxExpansion = 1000
	// headerBytes is what a value of a header counts beside its text.
	headerBytes = 100
)

// checkExpansion returns an error if the exchanges up to this one are far longer than the file. It
// must be called for each exchange.
func (in *input) checkExpansion(n int, x *contract.Exchange) error {
	in.content += int64(len(x.Request.Body)) + headerSize(x.Request.Header)
	if x.Response != nil {
		in.content += int64(len(x.Response.Body)) + headerSize(x.Response.Header)
	}
	if in.content > freeContent+maxExpansion*in.consumed {
		return fmt.Errorf("%s#%d: the exchanges up to this one are more than %d times as long as the file; repeat less in it", in.name, n, maxExpansion)
	}
	return nil
}

// expand counts what a body expands to when it is checked, because a content coding that the format
// doesn't undo is undone then. It leaves out the body if the codings of the run have expanded to too
// much.
func (in *input) expand(h http.Header, body *[]byte, omitted *bool) {
	if len(h["Content-Encoding"]) == 0 {
		return
	}
	if _, isTooLong, _ := in.codings.DecodeIfPacked(h, *body); isTooLong { // With an error, the body is checked as it is.
		*body, *omitted = nil, true
	}
}

func headerSize(h http.Header) int64 {
	size := 0
	for name, values := range h {
		for _, value := range values {
			size += len(name) + len(value) + headerBytes
		}
	}
	return int64(size)
}
