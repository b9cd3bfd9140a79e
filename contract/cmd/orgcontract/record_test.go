package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// unreachable is an answer that breaks off the connection.
const unreachable = "unreachable"

const recordedKey = "s3cr3t-Partner-Key-0123"

// recordSession runs the command in front of an upstream that gives one of the answers to each
// request. It ends the command with the signal, and returns what the command printed.
func recordSession(t *testing.T, file string, end os.Signal, answers ...string) (code int, stdout, stderr string) {
	t.Helper()
	return recordPath(t, "/api/organizations", file, end, answers)
}

// recordPath is like recordSession, with another path and more arguments.
func recordPath(t *testing.T, path, file string, end os.Signal, answers []string, arguments ...string) (code int, stdout, stderr string) {
	t.Helper()
	needSignals(t)
	if signal.Ignored(end) {
		t.Skip("the process ignores the signal, as under nohup")
	}
	next := 0
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if next == len(answers) || answers[next] == unreachable {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Polytomic-Version", "2025-09-18")
		_, _ = io.WriteString(w, answers[next])
		next++
	}))
	t.Cleanup(upstream.Close)
	var out strings.Builder
	errs, errsEnd := io.Pipe()
	codes := make(chan int, 1)
	go func() {
		codes <- run(append([]string{"record", "--upstream", upstream.URL, "--out", file, "--provenance", "sandbox", "--spec", "../../../openapi.yaml"}, arguments...), &out, errsEnd)
		_ = errsEnd.Close()
	}()
	lines := bufio.NewReader(errs)
	first, err := lines.ReadString('\n')
	require.NoError(t, err)
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(first)
	assert.Equal(t, "recording the requests to "+address+" for "+upstream.URL+" to "+file+"; Ctrl-C ends it\n", first)
	rest := make(chan string, 1)
	go func() {
		read, _ := io.ReadAll(lines)
		rest <- string(read)
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for range answers {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+path, http.NoBody)
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer "+recordedKey)
		response, err := client.Do(request)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
	}
	signalSelf(t, end)
	return <-codes, out.String(), <-rest
}

// The command checks traffic against a document of several files. The document's sum covers all its
// files.
func TestRecordWithADocumentOfSeveralFiles(t *testing.T) {
	sums := map[string]bool{}
	for range 2 {
		directory := t.TempDir()
		require.NoError(t, os.CopyFS(directory, os.DirFS("../../testdata/library")))
		book := filepath.Join(directory, "schemas", "book.yaml")
		text, err := os.ReadFile(book)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(book, append(text, strings.Repeat("#", len(sums))...), 0o600))
		file := filepath.ToSlash(filepath.Join(t.TempDir(), "a.har"))
		code, stdout, stderr := recordPath(t, "/v1/books/7", file, os.Interrupt, []string{`{"id": 7, "title": "A"}`}, "--spec", filepath.Join(directory, "openapi.yaml"))
		assert.Equal(t, exitFindings, code, stderr)
		assert.Contains(t, stdout, filepath.ToSlash(book)+":8:5  expected at least 2 characters")
		exchanges, err := recording.Load(file)
		require.NoError(t, err)
		sums[exchanges[0].Source.Document] = true
	}
	assert.Len(t, sums, 2)
}

func TestRecordLeavesAWholeFileWithoutTheKey(t *testing.T) {
	for name, tt := range map[string]struct {
		end      os.Signal
		answers  []string
		code     int
		out, err string
	}{
		"interrupted": {os.Interrupt, []string{`{"data": []}`, `{"data": null}`}, exitHolds, "holds: 2 exchanges in FILE, 0 violations, 0 rejected, 0 drift\n", ""},
		"terminated":  {syscall.SIGTERM, nil, exitHolds, "holds: 0 exchanges in FILE, 0 violations, 0 rejected, 0 drift\n", ""},
		"hung up":     {syscall.SIGHUP, nil, exitHolds, "holds: 0 exchanges in FILE, 0 violations, 0 rejected, 0 drift\n", ""},
		"with a finding": {
			os.Interrupt,
			[]string{`{"data": [], "k` + recordedKey + `\u001b": 1}`, `{"data": 5}`},
			exitFindings,
			"violation  invariant.secret-stays-secret  GET /api/organizations 200  openapi.yaml:LINE  expected that no secret that was sent comes back   (FILE#0)\n" +
				"drift      response.property-undeclared  GET /api/organizations 200  at /k[redacted]\\x1b  openapi.yaml:LINE  expected no property of this name, got one   (FILE#0)\n" +
				"violation  response.type  GET /api/organizations 200  at /data  openapi.yaml:LINE  expected an array or null, got the number 5   (FILE#1)\n" +
				"fails: 2 exchanges in FILE, 2 violations, 0 rejected, 1 drift\n", "",
		},
		"not whole": {
			os.Interrupt,
			[]string{"\xff"},
			exitFailed,
			"drift      response.body-unchecked  GET /api/organizations 200  at body  openapi.yaml:LINE  expected a body that was recorded in full, got a body that was not, so it was not checked   (FILE#0)\n" +
				"incomplete: 1 exchange in FILE, 0 violations, 0 rejected, 1 drift\n",
			"orgcontract: the body of the response to a GET request is recorded as omitted: it is not a text, so nobody can tell what secrets it holds\n" +
				"orgcontract: FILE: 1 request or body was not recorded; the lines before say why\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.ToSlash(filepath.Join(t.TempDir(), "a.har"))
			code, stdout, stderr := recordSession(t, file, tt.end, tt.answers...)
			assert.Equal(t, tt.code, code)
			mask := func(text string) string {
				return regexp.MustCompile(`(?:\.\./)*openapi\.yaml:\d+:\d+`).ReplaceAllString(strings.ReplaceAll(text, file, "FILE"), "openapi.yaml:LINE")
			}
			assert.Equal(t, tt.out, mask(stdout))
			assert.Equal(t, tt.err, mask(stderr))
			assert.NotContains(t, stdout, recordedKey)
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.NotContains(t, string(data), recordedKey)
			exchanges, err := recording.Load(file)
			require.NoError(t, err)
			assert.Len(t, exchanges, len(tt.answers))
		})
	}
}

