package recording

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/latin1"
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
)

const (
	harHead = `{
  "log": {
    "version": "1.2",
    "creator": {
      "name": "orgcontract",
      "version": "1"
    },
    "entries": [`
	harTail      = "\n    ]\n  }\n}\n"
	harEmptyTail = "]\n  }\n}\n"
)

// The types are the fields of HAR 1.2 that a recording has. For a value that the exchange doesn't
// have, the format defines a value that means "not known".
type (
	harOutEntry struct {
		Started    string              `json:"startedDateTime"`
		Provenance contract.Provenance `json:"_provenance,omitzero"`
		Page       string              `json:"_source,omitzero"`
		Version    string              `json:"_version,omitzero"`
		Document   string              `json:"_document,omitzero"`
		Operation  string              `json:"_operation,omitzero"`
		Redaction  string              `json:"_redaction,omitzero"`
		Time       int                 `json:"time"`
		Request    harOutRequest       `json:"request"`
		Response   harOutResponse      `json:"response"`
		Cache      struct{}            `json:"cache"`
		Timings    harOutTimings       `json:"timings"`
	}
	harOutRequest struct {
		Method      string         `json:"method"`
		URL         string         `json:"url"`
		HTTPVersion string         `json:"httpVersion"`
		Cookies     []struct{}     `json:"cookies"`
		Headers     []harHeader    `json:"headers"`
		QueryString []harHeader    `json:"queryString"`
		PostData    *harOutContent `json:"postData,omitzero"`
		HeadersSize int            `json:"headersSize"`
		BodySize    int            `json:"bodySize"`
	}
	harOutResponse struct {
		Status      int           `json:"status"`
		StatusText  string        `json:"statusText"`
		HTTPVersion string        `json:"httpVersion"`
		Cookies     []struct{}    `json:"cookies"`
		Headers     []harHeader   `json:"headers"`
		Content     harOutContent `json:"content"`
		RedirectURL string        `json:"redirectURL"`
		HeadersSize int           `json:"headersSize"`
		BodySize    int           `json:"bodySize"`
	}
	harOutContent struct {
		Size     *int   `json:"size,omitzero"` // Only a response has it.
		MIMEType string `json:"mimeType"`
		Text     string `json:"text,omitzero"`
		Encoding string `json:"encoding,omitzero"`
		Omitted  bool   `json:"_omitted,omitzero"`
		Comment  string `json:"comment,omitzero"` // The reason why the body was omitted.
	}
	harOutTimings struct {
		Send    int `json:"send"`
		Wait    int `json:"wait"`
		Receive int `json:"receive"`
	}
)

// newHAREntry returns the entry of an exchange. The omissions have the reasons why bodies of the
// exchange were left out.
func newHAREntry(x *contract.Exchange, omitted redaction.Omissions) harOutEntry {
	entry := harOutEntry{
		Started:    x.Source.Recorded.UTC().Format(time.RFC3339Nano),
		Provenance: x.Source.Provenance,
		Page:       x.Source.Page,
		Version:    x.Source.Version,
		Document:   x.Source.Document,
		Operation:  x.Source.Operation,
		Redaction:  x.Source.Redaction,
		Request: harOutRequest{
			Method: x.Request.Method, URL: x.Request.URL.String(), HTTPVersion: "HTTP/1.1",
			Headers: harHeaders(x.Request.Header), HeadersSize: -1, BodySize: bodySize(x.Request.Body, x.Request.BodyOmitted),
		},
		Response: harOutResponse{HTTPVersion: "HTTP/1.1", HeadersSize: -1, BodySize: -1},
	}
	if query := x.Request.URL.Query(); len(query) > 0 {
		entry.Request.QueryString = harHeaders(query)
	}
	if len(x.Request.Body) > 0 || x.Request.BodyOmitted {
		content := newHARContent(x.Request.Header, x.Request.Body, x.Request.BodyOmitted)
		content.Comment = omitted.Reason(true)
		entry.Request.PostData = &content
	}
	if x.Response != nil {
		entry.Response.Status, entry.Response.StatusText = x.Response.Status, http.StatusText(x.Response.Status)
		entry.Response.Headers = harHeaders(x.Response.Header)
		entry.Response.Content = newHARContent(x.Response.Header, x.Response.Body, x.Response.BodyOmitted)
		entry.Response.Content.Comment = omitted.Reason(false)
		entry.Response.RedirectURL = x.Response.Header.Get("Location")
		entry.Response.BodySize = bodySize(x.Response.Body, x.Response.BodyOmitted)
		size := max(entry.Response.BodySize, 0)
		entry.Response.Content.Size = &size
	}
	return entry
}

func bodySize(body []byte, omitted bool) int {
	if omitted {
		return -1
	}
	return len(body)
}

// harHeaders returns the fields sorted by name. The values of the same name keep their order. The
// parameters of a query may have any bytes after they are decoded.
func harHeaders(h map[string][]string) []harHeader {
	var fields []harHeader
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			fields = append(fields, harHeader{latin1.Text(name), latin1.Text(value)})
		}
	}
	return fields
}

func newHARContent(h http.Header, body []byte, omitted bool) harOutContent {
	content := harOutContent{MIMEType: h.Get("Content-Type"), Omitted: omitted}
	switch {
	case omitted || len(body) == 0:
	case utf8.Valid(body):
		content.Text = string(body)
	default:
		content.Text, content.Encoding = base64.StdEncoding.EncodeToString(body), "base64"
	}
	return content
}
