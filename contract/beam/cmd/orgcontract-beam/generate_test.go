package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// withSessions is a document with an invariant that refers to earlier exchanges, and without is the
// same document without it.
const (
	without = `openapi: 3.0.3
info: {title: Books, version: "1"}
servers: [{url: "https://api.example/v1"}]
paths:
  /books/{id}:
    get:
      operationId: getBook
      parameters: [{name: id, in: path, required: true, schema: {type: integer, maximum: 900}}]
      responses:
        "200":
          description: A book.
          content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string, maxLength: 7}, notes: {type: array, items: {type: string}}}}}}
`
	withSessions = without + `
x-invariants:
  - {id: grows, when: has(last.getBook), rule: last.getBook.request.path.id <= request.path.id, message: the ids of a session grow}
`
)

// secretKey is in each generated request, and must be in no output.
const secretKey = "sk-live-4e6b1f9a07c2"

// generated writes recordings to a directory, and a document: some recordings of each format, some
// compressed, damaged, of other hosts, or with sessions that go through several files.
func generated(t testing.TB, document string, files, lines int) (directory string) {
	t.Helper()
	return generatedWithNotes(t, document, files, lines, 1)
}

// generatedWithNotes is generated, with so many notes of a hundred bytes in each response.
func generatedWithNotes(t testing.TB, document string, files, lines, notes int) (directory string) {
	t.Helper()
	directory = t.TempDir()
	write(t, filepath.Join(directory, "openapi.yaml"), []byte(document))
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // The same recordings each time.
	for n := range files {
		g := &generator{random: random, file: n, lines: lines, notes: notes}
		name, data := g.recording()
		write(t, filepath.Join(directory, "recordings", name), data)
	}
	return directory
}

func write(t testing.TB, file string, data []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
	require.NoError(t, os.WriteFile(file, data, 0o600))
}

// generator generates one recording.
type generator struct {
	random             *rand.Rand
	file, lines, notes int
}

func (g *generator) recording() (name string, data []byte) {
	switch g.file % 10 {
	case 0, 1:
		return fmt.Sprintf("%04d.har", g.file), []byte(`{"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "entries": [` + g.all(",", g.entry) + `]}}`)
	case 2:
		return fmt.Sprintf("%04d.yaml", g.file), []byte("version: 2\ninteractions:\n" + g.all("", g.interaction))
	case 3, 4:
		return fmt.Sprintf("%04d.jsonl.gz", g.file), zipped([]byte(g.all("\n", g.line)))
	case 5:
		text := g.all("\n", g.line)
		return fmt.Sprintf("%04d.jsonl", g.file), []byte(text[:len(text)-g.random.IntN(40)]) // Some end in the middle.
	default:
		return fmt.Sprintf("%04d.jsonl", g.file), []byte(g.all("\n", g.line) + "\n\n")
	}
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data) // Writing to a buffer never fails.
	_ = w.Close()        // As above.
	return b.Bytes()
}

func (g *generator) all(separator string, one func(n int) string) string {
	texts := make([]string, g.lines)
	for n := range texts {
		texts[n] = one(n)
	}
	return strings.Join(texts, separator)
}

// request returns the URL of a request, the status and the body of its response.
func (g *generator) request() (url string, status int, body string) {
	host, path, status := "api.example/v1", "books", 200
	switch g.random.IntN(40) {
	case 0:
		host = "cdn.example"
	case 1:
		status = 500
	case 2:
		path = "unknown"
	}
	title := `"` + strings.Repeat("a", g.random.IntN(9)) + `"`
	if g.random.IntN(50) == 0 {
		title = "5"
	}
	notes := strings.Repeat(`, "`+strings.Repeat("A note on it. ", 7)+`"`, g.notes)
	return fmt.Sprintf("https://%s/%s/%d", host, path, g.random.IntN(1000)), status, `{"title": ` + title + `, "notes": [` + strings.TrimPrefix(notes, ", ") + `]}`
}

func (g *generator) line(n int) string {
	url, status, body := g.request()
	session := ""
	if g.random.IntN(3) > 0 { // The sessions go through all files, in order of time.
		session = fmt.Sprintf(`, "session": "%s-%d"`, secretKey, g.random.IntN(20))
	}
	seconds := g.file*g.lines + n
	return fmt.Sprintf(`{"request": {"method": "GET", "url": %q, "headers": {"X-Key": %q}}, "response": {"status": %d, "headers": {"Content-Type": "application/json"}, "body": %q}, "provenance": "live", "recorded": "2026-11-%02dT%02d:%02d:%02dZ"%s}`,
		url, secretKey, status, body, 1+seconds/86400, seconds/3600%24, seconds/60%60, seconds%60, session)
}

func (g *generator) entry(int) string {
	url, status, body := g.request()
	return fmt.Sprintf(`{"startedDateTime": "2026-11-20T10:00:00Z", "request": {"method": "GET", "url": %q, "headers": [{"name": "X-Key", "value": %q}]}, "response": {"status": %d, "headers": [{"name": "Content-Type", "value": "application/json"}], "content": {"mimeType": "application/json", "text": %q}}}`,
		url, secretKey, status, body)
}

func (g *generator) interaction(n int) string {
	url, status, body := g.request()
	return fmt.Sprintf("- id: %d\n  request:\n    method: GET\n    url: %s\n    headers:\n      X-Key: [%s]\n  response:\n    body: '%s'\n    headers:\n      Content-Type: [application/json]\n    status: %d ok\n    code: %d\n",
		n, url, secretKey, body, status, status)
}
