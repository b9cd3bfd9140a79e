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
)

// The types are the parts of HAR 1.2 that describe the exchanges, with the additions of recorders.
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
	// harCache has the fields in which browsers and their tools report that the answer came from
	// the browser's cache or from a service worker of the page.
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
	// harCacheStates has the states of the cache before and after a request.
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
		// Omitted says that there was a body and it was not recorded. File names the file that
		// holds the body.
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

// isAnswered reports whether the entry has a response. For a request without an answer, recorders
// write no response or the status 0 or -1.
func (e *harEntry) isAnswered() bool { return e.Response != nil && e.Response.Status > 0 }

// isBrowser reports whether a browser wrote the recording. Browsers leave credentials out, unless
// their settings allow sensitive data.
func isBrowser(recorder string) bool {
	switch recorder {
	case "WebInspector", "WebKit Web Inspector", "Firefox":
		return true
	default:
		return false
	}
}

// isCached reports whether the answer came from the browser itself, so no request was sent to the
// server. Recorders report this in several ways. Firefox reports the state of its cache.
func (e *harEntry) isCached(recorder string) bool {
	return e.isFromCache() || e.Response != nil && e.Response.isFromCache() ||
		recorder == "Firefox" && e.Cache.After != nil && e.Response != nil && e.Response.Status != http.StatusNotModified
}

func (c *harCache) isFromCache() bool {
	said := []jsontext.Value{c.FromCache, c.PlainFromCache, c.FromDisk, c.PlainFromDisk, c.FromMemory, c.FromWorker, c.PlainFromWorker}
	// A service worker may have sent the request to the server. Then the entry is an exchange.
	return slices.ContainsFunc(said, isSet) || isSet(c.FetchedViaWorker) && c.WorkerSource != "" && c.WorkerSource != "network"
}

// isWebSocket reports whether the entry is a WebSocket. Recorders report this in several ways.
func (e *harEntry) isWebSocket() bool {
	scheme, _, _ := strings.Cut(strings.ToLower(e.Request.URL), ":")
	return isSet(e.Messages) || scheme == "ws" || scheme == "wss" ||
		e.Response != nil && e.Response.Status == http.StatusSwitchingProtocols
}

// isSet reports whether a field is present and not empty.
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
		return response, nil // The content is the content of the browser's cache.
	}
	if r.Content.Text == nil && method == http.MethodHead {
		return response, nil // The size in the header is the size of the body that GET would return.
	}
	body, omitted, err := r.Content.bytes(in)
	if err != nil {
		return nil, fmt.Errorf("/content%w", err)
	}
	// Bodies in a HAR file are decompressed, but some recorders write them compressed.
	body, isTooLong, err := in.codings.DecodeIfPacked(response.Header, body)
	if err != nil {
		return nil, fmt.Errorf("/content/text%w", err)
	}
	response.Body, response.BodyOmitted = body, omitted || isTooLong
	return response, nil
}

// addContentType adds the Content-Type that the recorder wrote beside the body. It does so only if
// the recorder wrote no headers at all. For a body without a type, browsers write x-unknown.
func addContentType(h http.Header, mimeType string) {
	if mimeType != "" && mimeType != "x-unknown" {
		h.Set("Content-Type", mimeType)
	}
}

// isAttached reports whether the body is in a file of its own, beside the recording or in the same
// zip file.
func (c *harContent) isAttached() bool { return !c.Omitted && c.Text == nil && c.File != "" }

// isOmitted reports whether there was or may have been a body that the recorder did not write. A
// negative size means that the recorder doesn't know.
func (c *harContent) isOmitted() bool {
	return c.Omitted || c.Text == nil && (c.Size != 0 || c.File != "")
}

// header returns the header fields without the pseudo-headers of HTTP/2. Browsers write each value
// of a repeated field on its own line.
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

// bytes returns the body. The body is nil if there was none, or if it was not recorded. In the
// latter case omitted is true.
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
