package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The types are the parts of a Postman collection 2.1 that describe exchanges: the saved responses,
// each with its request.
type (
	postmanCollection struct {
		Items     []postmanItem     `json:"item"`
		Variables []postmanVariable `json:"variable"`
	}
	// postmanItem is a request, or a folder of items.
	postmanItem struct {
		Items     []postmanItem     `json:"item"`
		Request   jsontext.Value    `json:"request"`
		Responses []postmanResponse `json:"response"`
	}
	postmanVariable struct {
		Key      string         `json:"key"`
		Value    jsontext.Value `json:"value"`
		Disabled bool           `json:"disabled"`
	}
	postmanResponse struct {
		Request *postmanRequest `json:"originalRequest"`
		Code    int             `json:"code"`
		Header  postmanHeader   `json:"header"`
		Body    *string         `json:"body"`
	}
	postmanRequest struct {
		Method string        `json:"method"`
		Header postmanHeader `json:"header"`
		URL    postmanURL    `json:"url"`
		Body   *postmanBody  `json:"body"`
	}
	// postmanHeader is a list of header fields. Old collections have a string instead, which the
	// reader ignores.
	postmanHeader []postmanVariable
	// postmanURL is the address as a string, or an object with the string and the path parameters.
	postmanURL struct {
		Raw       string            `json:"raw"`
		Variables []postmanVariable `json:"variable"`
	}
	postmanBody struct {
		Mode    string            `json:"mode"`
		Raw     string            `json:"raw"`
		Form    []postmanVariable `json:"urlencoded"`
		GraphQL jsontext.Value    `json:"graphql"`
		Options struct {
			Raw struct {
				Language string `json:"language"`
			} `json:"raw"`
		} `json:"options"`
	}
)

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (h *postmanHeader) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '[' {
		return d.SkipValue()
	}
	return json.UnmarshalDecode(d, (*[]postmanVariable)(h))
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (u *postmanURL) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '"' {
		return json.UnmarshalDecode(d, &u.Raw)
	}
	type object postmanURL
	return json.UnmarshalDecode(d, (*object)(u))
}

// text returns the value as a string if it is a string or another scalar.
func (v postmanVariable) text() string {
	var text string
	if json.Unmarshal(v.Value, &text) == nil {
		return text
	}
	return string(v.Value)
}

// maxCollectionBytes limits the size of a collection. The variables come after the items, so the
// reader holds the whole collection in memory, where it takes many times its size.
const maxCollectionBytes = 16 << 20

// postman yields the saved responses of a collection. A request without a saved response is
// skipped.
func (in *input) postman(yield yieldExchange) error {
	data, ok := readAtMost(in, maxCollectionBytes)
	switch {
	case in.failed != nil:
		return in.failed
	case !ok:
		return fmt.Errorf("%s: the Postman collection is longer than 16 MiB; export its folders one by one", in.name)
	}
	r := newJSONReader(&input{Reader: bufio.NewReader(bytes.NewReader(data)), name: in.name}, "a Postman collection", "export it as Collection v2.1")
	var c postmanCollection
	if err := json.UnmarshalDecode(r.Decoder, &c); err != nil {
		return r.fail(err)
	}
	if err := r.end(); err != nil {
		return err
	}
	var known []string
	for _, v := range c.Variables {
		if !v.Disabled {
			known = append(known, "{{"+v.Key+"}}", v.text())
		}
	}
	p := &postmanReader{in: in, yield: yield, known: strings.NewReplacer(known...)}
	return p.items("", c.Items)
}

type postmanReader struct {
	in    *input
	yield yieldExchange
	// known replaces the collection's variables by their values.
	known *strings.Replacer
	next  int
}

func (p *postmanReader) items(at string, items []postmanItem) error {
	for i, item := range items {
		at := fmt.Sprintf("%s/item/%d", at, i)
		if err := p.items(at, item.Items); err != nil {
			return err
		}
		if item.Request != nil && len(item.Responses) == 0 {
			p.in.skip(p.next, Aborted)
			p.next++
		}
		for j := range item.Responses {
			l, err := p.logged(&item.Responses[j])
			if err := p.in.giveLogged(p.next, fmt.Sprintf("%s/response/%d", at, j), l, err, p.yield); err != nil {
				return err
			}
			p.next++
		}
	}
	return nil
}

func (p *postmanReader) logged(r *postmanResponse) (*logged, error) {
	request := r.Request
	if request == nil {
		return nil, errors.New(": the response has no originalRequest; save it again as an example")
	}
	target, err := p.url(&request.URL)
	if err != nil {
		return nil, err
	}
	l := &logged{
		method: request.Method, url: target, status: r.Code,
		header: p.header(request.Header), responseHeader: p.header(r.Header), response: loggedText(r.Body),
		request: loggedBody{recorded: true}, credentialsOmitted: true,
	}
	if request.Body != nil {
		l.request = p.body(request.Body, l.header)
	}
	return l, nil
}

// url returns the URL with its variables replaced. If the URL begins with a variable that the
// collection doesn't define, url replaces the variable by [unknownHost].
func (p *postmanReader) url(u *postmanURL) (string, error) {
	raw := p.known.Replace(u.Raw)
	if rest, ok := strings.CutPrefix(raw, "{{"); ok {
		if _, path, ok := strings.Cut(rest, "}}"); ok {
			raw = httpScheme + "://" + unknownHost + path
		}
	}
	if raw != "" && !strings.Contains(raw, "://") {
		raw = httpScheme + "://" + raw // Postman adds it, too.
	}
	path, query, hasQuery := strings.Cut(raw, "?")
	segments := strings.Split(path, "/")
	for _, v := range u.Variables {
		for i, segment := range segments {
			if segment == ":"+v.Key {
				segments[i] = url.PathEscape(p.known.Replace(v.text()))
			}
		}
	}
	raw = strings.Join(segments, "/")
	if hasQuery {
		raw += "?" + query
	}
	if strings.Contains(raw, "{{") {
		return "", skipError{Pattern}
	}
	return raw, nil
}

func (p *postmanReader) header(fields postmanHeader) http.Header {
	h := http.Header{}
	for _, field := range fields {
		if !field.Disabled && field.Key != "" {
			h.Add(field.Key, p.known.Replace(field.text()))
		}
	}
	return h
}

// body returns the body of a request. It adds the Content-Type that Postman adds when it sends the
// request.
func (p *postmanReader) body(b *postmanBody, h http.Header) loggedBody {
	setType := func(mediaType string) {
		if h.Get("Content-Type") == "" {
			h.Set("Content-Type", mediaType)
		}
	}
	switch b.Mode {
	case "":
		return loggedBody{recorded: true}
	case "raw":
		if b.Options.Raw.Language == "json" && b.Raw != "" {
			setType("application/json")
		}
		return loggedBody{bytes: []byte(p.known.Replace(b.Raw)), recorded: true}
	case "urlencoded":
		setType(formType)
		var pairs []string
		for _, field := range b.Form {
			if !field.Disabled {
				pairs = append(pairs, url.QueryEscape(field.Key)+"="+url.QueryEscape(p.known.Replace(field.text())))
			}
		}
		return loggedBody{bytes: []byte(strings.Join(pairs, "&")), recorded: true}
	case "graphql":
		setType("application/json")
		return loggedBody{bytes: b.GraphQL, recorded: true}
	default: // The collection has only the names of files.
		return loggedBody{truncated: true}
	}
}
