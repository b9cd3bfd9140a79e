package disguise_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
)

const secret = "s3cr3t-Pärtner-Key+01/23"

// japanese is a secret without a Latin letter.
const japanese = "\u65e5\u672c\u8a9e\u306e\u30d1\u30b9\u30ef\u30fc\u30c9"

// disguises are ways to write a string.
var disguises = map[string]func(string) string{
	"raw":            func(s string) string { return s },
	"query":          url.QueryEscape,
	"path":           url.PathEscape,
	"percent":        func(s string) string { return each([]byte(s), "%%%02X", "") },
	"percent, lower": func(s string) string { return each([]byte(s), "%%%02x", "") },
	"JSON":           strconv.QuoteToASCII,
	"JSON, all":      func(s string) string { return eachUnit(s, `\u%04x`) },
	"HTML":           html.EscapeString,
	"HTML, decimal":  func(s string) string { return eachRune(s, "&#%d;") },
	"HTML, hex":      func(s string) string { return eachRune(s, "&#x%X;") },
	"base64":         func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, raw":    func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) },
	"base64, URL":    func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
	"base64, 1":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte("\x01" + s + "\xff")) },
	"base64, 2":      func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("ab" + s + "c")) },
	"base64, lines":  func(s string) string { return lines(base64.StdEncoding.EncodeToString([]byte(s))) },
	"hex":            func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hex, upper":     func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"hex, colons":    func(s string) string { return each([]byte(s), "%02x", ":") },
	"hex, C":         func(s string) string { return each([]byte(s), "0x%02x", ", ") },
	"numbers":        func(s string) string { return each([]byte(s), "%d", ",") },
	"UTF-16":         utf16le,
	"Latin-1":        latin1,
	"quoted":         quoted,
	"lines":          lines,
	"upper":          strings.ToUpper,
	"reversed":       func(s string) string { r := []rune(s); slices.Reverse(r); return string(r) },
	"base32":         func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) },
}

func each(bytes []byte, format, separator string) string {
	var all []string
	for _, c := range bytes {
		all = append(all, fmt.Sprintf(format, c))
	}
	return strings.Join(all, separator)
}

func eachRune(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

func eachUnit(s, format string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, format, u)
	}
	return b.String()
}

func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func latin1(s string) string {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return string(b)
}

func quoted(s string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

func lines(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%7 == 0 {
			b.WriteString("\r\n ")
		}
		b.WriteRune(r)
	}
	return b.String()
}

// TestFindSeesThroughTwoDisguises checks that Find finds a secret in the middle of a text in every
// pair of disguises, applied one after the other.
func TestFindSeesThroughTwoDisguises(t *testing.T) {
	t.Parallel()
	var f disguise.Finder
	const plain = "s3cr3t-Partner-Key+01/23"
	f.Add(secret)
	f.Add(plain)
	for first, inner := range disguises {
		for second, outer := range disguises {
			for _, hidden := range []string{secret, plain} {
				if hidden == secret && (first == "UTF-16" || first == "reversed" || first == "Latin-1" && second != "raw") {
					continue // The bytes in between are not text. The entry plain shows that they are searched.
				}
				text := "some words: " + outer(inner(hidden)) + `, and more {"a": 1}`
				found, err := f.Find(text)
				require.NoError(t, err)
				assert.True(t, found, "%s in %s: %q", first, second, text)
			}
		}
	}
}

