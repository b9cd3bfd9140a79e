package recording

import (
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// httpScheme is the scheme where a recording doesn't say it.
const httpScheme = "http"

// unknownHost stands for the host in recordings that have only paths.
const unknownHost = "localhost"

// statusClientGone is what nginx and the gateways on it log if the client gave up.
const statusClientGone = 499

// logged is what a log or a stub says about an exchange. Logs and stubs leave out more than
// recordings do.
type logged struct {
	method, url            string
	status                 int
	header, responseHeader http.Header
	request, response      loggedBody
	headersOmitted         bool
	responseHeadersOmitted bool
	credentialsOmitted     bool
}

// loggedBody is a body as a log has it.
type loggedBody struct {
	bytes []byte
	// recorded says that the log has the body, which may be empty. truncated says that the log has
	// only a part of the body.
	recorded, truncated bool
}

// exchange turns what was logged into an exchange. An error begins with the place within the entry.
func (l *logged) exchange() (*contract.Exchange, error) {
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
	if x.Request.Body, x.Request.BodyOmitted, err = l.request.decode(l.header, l.headersOmitted, maySend(l.method)); err != nil {
		return nil, inPart("/request/body", err)
	}
	if len(l.response.bytes) == 0 && !l.response.truncated && (l.method == http.MethodHead || l.status == http.StatusNoContent || l.status == http.StatusNotModified) {
		return x, nil
	}
	if x.Response.Body, x.Response.BodyOmitted, err = l.response.decode(l.responseHeader, l.responseHeadersOmitted, true); err != nil {
		return nil, inPart("/response/body", err)
	}
	return x, nil
}

// inPart puts the place of a part before that of an error.
func inPart(part string, err error) error { return &partError{part, err} }

type partError struct {
	part string
	err  error
}

func (e *partError) Error() string { return e.part + e.err.Error() }
func (e *partError) Unwrap() error { return e.err }

// maySend reports whether requests of a method have bodies as a rule.
func maySend(method string) bool {
	switch method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		return true
	default:
		return false
	}
}

// decode returns the body, or whether it was omitted. If the log has no body, the header may say
// whether there was one. If the header doesn't say, a body counts as omitted if requests or
// responses of this kind usually have one. Without a header, a body that is JSON gets the type of
// JSON.
func (b *loggedBody) decode(h http.Header, headerOmitted, usual bool) (body []byte, omitted bool, err error) {
	if b.truncated {
		return nil, true, nil
	}
	if len(b.bytes) == 0 {
		length := h.Get("Content-Length")
		isSent := length != "" && length != "0" || h.Get("Transfer-Encoding") != ""
		return nil, isSent || usual && !b.recorded && length == "", nil
	}
	if body, err = contentcoding.DecodeIfPacked(h, b.bytes); err != nil {
		return nil, false, err
	}
	if headerOmitted && h.Get("Content-Type") == "" && jsontext.Value(body).IsValid() {
		h.Set("Content-Type", "application/json")
	}
	return body, false, nil
}

// loggedText is a body that a log has as a string, and nil if the log has none.
func loggedText(text *string) loggedBody {
	if text == nil {
		return loggedBody{}
	}
	return loggedBody{bytes: []byte(*text), recorded: true}
}
