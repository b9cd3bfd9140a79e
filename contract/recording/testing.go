package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
)

// TB is the part of [testing.TB] that [KeepTest] uses.
type TB interface {
	Helper()
	Name() string
	Cleanup(f func())
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}

// KeepTest records the exchanges of a test, to show which claims the test covers. It returns a
// report function for [contract.Transport] and [contract.Middleware] that keeps the exchanges and
// then calls next. When the test ends, KeepTest writes one redacted recording in JSON lines to the
// directory, in a file named after the test. Exchanges without a provenance get [contract.Test].
// KeepTest creates the directory if it is missing. If dir is empty, KeepTest returns next.
//
//	report := recording.KeepTest(t, c, os.Getenv("EVIDENCE"), contract.FailTest(t))
//	client := &http.Client{Transport: &contract.Transport{Contract: c, Report: report}}
//
// If the exchanges can't be redacted, KeepTest writes no recording and logs the reason. It logs too
// which bodies it leaves out, and why. If the recording can't be written, the test fails. The
// report function is safe for concurrent use.
func KeepTest(tb TB, c *contract.Contract, dir string, next func(*contract.Exchange, []contract.Finding)) func(*contract.Exchange, []contract.Finding) {
	tb.Helper()
	if dir == "" {
		return next
	}
	kept := &keptTest{name: tb.Name(), contract: c, redactor: redaction.New(c, redaction.Options{Seed: []byte(tb.Name())})}
	tb.Cleanup(func() {
		tb.Helper()
		whole, err := kept.whole()
		for _, omitted := range kept.omitted {
			tb.Logf("%v", omitted)
		}
		switch {
		case err != nil:
			tb.Logf("the exchanges of this test are not recorded: %v", err)
		case len(whole) > 0:
			if err := writeNew(dir, fileName(kept.name), whole); err != nil {
				tb.Errorf("the recording of this test was not written: %v", err)
			}
		}
	})
	return func(x *contract.Exchange, findings []contract.Finding) {
		kept.add(x, time.Now())
		next(x, findings)
	}
}

// keptTest has the exchanges of a test that were reported so far.
type keptTest struct {
	name     string
	contract *contract.Contract
	redactor *redaction.Redactor

	mu    sync.Mutex
	lines bytes.Buffer
	count int
	// omitted are the bodies that the recording leaves out.
	omitted redaction.Omissions
	err     error
}

func (k *keptTest) add(x *contract.Exchange, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return
	}
	k.err = k.append(x, now)
	k.count++
}

func (k *keptTest) append(x *contract.Exchange, now time.Time) error {
	if err := checkExchange(x); err != nil {
		return err
	}
	said := *x
	said.Request.URL = absolute(x)
	if said.Source.Provenance == "" {
		said.Source.Provenance = contract.Test
	}
	if said.Source.Recorded.IsZero() {
		said.Source.Recorded = now
	}
	said.Source.Operation = digestOf(k.contract, x)
	redacted, err := k.redactor.Redact(&said, said.Source)
	if err != nil {
		return fmt.Errorf("exchange %d: %w", k.count, err)
	}
	k.omitted = append(k.omitted, redacted.Omitted...)
	line, err := json.Marshal(newHAREntry(redacted.Exchange, redacted.Omitted))
	if err != nil {
		return fmt.Errorf("exchange %d: it can't be written as JSON: %w", k.count, err)
	}
	k.lines.Write(append(line, '\n'))
	return nil
}

// absolute returns the URL of a request as an absolute URL. A server's request has no host, so its
// URL gets a host that can't exist.
func absolute(x *contract.Exchange) *url.URL {
	u := *x.Request.URL
	if u.Host == "" {
		u.Scheme, u.Host = "http", "test.invalid"
	}
	return &u
}

// whole returns the recording. It is nil if there are no exchanges.
func (k *keptTest) whole() ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil || k.count == 0 {
		return nil, k.err
	}
	if k.redactor.SurvivesIn(k.name) {
		return nil, errors.New("the name of the test holds a secret that it sends; rename the test")
	}
	name := fileName(k.name) + ".jsonl"
	late, err := checkWhole(k.redactor, name, bytes.NewReader(k.lines.Bytes()))
	if err != nil || !late {
		return k.lines.Bytes(), err
	}
	var revised bytes.Buffer
	for x, err := range Decode(name, bytes.NewReader(k.lines.Bytes())) {
		if err != nil {
			return nil, err
		}
		result, _, err := k.redactor.Revise(x)
		if err != nil {
			return nil, err
		}
		k.omitted = append(k.omitted, result.Omitted...)
		line, err := json.Marshal(newHAREntry(result.Exchange, result.Omitted))
		if err != nil {
			return nil, fmt.Errorf("exchange %d: it can't be written as JSON: %w", x.Source.Entry, err)
		}
		revised.Write(append(line, '\n'))
	}
	return revised.Bytes(), nil
}

// maxFileName limits the length of a file name in bytes.
const maxFileName = 150

// fileName converts the name of a test to a file name that is valid in every file system.
func fileName(test string) string {
	name := strings.Map(func(c rune) rune {
		if c < 0x80 && (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.ContainsRune("-_.", c)) {
			return c
		}
		return '_'
	}, test)
	return name[:min(len(name), maxFileName)]
}

// writeNew writes a new file completely or not at all. If a test runs several times, each run
// writes a file of its own.
func writeNew(dir, name string, data []byte) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return writeError(dir, err)
	}
	pending, err := os.CreateTemp(dir, ".pending-*")
	if err != nil {
		return writeError(dir, err)
	}
	defer func() { _ = os.Remove(pending.Name()) }() // The file was renamed, or it is not needed.
	_, err = pending.Write(data)
	if err := errors.Join(err, pending.Close()); err != nil {
		return writeError(dir, err)
	}
	for n := 1; ; n++ {
		file := filepath.Join(dir, name+".jsonl")
		if n > 1 {
			file = filepath.Join(dir, fmt.Sprintf("%s-%d.jsonl", name, n))
		}
		if err := os.Link(pending.Name(), file); !errors.Is(err, fs.ErrExist) {
			if err != nil {
				return writeError(file, err)
			}
			return nil
		}
	}
}
