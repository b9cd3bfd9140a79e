package recording

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// The parts of HAR 1.2, and of what recorders add to it, that say what was on the wire.
type (
	harEntry struct {
		harCache

		Started    string              `json:"startedDateTime"`
		Provenance contract.Provenance `json:"_provenance"`
		Page       string              `json:"_source"`
		Version    string              `json:"_version"`
		Document   string              `json:"_document"`
		Operation  string              `json:"_operation"`
		Redaction  string              `json:"_redaction"`

		Request  *harRequest  `json:"request"`
		Response *harResponse `json:"response"`

		Messages jsontext.Value `json:"_webSocketMessages"`
	}
	// harCache is what browsers and their tools say of answers from the browser's cache, or from
	// the page's own service worker.
	harCache struct {
		FromCache        jsontext.Value `json:"_fromCache"`
		PlainFromCache   jsontext.Value `json:"fromCache"`
		FromDisk         jsontext.Value `json:"_fromDiskCache"`
		PlainFromDisk    jsontext.Value `json:"fromDiskCache"`
		FromMemory       jsontext.Value `json:"_fromMemoryCache"`
		FromWorker       jsontext.Value `json:"_fromServiceWorker"`
		PlainFromWorker  jsontext.Value `json:"fromServiceWorker"`
		FetchedViaWorker jsontext.Value `json:"_fetchedViaServiceWorker"`
		WorkerSource     string         `json:"_serviceWorkerResponseSource"`
		Cache            harCacheStates `json:"cache"`
	}
	// harCacheStates are the states of a cache around a request.
	harCacheStates struct {
		After jsontext.Value `json:"afterRequest"`
	}
	harRequest struct {
		Method   string      `json:"method"`
		URL      string      `json:"url"`
		Headers  []harHeader `json:"headers"`
		BodySize int64       `json:"bodySize"`
		PostData *harPost    `json:"postData"`
	}
	harResponse struct {
		harCache

		Status  int         `json:"status"`
		Headers []harHeader `json:"headers"`
		Content harContent  `json:"content"`
	}
	harHeader struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harContent struct {
		Size     int64   `json:"size"`
		MIMEType string  `json:"mimeType"`
		Text     *string `json:"text"`
		Encoding string  `json:"encoding"`
		// Omitted says that there was a body and it was not kept, and File that it is in another
		// file.
		Omitted bool   `json:"_omitted"`
		File    string `json:"_file"`
	}
)

// exchange turns an entry into an exchange. An error begins with the place within the entry.
func (e *harEntry) exchange(in *input, recorder string) (*contract.Exchange, error) {
	source, err := provenance{e.Provenance, e.Page, "", e.Version, e.Document, e.Operation, e.Redaction}.source("_")
	if err != nil {
		return nil, err
	}
	source.Recorded = parseTime(e.Started)
	x := &contract.Exchange{Source: source}
	switch {
	case e.Request == nil:
		return nil, errors.New(": the entry has no request; remove it or record it again")
	case e.isWebSocket():
		return nil, skipError{WebSocket}
	}
	target, err := parseTarget(e.Request.Method, e.Request.URL)
	switch {
	case err != nil:
		return nil, inPart("/request", err)
	case e.isCached(recorder):
		return nil, skipError{Cached}
	case !e.isAnswered() && !mayLackResponse(e.Provenance):
		return nil, skipError{Aborted}
	}
	if x.Request, err = e.Request.request(in, target); err != nil {
		return nil, inPart("/request", err)
	}
	x.Request.CredentialsOmitted = isBrowser(recorder)
	if !e.isAnswered() {
		return x, nil
	}
	if x.Response, err = e.Response.response(in, x.Request.Method); err != nil {
		return nil, fmt.Errorf("/response%w", err)
	}
	return x, nil
}

// isAnswered reports whether there was a response. Recorders give a request that nobody answered
// the status 0 or -1, or no response.
func (e *harEntry) isAnswered() bool { return e.Response != nil && e.Response.Status > 0 }

// isBrowser reports whether a recorder is a browser. Browsers leave credentials out, unless their
// settings allow sensitive data.
func isBrowser(recorder string) bool {
	switch recorder {
	case "WebInspector", "WebKit Web Inspector", "Firefox":
		return true
	default:
		return false
	}
}

// isCached reports whether a recorder says in one of the usual ways that the answer came from the
// browser, so that nothing was on the wire. Firefox does so by the state of its cache.
func (e *harEntry) isCached(recorder string) bool {
	return e.isFromCache() || e.Response != nil && e.Response.isFromCache() ||
		recorder == "Firefox" && e.Cache.After != nil && e.Response != nil && e.Response.Status != http.StatusNotModified
}

