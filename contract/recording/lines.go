package recording

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The types are the format of JSON lines; see the package comment.
type (
	line struct {
		Request    optional[lineRequest]  `json:"request"`
		Response   optional[lineResponse] `json:"response"`
		Provenance contract.Provenance    `json:"provenance"`
		Page       string                 `json:"page"`
		Recorded   string                 `json:"recorded"`
		Version    string                 `json:"version"`
		Document   string                 `json:"document"`
		Operation  string                 `json:"operation"`
		Redaction  string                 `json:"redaction"`
		Session    string                 `json:"session"`
		Others     others                 `json:",embed"`
	}
	lineRequest struct {
		lineContent

		Method string `json:"method"`
		URL    string `json:"url"`
	}
	lineResponse struct {
		lineContent

		Status int `json:"status"`
	}
	lineContent struct {
		Headers    lineHeader `json:"headers"`
		Body       lineText   `json:"body"`
		BodyBase64 lineText   `json:"bodyBase64"`
		Omitted    bool       `json:"bodyOmitted"`
		Others     others     `json:",embed"`
	}
	// others has the members of an object that the format doesn't define.
	others map[string]jsontext.Value
	// optional is a value that may be missing or null.
	optional[T any] struct {
		value     T
		isPresent bool
	}
)

// UnmarshalJSONFrom implements [json.UnmarshalerFrom]. The value needs no memory of its own, as it
// would behind a pointer.
func (o *optional[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == 'n' {
		*o = optional[T]{}
		return d.SkipValue()
	}
	o.isPresent = true
	return json.UnmarshalDecode(d, &o.value)
}

// skipBrackets skips the beginnings and ends of lists. Kong sends its log entries in lists.
func (r *jsonReader) skipBrackets() {
	for r.StackDepth() == 0 && r.PeekKind() == '[' || r.StackDepth() == 1 && r.PeekKind() == ']' {
		if _, err := r.ReadToken(); err != nil {
			return // The next read returns the same error.
		}
	}
}

// lines yields the exchanges of JSON lines. Each object may have any of the formats that write one
// exchange as one object.
func (in *input) lines(yield yieldExchange) error {
	r := newJSONReader(in, "JSON lines", "give one exchange a line")
	var streams tapStreams
	var shapes shapeReader
	for n := 0; ; n++ {
		r.skipBrackets()
		value, err := r.ReadValue()
		if errors.Is(err, io.EOF) {
			return streams.end(in, n, yield)
		}
		if err != nil {
			return r.fail(err)
		}
		if err := r.checkValues(value); err != nil {
			return err
		}
		start := r.InputOffset() - int64(len(value))
		if value.Kind() != '{' {
			return r.misplaced(start, "", value.Kind())
		}
		var x *contract.Exchange
		if decode := shapes.shapeOf(value).decoder(); decode != nil {
			x, err = decode(in, value)
		} else {
			err = streams.add(value)
		}
		if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
			return r.misplaced(start+semantic.ByteOffset, semantic.JSONPointer, semantic.JSONKind)
		}
		if x != nil || err != nil {
			if err := in.give(n, r.placeOf(err, start), x, err, yield); err != nil {
				return err
			}
		}
		r.at.forget(r.InputOffset())
	}
}

// placeOf returns the place of an object with an error, or an empty string if there is no error. An
// error may begin with the place within the object.
func (r *jsonReader) placeOf(err error, start int64) string {
	if err == nil {
		return ""
	}
	at := r.at.place(start)
	if strings.HasPrefix(err.Error(), "/") {
		at += " "
	}
	return at
}

// decodeHAREntry decodes an entry of a HAR file that is not inside a HAR file. An error that is not
// a [json.SemanticError] begins with the place within the entry, as with all decoders of objects.
func decodeHAREntry(in *input, value jsontext.Value) (*contract.Exchange, error) {
	var entry harEntry
	if err := json.Unmarshal(value, &entry, lenient); err != nil {
		return nil, err
	}
	return entry.exchange(in, "")
}

func decodeLine(in *input, value jsontext.Value) (*contract.Exchange, error) {
	l := &in.line
	defer func() { *l = line{} }() // The next line may be long, so nothing of this one is kept.
	if err := json.Unmarshal(value, l, lenient); err != nil {
		return nil, err
	}
	return l.exchange(in)
}

// exchange turns a line into an exchange. An error begins with the place within the line.
func (l *line) exchange(in *input) (*contract.Exchange, error) {
	if err := l.Others.check(); err != nil {
		return nil, err
	}
	source, err := provenance{l.Provenance, l.Page, l.Recorded, l.Version, l.Document, l.Operation, l.Redaction}.source("")
	if err != nil {
		return nil, err
	}
	if l.Recorded != "" && source.Recorded.IsZero() {
		return nil, errors.New("/recorded: it is not a time of RFC 3339; write it as 2026-11-20T10:00:00Z")
	}
	x := &contract.Exchange{Source: source, Session: l.Session}
	if !l.Request.isPresent {
		return nil, errors.New(": the line has no request; remove it or record it again")
	}
	if x.Request, err = l.Request.value.request(in); err != nil {
		return nil, fmt.Errorf("/request%w", err)
	}
	switch {
	case !l.Response.isPresent && mayLackResponse(l.Provenance):
		return x, nil
	case !l.Response.isPresent:
		return nil, errors.New(": the line has no response; remove it or record it again")
	}
	if x.Response, err = l.Response.value.response(in); err != nil {
		return nil, fmt.Errorf("/response%w", err)
	}
	return x, nil
}

func (r *lineRequest) request(in *input) (contract.Request, error) {
	u, err := parseTarget(r.Method, r.URL)
	if err != nil {
		return contract.Request{}, err
	}
	h, body, omitted, err := r.content(in)
	return contract.Request{Method: r.Method, URL: u, Header: h, Body: body, BodyOmitted: omitted}, err
}

func (r *lineResponse) response(in *input) (*contract.Response, error) {
	if err := checkStatus(r.Status); err != nil {
		return nil, err
	}
	h, body, omitted, err := r.content(in)
	return &contract.Response{Status: r.Status, Header: h, Body: body, BodyOmitted: omitted}, err
}

// content returns the header, and the body without its content codings, or reports that the body is
// omitted.
func (c *lineContent) content(in *input) (h http.Header, body []byte, omitted bool, err error) {
	if err := c.Others.check(); err != nil {
		return nil, nil, false, err
	}
	h = c.Headers.header()
	at := "/body"
	switch {
	case c.Body != nil && c.BodyBase64 != nil, c.Omitted && (c.Body != nil || c.BodyBase64 != nil):
		return nil, nil, false, errors.New(": it has several of body, bodyBase64 and bodyOmitted; give one of them")
	case len(c.Body) > 0:
		body = c.Body
	case len(c.BodyBase64) > 0:
		at = "/bodyBase64"
		decoded, err := decodeBase64(string(c.BodyBase64))
		if err != nil {
			return nil, nil, false, errors.New("/bodyBase64: it is not base64; record the line again")
		}
		body = decoded
	}
	body, isTooLong, err := in.codings.Decode(h, body)
	if err != nil {
		return nil, nil, false, fmt.Errorf("%s%w", at, err)
	}
	return h, body, c.Omitted || isTooLong, nil
}

// check returns an error if there is a member that the format doesn't define. Otherwise a mistyped
// name would go unnoticed, and its value would not be checked.
func (o others) check() error {
	if len(o) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !strings.HasPrefix(name, "_") {
			return fmt.Errorf(": the name %.40q is not known; fix it, or begin it with an underscore", name)
		}
	}
	return nil
}