// A finding is printed once. At the end, the command prints how often it occurred.
func TestRecordCountsWhatOccursAgain(t *testing.T) {
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "a.har"))
	code, stdout, _ := recordSession(t, file, os.Interrupt, `{"data": 5}`, `{"data": 5}`, `{"data": [1, 2]}`)
	assert.Equal(t, exitFindings, code)
	lines := regexp.MustCompile(`\S*openapi\.yaml:\d+:\d+`).ReplaceAllString(strings.ReplaceAll(stdout, file, "FILE"), "LINE")
	assert.Equal(t, "violation  response.type  GET /api/organizations 200  at /data  LINE  expected an array or null, got the number 5   (FILE#0)\n"+
		"violation  response.type  GET /api/organizations 200  at /data/0  LINE  expected an object, got the number 1   (FILE#2)\n"+
		"violation  response.type  GET /api/organizations  at /data  LINE  2 times, in 2 exchanges\n"+
		"violation  response.type  GET /api/organizations  at /data/*  LINE  2 times, in 1 exchange\n"+
		"fails: 3 exchanges in FILE, 4 violations, 0 rejected, 0 drift\n", lines)
}

func TestRecordLeavesNoFileIfTheUpstreamIsUnreachable(t *testing.T) {
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "a.har"))
	code, _, stderr := recordSession(t, file, os.Interrupt, unreachable)
	assert.Equal(t, exitFailed, code)
	assert.Equal(t, "orgcontract: a GET request got no response; it is not recorded\n"+
		"orgcontract: "+file+": nothing was recorded, so the file was not written; the lines before say why\n", stderr)
	entries, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestRecordAppends(t *testing.T) {
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "a.har"))
	for i, arguments := range [][]string{{"--append"}, {"--append"}, {"--force"}} {
		code, stdout, stderr := recordPath(t, "/api/organizations", file, os.Interrupt, []string{`{"data": []}`}, arguments...)
		assert.Equal(t, exitHolds, code, stderr)
		assert.Equal(t, "holds: 1 exchange in "+file+", 0 violations, 0 rejected, 0 drift\n", stdout, "only what is new is counted")
		exchanges, err := recording.Load(file)
		require.NoError(t, err)
		assert.Len(t, exchanges, []int{1, 2, 1}[i])
		assert.Equal(t, contract.Sandbox, exchanges[0].Source.Provenance)
	}
	code, _, _ := recordPath(t, "/api/organizations", file, os.Interrupt, []string{unreachable}, "--append")
	assert.Equal(t, exitFailed, code)
	exchanges, err := recording.Load(file)
	require.NoError(t, err)
	assert.Len(t, exchanges, 1, "what was there stays")
}

// The log prints the same error a few times, and at the end how often it occurred. The number of
// different errors is limited too.
func TestRecordLogIsBounded(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	log := &recordLog{out: &stdout, err: &stderr}
	for range 1000 {
		log.report(nil, errors.New("a request got no response"))
	}
	require.EqualError(t, log.verdict("a.har"), "a.har: 1000 requests or bodies were not recorded; the lines before say why")
	assert.Equal(t, strings.Repeat("orgcontract: a request got no response\n", 10)+"orgcontract: a request got no response (1000 times)\n", stderr.String())
	for i := range contract.MaxCauses + 100 {
		log.report(nil, fmt.Errorf("error %d", i))
	}
	assert.Equal(t, contract.MaxCauses+10, strings.Count(stderr.String(), "\n"))
}