func TestFindTellsOtherTextsApart(t *testing.T) {
	t.Parallel()
	var f disguise.Finder
	for _, text := range []string{secret, "hunter2", "abc", "+!+-+-+-+-", japanese} {
		f.Add(text)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := io.WriteString(w, "it is "+secret)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	for text, want := range map[string]bool{
		"": false, utf16le(japanese[:9]): false, "it is " + utf16le(japanese): true, "abc": false, "the key": false, "hunter22": false, "ahunter2": false, strings.Repeat("the quick brown fox, ", 10_000): false,
		"hunter2": true, "a Hunter2.": true, "x=hunter2&y": true, "aHVudGVyMg==": true, "68756e74657232": true, "<b>hun</b>ter2": true, "+!+-+-+-+-": true,
		"s3cr3t\u2011<![CDATA[Pärtner]]>Key0123": true, `["s3cr3t-Pärt","ner-Key+01/23"]`: true, base64.StdEncoding.EncodeToString(packed.Bytes()): true,
	} {
		found, err := f.Find(text)
		require.NoError(t, err)
		assert.Equal(t, want, found, "%.60q", text)
	}
}

// TestFindIsBounded checks that Find returns an error if searching a text would take too long.
func TestFindIsBounded(t *testing.T) {
	t.Parallel()
	var f disguise.Finder
	f.Add(secret)
	text := strings.Repeat("a", 1<<16)
	for range 3 {
		text = base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(text + "%")))
	}
	_, err := f.Find(text + secret)
	require.NoError(t, err, "the secret is found before the limit")
	_, err = f.Find(strings.Repeat("%2525", 1<<16))
	require.NoError(t, err)
}

// FuzzFind checks that Find finds a secret in any pair of disguises, one in the other, whatever
// text is around it.
func FuzzFind(f *testing.F) {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range disguises {
			if !yield(name) {
				return
			}
		}
	})
	f.Add("before ", " after", uint8(0), uint8(10))
	f.Add("a", "b", uint8(10), uint8(3))
	for first := range names { // The fuzzer finds the other pairs.
		for _, second := range []int{first, first + 1, first + 5, first + 11, first + 17} {
			f.Add("the ", "\n", uint8(first), uint8(second))
		}
	}
	f.Fuzz(func(t *testing.T, before, after string, first, second uint8) {
		const hidden = "s3cr3t-Partner-Key+01/23"
		inner, outer := disguises[names[int(first)%len(names)]], disguises[names[int(second)%len(names)]]
		var finder disguise.Finder
		finder.Add(hidden)
		found, err := finder.Find(before + "\n \x01" + outer(" \n"+inner(hidden)+"\n ") + "\x01\n" + after)
		if err == nil && !found {
			t.Fatalf("not found: %q", outer(inner(hidden)))
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var f disguise.Finder
	for i := range 1000 {
		f.Add(fmt.Sprintf("%s%d", secret, i))
	}
	for name, piece := range map[string]string{
		"list":   `{"id": "248df4b7-aa70-47b8-a036-33ac447e668d", "name": "Acme Corporation", "domain": "acme.example", "created": "2026-11-20T10:00:00Z"},` + "\n",
		"base64": base64.StdEncoding.EncodeToString([]byte("the quick brown fox jumps over the lazy dog")),
	} {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(piece, 1<<20/len(piece))
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if found, err := f.Find(text); found || err != nil {
					b.Fatal(found, err)
				}
			}
		})
	}
}

// TestUnpackingIsBounded checks that a text of many small pieces of compressed data is given up
// before all of them are decompressed, whether there is text in them or not.
func TestUnpackingIsBounded(t *testing.T) { //nolint:paralleltest // Other tests allocate memory too.
	for name, piece := range map[string]string{"text": packed(t, "y"), "no text": packed(t, "\x00"), "damaged": "H4sIAAAAAAAAAAAAAAAAAAAA"} {
		t.Run(name, func(t *testing.T) { //nolint:paralleltest // Other tests allocate memory too.
			text := strings.Repeat(piece+" ", 250_000/len(piece))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := disguise.FindAny(text, disguise.NewBudget(1<<20), new(disguise.Finder))
			runtime.ReadMemStats(&after)
			require.ErrorIs(t, err, disguise.ErrTooMuch)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(120<<20), "all pieces have more bytes")
		})
	}
}

// packed returns base64 of compressed data that decompresses to a text of many times the same byte.
func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(bytes.Repeat([]byte(text), 100_000))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return base64.StdEncoding.EncodeToString(b.Bytes())
}
