package recording_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/orgcontract/polytomic-organizations/contract"
)

func sends(header, value string) func(*contract.Exchange) {
	return func(x *contract.Exchange) { x.Request.Header.Set(header, value) }
}

func sendsBody(mediaType, body string) func(*contract.Exchange) {
	return func(x *contract.Exchange) {
		x.Request.Header.Set("Content-Type", mediaType)
		x.Request.Body = []byte(body)
	}
}

func answers(mediaType, body string) func(*contract.Exchange) {
	return func(x *contract.Exchange) {
		x.Response.Header.Set("Content-Type", mediaType)
		x.Response.Body = []byte(body)
	}
}

func answersHeader(name, value string) func(*contract.Exchange) {
	return func(x *contract.Exchange) { x.Response.Header.Add(name, value) }
}

// says returns an exchange. Its request has the secret in a header, and its response repeats the
// secret in the body.
func says(header, value, body string) func(*contract.Exchange) {
	return both(sends(header, value), answers("text/plain", body))
}

func both(changes ...func(*contract.Exchange)) func(*contract.Exchange) {
	return func(x *contract.Exchange) {
		for _, change := range changes {
			change(x)
		}
	}
}

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func utf16Of(text string, bom string, high int) string {
	b := []byte(bom)
	for _, u := range utf16.Encode([]rune(text)) {
		pair := []byte{byte(u), byte(u >> 8)}
		b = append(b, pair[high], pair[1-high])
	}
	return string(b)
}

func gzipOf(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func everyByte(text, format, separator string) string {
	var all []string
	for i := range len(text) {
		all = append(all, fmt.Sprintf(format, text[i]))
	}
	return strings.Join(all, separator)
}

func inLines(text string, width int) string {
	var all []string
	for chunk := range slices.Chunk([]byte(text), width) {
		all = append(all, string(chunk))
	}
	return strings.Join(all, "\r\n")
}
