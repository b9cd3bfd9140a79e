package derive

import (
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The parts of a multipart body have the content types of the document. Files have a name.
func TestFormParts(t *testing.T) {
	t.Parallel()
	doc := parse(t, `
openapi: 3.1.0
info: {title: Parts, version: "1"}
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [text, file, photo, note, sheet, pages, object]
              properties:
                text: {type: string}
                file: {type: string, format: binary}
                photo: {type: string, format: binary}
                note: {type: string}
                sheet: {type: string, contentMediaType: text/csv}
                pages: {type: array, minItems: 1, items: {type: string, format: binary}}
                object: {type: object}
            encoding: {photo: {contentType: "image/*, text/plain"}, note: {contentType: text/markdown}}
      responses: {"204": {description: Fine.}}
`)
	base, ok := New(doc).Find(t.Context(), "POST", "/a", Values{}).Base()
	require.True(t, ok)
	_, parameters, err := mime.ParseMediaType(base.Request.Header.Get("Content-Type"))
	require.NoError(t, err)
	got := map[string]string{}
	for r := multipart.NewReader(strings.NewReader(string(base.Request.Body)), parameters["boundary"]); ; {
		part, err := r.NextPart()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		got[part.FormName()] = part.FileName() + " " + part.Header.Get("Content-Type")
	}
	assert.Equal(t, map[string]string{
		"text": " ", "file": "file application/octet-stream", "photo": "file image/png", "note": " text/markdown",
		"sheet": "file text/csv", "pages": "file application/octet-stream", "object": " application/json",
	}, got)
}
