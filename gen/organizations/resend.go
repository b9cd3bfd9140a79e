package organizations

import (
	"context"
	"fmt"
	"net/http/httptrace"
)

// maxConnections is how many connections a transport may ask for in one attempt. If a server of
// HTTP/2 says that it hasn't processed a request, [http.Transport] sends the request again on
// another connection. The transport itself has no limit, and doesn't wait.
const maxConnections = 100

// errResent is the error for a request that the transport sent too often.
var errResent = fmt.Errorf("the server asked %d times to send the request again", maxConnections)

// traced returns a context through which a transport tells the exchange about its connections. The
// context ends with errResent if the transport asks for too many connections in one attempt. It
// reaches each [http.Transport] that sends the request with its context, also behind a transport of
// another type.
func (x *exchange) traced(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancelCause(ctx)
	trace := &httptrace.ClientTrace{
		GetConn: func(string) {
			if x.connections.Add(1) > maxConnections {
				stop(errResent)
			}
		},
		GotConn: func(got httptrace.GotConnInfo) { x.guard.watch(ctx, got.Conn) },
	}
	return httptrace.WithClientTrace(ctx, trace), func() {
		x.guard.release()
		stop(nil)
	}
}
