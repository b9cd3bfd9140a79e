package recording

import (
	"bytes"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strings"
)

// formType is the media type of forms that are encoded like the query of a URL.
const formType = "application/x-www-form-urlencoded"

type (
	// harPost is a request body. It has the text of the body, or, if the recorder left out the
	// text, the parameters of a form.
	harPost struct {
		harContent

		Params []harParam `json:"params,omitempty"`
	}
	harParam struct {
		Name        string  `json:"name"`
		Value       *string `json:"value"`
		FileName    string  `json:"fileName"`
		ContentType string  `json:"contentType"`
	}
)

// bytes returns the body. The body is nil if there was none, or if it was not recorded. In the
// latter case omitted is true. The content type comes from the request's header.
func (p *harPost) bytes(in *input, contentType string) (body []byte, omitted bool, err error) {
	switch {
	case p.isAttached():
		return p.harContent.bytes(in)
	case p.Text == nil && len(p.Params) == 0: // There was a body, but the recorder did not write it.
		return nil, true, nil
	case p.Text != nil && *p.Text != "", len(p.Params) == 0:
		return p.harContent.bytes(in)
	}
	if contentType == "" {
		contentType = p.MIMEType
	}
	mediaType, parameters, _ := mime.ParseMediaType(contentType)
	switch mediaType {
	case formType:
		return p.form(), false, nil
	case "multipart/form-data":
		body, ok := p.multipart(parameters["boundary"])
		return body, !ok, nil
	default:
		return nil, true, nil
	}
}

// form encodes the parameters in their order. [url.Values] would sort them.
func (p *harPost) form() []byte {
	pairs := make([]string, 0, len(p.Params))
	for _, param := range p.Params {
		value := ""
		if param.Value != nil {
			value = *param.Value
		}
		pairs = append(pairs, url.QueryEscape(param.Name)+"="+url.QueryEscape(value))
	}
	return []byte(strings.Join(pairs, "&"))
}

// multipart encodes the parameters as a multipart form. It returns false if the recording lacks
// the boundary or the content of a file.
func (p *harPost) multipart(boundary string) ([]byte, bool) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if w.SetBoundary(boundary) != nil {
		return nil, false
	}
	for _, param := range p.Params {
		disposition := map[string]string{nameName: param.Name}
		if param.FileName != "" {
			disposition["filename"] = param.FileName
		}
		h := textproto.MIMEHeader{"Content-Disposition": {mime.FormatMediaType("form-data", disposition)}}
		if param.ContentType != "" {
			h.Set("Content-Type", param.ContentType)
		}
		part, err := w.CreatePart(h)
		if err != nil || param.Value == nil && param.FileName != "" {
			return nil, false
		}
		if param.Value != nil {
			_, _ = part.Write([]byte(*param.Value)) // Writing to a bytes.Buffer never fails.
		}
	}
	_ = w.Close() // Writing to a bytes.Buffer never fails.
	return body.Bytes(), true
}
