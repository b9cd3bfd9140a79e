package recording

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The parts of HAR 1.2 that tell what was on the wire.
type (
	harFile struct {
		Log *struct {
			Entries *[]harEntry `json:"entries"`
		} `json:"log"`
	}
	harEntry struct {
		Provenance contract.Provenance `json:"_provenance"`
		Source     string              `json:"_source"`
		Request    *harRequest         `json:"request"`
		Response   *harResponse        `json:"response"`
	}
	harRequest struct {
		Method   string      `json:"method"`
		URL      string      `json:"url"`
		Headers  []harHeader `json:"headers"`
		PostData harContent  `json:"postData"`
	}
	harResponse struct {
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
		Text     *string `json:"text"`
		Encoding string  `json:"encoding"`
	}
)

// ParseHAR reads the exchanges of a HAR 1.2 file. The name stands for the file in errors and in the source of each exchange.
func ParseHAR(name string, data []byte) ([]contract.Exchange, error) {
	// A byte order mark is what some recorders write and what no JSON has.
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("%s: the file is empty; it should hold a HAR 1.2 recording", name)
	}
	var file harFile
	if err := json.Unmarshal(data, &file, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
		return nil, harError(name, data, err)
	}
	if file.Log == nil || file.Log.Entries == nil {
		return nil, fmt.Errorf("%s: the file is no HAR: it has no log.entries; give a HAR 1.2 file", name)
	}
	exchanges := make([]contract.Exchange, 0, len(*file.Log.Entries))
	for i, entry := range *file.Log.Entries {
		x, err := entry.exchange()
		if err != nil {
			return nil, fmt.Errorf("%s#%d: at /log/entries/%d%w", name, i, i, err)
		}
		x.Source.File, x.Source.Entry = name, i
		exchanges = append(exchanges, x)
	}
	return exchanges, nil
}

// harError says where the JSON of a file ends too early or is none, or holds a value that HAR has no place for.
func harError(name string, data []byte, err error) error {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntax) && syntax.ByteOffset >= int64(len(bytes.TrimSpace(data))):
		return fmt.Errorf("%s: the file is truncated: its JSON ends in the middle; record it again or restore it", place(name, data, syntax.ByteOffset))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: the file is no HAR: it is not JSON from there on; give a HAR 1.2 file", place(name, data, syntax.ByteOffset))
	case errors.As(err, &semantic):
		return fmt.Errorf("%s: the file is no HAR: at %s it has a %s; give a HAR 1.2 file", place(name, data, semantic.ByteOffset), pointerOrTop(semantic.JSONPointer), kindName(semantic.JSONKind))
	default:
		return fmt.Errorf("%s: the file is no HAR: %w", name, err)
	}
}

// place returns NAME:LINE:COLUMN of a byte offset.
func place(name string, data []byte, offset int64) string {
	before := data[:min(offset, int64(len(data)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("%s:%d:%d", name, line, column)
}

func pointerOrTop(pointer jsontext.Pointer) string {
	if pointer == "" {
		return "the top level"
	}
	return string(pointer)
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "JSON object"
	case '[':
		return "JSON array"
	default:
		return "JSON " + kind.String()
	}
}

// exchange turns an entry into an exchange. An error begins with the place within the entry.
func (e harEntry) exchange() (contract.Exchange, error) {
	var x contract.Exchange
	if e.Provenance != "" && !slices.Contains(contract.Provenances(), e.Provenance) {
		return x, fmt.Errorf("/_provenance: %q is none of documented, sandbox and live; say who answered", string(e.Provenance))
	}
	x.Source.Provenance, x.Source.Page = e.Provenance, e.Source
	if e.Request == nil {
		return x, errors.New(": the entry has no request; remove it or record it again")
	}
	request, err := e.Request.request()
	if err != nil {
		return x, fmt.Errorf("/request%w", err)
	}
	x.Request = request
	switch {
	case e.Response == nil:
		return x, errors.New(": the entry has no response; remove it or record it again")
	case e.Response.Status == 0 && e.Provenance == contract.Documented:
		return x, nil // The page documents the request and no answer.
	case e.Response.Status < 100 || e.Response.Status > 999:
		return x, fmt.Errorf("/response/status: %d is no HTTP status: the request was aborted; remove the entry or record it again", e.Response.Status)
	}
	body, err := e.Response.Content.bytes()
	if err != nil {
		return x, fmt.Errorf("/response/content%w", err)
	}
	x.Response = &contract.Response{Status: e.Response.Status, Header: header(e.Response.Headers), Body: body}
	return x, nil
}

func (r harRequest) request() (contract.Request, error) {
	if r.Method == "" {
		return contract.Request{}, errors.New("/method: there is none; record the entry again")
	}
	u, err := url.Parse(r.URL)
	if err != nil || !u.IsAbs() || u.Host == "" {
		// The URL itself is not shown: it may hold a credential.
		return contract.Request{}, errors.New("/url: it is no absolute URL; record the entry again")
	}
	body, err := r.PostData.bytes()
	if err != nil {
		return contract.Request{}, fmt.Errorf("/postData%w", err)
	}
	return contract.Request{Method: r.Method, URL: u, Header: header(r.Headers), Body: body}, nil
}

func header(fields []harHeader) http.Header {
	h := make(http.Header, len(fields))
	for _, field := range fields {
		h.Add(field.Name, field.Value)
	}
	return h
}

// bytes returns the body as it was on the wire; nil where there was none.
func (c harContent) bytes() ([]byte, error) {
	switch {
	case c.Text == nil && c.Size > 0:
		return nil, fmt.Errorf(": the body of %d bytes was not recorded; record it again with bodies", c.Size)
	case c.Text == nil || *c.Text == "":
		return nil, nil
	case c.Encoding == "":
		return []byte(*c.Text), nil
	case c.Encoding == "base64":
		body, err := base64.StdEncoding.DecodeString(*c.Text)
		if err != nil {
			return nil, errors.New("/text: it is no base64, though encoding says so; record the entry again")
		}
		return body, nil
	default:
		return nil, fmt.Errorf("/encoding: %q is not known; HAR 1.2 knows base64", c.Encoding)
	}
}