func (c *harCache) isFromCache() bool {
	said := []jsontext.Value{c.FromCache, c.PlainFromCache, c.FromDisk, c.PlainFromDisk, c.FromMemory, c.FromWorker, c.PlainFromWorker}
	// A worker may have asked the server. Then it is an exchange like any other.
	return slices.ContainsFunc(said, isSet) || isSet(c.FetchedViaWorker) && c.WorkerSource != "" && c.WorkerSource != "network"
}

// isWebSocket reports whether a recorder says in one of the usual ways that the entry is a
// WebSocket.
func (e *harEntry) isWebSocket() bool {
	scheme, _, _ := strings.Cut(strings.ToLower(e.Request.URL), ":")
	return isSet(e.Messages) || scheme == "ws" || scheme == "wss" ||
		e.Response != nil && e.Response.Status == http.StatusSwitchingProtocols
}

// isSet reports whether a field is there and not empty.
func isSet(value jsontext.Value) bool {
	switch string(value) {
	case "", "null", "false", `""`:
		return false
	default:
		return true
	}
}

func (r *harRequest) request(in *input, target *url.URL) (_ contract.Request, err error) {
	request := contract.Request{Method: r.Method, URL: target, Header: header(r.Headers)}
	if r.PostData == nil {
		request.BodyOmitted = r.BodySize > 0
		return request, nil
	}
	if len(r.Headers) == 0 {
		addContentType(request.Header, r.PostData.MIMEType)
	}
	if request.Body, request.BodyOmitted, err = r.PostData.bytes(in, request.Header.Get("Content-Type")); err != nil {
		return request, fmt.Errorf("/postData%w", err)
	}
	return request, nil
}

func (r *harResponse) response(in *input, method string) (*contract.Response, error) {
	if err := checkStatus(r.Status); err != nil {
		return nil, err
	}
	response := &contract.Response{Status: r.Status, Header: header(r.Headers)}
	if len(r.Headers) == 0 && (r.Content.Text != nil || r.Content.isOmitted()) {
		addContentType(response.Header, r.Content.MIMEType)
	}
	if r.Status == http.StatusNotModified {
		return response, nil // The content is the cache's.
	}
	if r.Content.Text == nil && method == http.MethodHead {
		return response, nil // Its size is that of the body that GET has.
	}
	body, omitted, err := r.Content.bytes(in)
	if err != nil {
		return nil, fmt.Errorf("/content%w", err)
	}
	// In HAR bodies are decoded, but some recorders write them encoded.
	if body, err = contentcoding.DecodeIfPacked(response.Header, body); err != nil {
		return nil, fmt.Errorf("/content/text%w", err)
	}
	response.Body, response.BodyOmitted = body, omitted
	return response, nil
}

// addContentType adds the Content-Type that a recorder wrote beside a body, if it wrote no headers
// at all. Browsers write x-unknown if the body has no type.
func addContentType(h http.Header, mimeType string) {
	if mimeType != "" && mimeType != "x-unknown" {
		h.Set("Content-Type", mimeType)
	}
}

// isAttached reports whether the body is in another file, beside the recording or in the same zip
// file.
func (c *harContent) isAttached() bool { return !c.Omitted && c.Text == nil && c.File != "" }

// isOmitted reports whether there was a body, or may have been one, that the recorder did not
// write. A negative size says that it does not know.
func (c *harContent) isOmitted() bool {
	return c.Omitted || c.Text == nil && (c.Size != 0 || c.File != "")
}

// header returns the fields without the pseudo-headers of HTTP/2. Browsers write each value of a
// repeated header on its own line.
func header(fields []harHeader) http.Header {
	h := make(http.Header, len(fields))
	for _, field := range fields {
		if strings.HasPrefix(field.Name, ":") {
			continue
		}
		for value := range strings.SplitSeq(field.Value, "\n") {
			h.Add(field.Name, value)
		}
	}
	return h
}

// bytes returns the body. It is nil if there was none, or if it was not recorded, which omitted
// says.
func (c *harContent) bytes(in *input) (body []byte, omitted bool, err error) {
	switch {
	case c.isAttached():
		body, ok := in.files.read(c.File)
		return body, !ok, nil
	case c.isOmitted():
		return nil, true, nil
	case c.Text == nil || *c.Text == "":
		return nil, false, nil
	case c.Encoding == "":
		return []byte(*c.Text), false, nil
	case strings.EqualFold(c.Encoding, "base64"):
		if body, err = decodeBase64(*c.Text); err != nil {
			return nil, false, errors.New("/text: it is not base64, though encoding says so; record the entry again")
		}
		return body, false, nil
	default:
		return nil, false, fmt.Errorf("/encoding: %q is not known; HAR 1.2 knows base64", c.Encoding)
	}
}
