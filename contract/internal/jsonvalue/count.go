package jsonvalue

import (
	"bytes"
	"errors"
)

// MaxValues is how many values a text that is decoded may have. Each takes some hundred bytes in
// memory, and may take as few as two in the text.
const MaxValues = 3_000_000

// ErrManyValues is the error for a text with more values than [MaxValues].
var ErrManyValues = errors.New("there are more than 3 million values")

// HasMoreThan reports whether a text of JSON has more than about n values. It reads the text only
// if the text is long enough for that.
func HasMoreThan(n int, text []byte) bool { return len(text) > n && count(text) > n }

// count returns about how many values are in a text of JSON: how many characters outside its
// strings begin or separate values.
func count(text []byte) int {
	count := 0
	for len(text) > 0 {
		quote := bytes.IndexByte(text, '"')
		if quote < 0 {
			quote = len(text)
		}
		between := text[:quote]
		count += bytes.Count(between, []byte(",")) + bytes.Count(between, []byte("[")) + bytes.Count(between, []byte("{"))
		text = text[quote:]
		if len(text) > 0 {
			text = text[lengthOfString(text):]
		}
	}
	return count
}

// lengthOfString returns the length of the string at the beginning of a text.
func lengthOfString(text []byte) int {
	for at := 1; at < len(text); at++ {
		next := bytes.IndexAny(text[at:], `"\\`)
		if next < 0 {
			break
		}
		if at += next; text[at] == '"' {
			return at + 1
		}
		at++ // The character after a backslash.
	}
	return len(text)
}
