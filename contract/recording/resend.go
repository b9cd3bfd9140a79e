package recording

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// maxConnections is how many connections a transport may ask for to send one request. If a server
// of HTTP/2 says that it hasn't processed a request, [http.Transport] sends the request again on
// another connection. The transport itself has no limit, and doesn't wait.
const maxConnections = 100

// errResent is the error for a request that the transport sent too often.
var errResent = fmt.Errorf("the server asked %d times to send the request again", maxConnections)

// limitResends returns a request that ends with errResent if the transport asks for too many
// connections to send it. It needs a request whose context ends when the response has been read,
// such as that of [net/http/httputil.ReverseProxy].
func limitResends(request *http.Request) *http.Request {
	ctx, stop := context.WithCancelCause(request.Context())
	var connections atomic.Int64
	trace := &httptrace.ClientTrace{GetConn: func(string) {
		if connections.Add(1) > maxConnections {
			stop(errResent)
		}
	}}
	return request.WithContext(httptrace.WithClientTrace(ctx, trace))
}
