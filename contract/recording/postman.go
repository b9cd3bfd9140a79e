package recording

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The types are the parts of a Postman collection 2.1 that describe a saved response with its
// request.
type (
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
	raw := p.expand(u.Raw)
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
				segments[i] = url.PathEscape(p.expand(v.text()))
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
			h.Add(field.Key, p.expand(field.text()))
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
		return loggedBody{bytes: []byte(p.expand(b.Raw)), recorded: true}
	case "urlencoded":
		setType(formType)
		var pairs []string
		for _, field := range b.Form {
			if !field.Disabled {
				pairs = append(pairs, url.QueryEscape(field.Key)+"="+url.QueryEscape(p.expand(field.text())))
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
