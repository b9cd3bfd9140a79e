package recording

import (
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// httpScheme is the scheme of addresses in recordings that don't name one.
const httpScheme = "http"

// unknownHost is the host of addresses in recordings that have only paths.
const unknownHost = "localhost"

// statusClientGone is the status that nginx and gateways based on nginx log if the client closed
// the connection.
const statusClientGone = 499

// logged is an exchange in a log or a stub. Logs and stubs leave out more than other recordings do.
type logged struct {
	method, url            string
	status                 int
	header, responseHeader http.Header
	request, response      loggedBody
	headersOmitted         bool
	responseHeadersOmitted bool
	credentialsOmitted     bool
}

// loggedBody is a body in a log.
type loggedBody struct {
	bytes []byte
	// recorded says that the log has the body, which may be empty. truncated says that the log has
	// only the beginning of the body.
	recorded, truncated bool
}

// exchange converts the logged exchange. An error begins with the place within the entry.
func (l *logged) exchange(in *input) (*contract.Exchange, error) {
	u, err := parseTarget(l.method, l.url)
	if err != nil {
		return nil, inPart("/request", err)
	}
	if l.status == statusClientGone {
		return nil, skipError{Aborted}
	}
	if err := checkStatus(l.status); err != nil {
		return nil, inPart("/response", err)
	}
	x := &contract.Exchange{
		Request: contract.Request{
			Method: l.method, URL: u, Header: l.header,
			HeaderOmitted: l.headersOmitted, CredentialsOmitted: l.headersOmitted || l.credentialsOmitted,
		},
		Response: &contract.Response{Status: l.status, Header: l.responseHeader, HeaderOmitted: l.responseHeadersOmitted},
	}
	if x.Request.Body, x.Request.BodyOmitted, err = l.request.decode(in, l.header, l.headersOmitted, maySend(l.method)); err != nil {
		return nil, inPart("/request/body", err)
	}
	if len(l.response.bytes) == 0 && !l.response.truncated && (l.method == http.MethodHead || l.status == http.StatusNoContent || l.status == http.StatusNotModified) {
		return x, nil
	}
	if x.Response.Body, x.Response.BodyOmitted, err = l.response.decode(in, l.responseHeader, l.responseHeadersOmitted, true); err != nil {
		return nil, inPart("/response/body", err)
	}
	return x, nil
}

// inPart puts the name of a part before the place that an error names.
func inPart(part string, err error) error { return &partError{part, err} }

type partError struct {
	part string
	err  error
}

func (e *partError) Error() string { return e.part + e.err.Error() }
func (e *partError) Unwrap() error { return e.err }

// maySend reports whether requests with this method usually have bodies.
func maySend(method string) bool {
	switch method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		return true
	default:
		return false
	}
}

// decode returns the body, or reports that the body was omitted. If the log has no body, the header
// may say whether there was one. If the header doesn't say, usual decides: it says whether requests
// or responses of this kind usually have a body. If the header was omitted and the body is JSON,
// decode sets the media type of JSON.
func (b *loggedBody) decode(in *input, h http.Header, headerOmitted, usual bool) (body []byte, omitted bool, err error) {
	if b.truncated {
		return nil, true, nil
	}
	if len(b.bytes) == 0 {
		length := h.Get("Content-Length")
		isSent := length != "" && length != "0" || h.Get("Transfer-Encoding") != ""
		return nil, isSent || usual && !b.recorded && length == "", nil
	}
	if body, omitted, err = in.codings.DecodeIfPacked(h, b.bytes); err != nil || omitted {
		return nil, omitted, err
	}
	if headerOmitted && h.Get("Content-Type") == "" && jsontext.Value(body).IsValid() {
		h.Set("Content-Type", "application/json")
	}
	return body, false, nil
}

// loggedText returns a string of a log as a body. The string is nil if the log has no body.
func loggedText(text *string) loggedBody {
	if text == nil {
		return loggedBody{}
	}
	return loggedBody{bytes: []byte(*text), recorded: true}
}
