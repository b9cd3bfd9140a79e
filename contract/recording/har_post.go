package recording

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strings"
)

type (
	// harPost is the body of a request: its text, or where the recorder left that out the parameters of a form.
	harPost struct {
		harContent

		MIMEType string     `json:"mimeType"`
		Params   []harParam `json:"params"`
	}
	harParam struct {
		Name        string  `json:"name"`
		Value       *string `json:"value"`
		FileName    string  `json:"fileName"`
		ContentType string  `json:"contentType"`
	}
)

// bytes returns the body; nil where there was none. The content type is that of the request's header.
func (p *harPost) bytes(contentType string) ([]byte, error) {
	if p.Text != nil && *p.Text != "" || len(p.Params) == 0 {
		return p.harContent.bytes()
	}
	if contentType == "" {
		contentType = p.MIMEType
	}
	mediaType, parameters, _ := mime.ParseMediaType(contentType)
	switch {
	case mediaType == "application/x-www-form-urlencoded":
		return p.form()
	case mediaType == "multipart/form-data" && parameters["boundary"] != "":
		return p.multipart(parameters["boundary"])
	case mediaType == "multipart/form-data":
		return nil, errors.New("/mimeType: the text was not recorded, and the parts in params have no boundary; record it again with bodies")
	default:
		return nil, fmt.Errorf("/mimeType: the text was not recorded, and params can't stand for %s; record it again with bodies", mediaTypeOrNone(mediaType))
	}
}

func mediaTypeOrNone(mediaType string) string {
	if mediaType == "" {
		return "a body without media type"
	}
	return mediaType
}

// form writes the parameters in their order, which [url.Values] would lose.
func (p *harPost) form() ([]byte, error) {
	pairs := make([]string, 0, len(p.Params))
	for i, param := range p.Params {
		value, err := param.value(i)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, url.QueryEscape(param.Name)+"="+url.QueryEscape(value))
	}
	return []byte(strings.Join(pairs, "&")), nil
}

func (p *harPost) multipart(boundary string) ([]byte, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.SetBoundary(boundary); err != nil {
		return nil, errors.New("/mimeType: the boundary is none; record it again with bodies")
	}
	for i, param := range p.Params {
		value, err := param.value(i)
		if err != nil {
			return nil, err
		}
		disposition := map[string]string{"name": param.Name}
		if param.FileName != "" {
			disposition["filename"] = param.FileName
		}
		h := textproto.MIMEHeader{"Content-Disposition": {mime.FormatMediaType("form-data", disposition)}}
		if param.ContentType != "" {
			h.Set("Content-Type", param.ContentType)
		}
		part, _ := w.CreatePart(h)       // A bytes.Buffer takes everything.
		_, _ = part.Write([]byte(value)) // As above.
	}
	_ = w.Close() // As above.
	return body.Bytes(), nil
}

func (p harParam) value(i int) (string, error) {
	switch {
	case p.Value != nil:
		return *p.Value, nil
	case p.FileName != "":
		return "", fmt.Errorf("/params/%d: the content of the file was not recorded; record it again with bodies", i)
	default:
		return "", nil
	}
}
