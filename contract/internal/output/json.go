package output

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// WriteJSON writes a value as indented JSON. The same value gives the same bytes. If a string is
// not valid UTF-8, it replaces each wrong byte with the replacement character. WriteJSON returns an
// error only if writing to w fails.
func WriteJSON(w io.Writer, value any) error {
	data, err := json.Marshal(value, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true), json.Deterministic(true))
	if err != nil {
		return err
	}
	_, err = w.Write(append(EscapeJSON(data), '\n'))
	return err
}

var logCommand = regexp.MustCompile(wording.LogCommand)

// EscapeJSON returns JSON with the same values that a terminal or a CI job can safely show. It
// writes characters without a glyph as JSON escapes. It does the same for the commands that
// [Printable] escapes.
func EscapeJSON(data []byte) []byte {
	data = logCommand.ReplaceAll(data, []byte(`#\u0023$1`))
	safe := func(r rune) bool { return r == '\n' || wording.IsVisible(r) }
	if bytes.IndexFunc(data, func(r rune) bool { return !safe(r) }) < 0 {
		return data
	}
	escaped := make([]byte, 0, len(data)+64)
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case safe(r):
			escaped = append(escaped, data[:size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			escaped = fmt.Appendf(escaped, `\u%04x\u%04x`, high, low)
		default:
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		}
		data = data[size:]
	}
	return escaped
}
