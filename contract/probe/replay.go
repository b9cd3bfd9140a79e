package probe

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/format"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Sent is a request to send again.
type Sent struct {
	Method, URL string
	Header      http.Header
	Body        string
	// Capture is the part of the response that the paths of later requests have.
	Capture Capture
}

// TB is the part of [testing.TB] that [Replay] uses.
type TB interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Replay sends the requests of a failure again. It fails the test if the last response shows the
// rule again. The operation is its method and its path in the document. The tests that a probe
// generates call Replay.
func Replay(t TB, c *contract.Contract, handlerOrURL any, operation, rule string, requests []Sent, options ...Option) {
	t.Helper()
	p, err := New(c, handlerOrURL, append(options, AllowWrites(), AllowDeletes())...)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer func() { _ = p.Close() }() // The connections end with the test anyway.
	p.makePlans(t.Context())
	i := slices.IndexFunc(p.plans, func(pl *plan) bool { return pl.operation.Method+" "+pl.operation.Path == operation })
	if i < 0 {
		t.Fatalf("the document has no operation %s", output.Printable(operation))
	}
	findings, err := p.replay(t.Context(), p.plans[i], rule, requests)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, f := range findings {
		if f.Rule.String() == rule {
			t.Errorf("%s", output.Printable(fmt.Sprintf("%s  %s  at %s  %s: %s", f.Rule, f.Operation, f.At, f.Document, f.Message())))
		}
	}
}

// replay sends the requests in order, and returns the findings in the responses.
func (p *Probe) replay(ctx context.Context, pl *plan, rule string, requests []Sent) ([]contract.Finding, error) {
	w := p.newWorker(pl, newLock())
	w.authenticateLike(requests)
	var findings []contract.Finding
	captured, deleted := map[string]string{}, map[string]bool{}
	var before, x *contract.Exchange
	for i, sent := range requests {
		r, err := sent.request(captured)
		if err != nil {
			return nil, fmt.Errorf("request %d: %w", i, err)
		}
		base, _ := pl.operation.Base()
		base.Request = r
		tc := p.classify(base)
		tc.deleted = deleted[r.URL.Path] && isSafe(r.Method)
		tc.exists = !deleted[r.URL.Path] && hasCaptured(r.URL, captured)
		before = x
		var found []contract.Finding
		if x, found, err = w.exchange(ctx, &tc, r); err != nil {
			return nil, err
		}
		findings = append(findings, found...)
		deleted[r.URL.Path] = deleted[r.URL.Path] || r.Method == http.MethodDelete && succeeded(x)
		if sent.Capture.Value != "" {
			captured[sent.Capture.Value] = sent.Capture.from(x)
		}
	}
	if x == nil || x.Response == nil {
		return findings, nil
	}
	switch {
	case rule == "probe."+allowRule:
		findings = append(findings, w.judgeMethod(x)...)
	case rule == "probe."+headRule && before != nil && before.Response != nil:
		findings = append(findings, w.judgeHead(before, x)...)
	case rule == "probe."+securityRule:
		findings = append(findings, w.judgeCredential(x, "this credential")...)
	}
	err := w.follow(ctx, x, &findings)
	return findings, err
}

// authenticateLike gives the last request's headers and query credentials to the requests that
// check its effects.
func (w *worker) authenticateLike(requests []Sent) {
	if len(requests) == 0 || len(w.user) > 0 {
		return
	}
	last := &requests[len(requests)-1]
	for name, values := range last.Header {
		if name != contentType && len(values) > 0 {
			w.user.add(contract.InHeader, name, values[0])
		}
	}
	u, err := url.Parse(last.URL)
	if err != nil {
		return // Sending the request fails with the same error.
	}
	for name, values := range u.Query() {
		if w.isCredential(contract.InQuery, name) {
			w.user.add(contract.InQuery, name, values[0])
		}
	}
}

// hasCaptured reports whether a path leads to a resource that an earlier request created.
func hasCaptured(u *url.URL, captured map[string]string) bool {
	segments := strings.Split(u.Path, "/")
	for _, value := range captured {
		if slices.Contains(segments, value) {
			return true
		}
	}
	return false
}

// request returns the request with the values captured in this run.
func (s *Sent) request(captured map[string]string) (contract.Request, error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return contract.Request{}, err
	}
	r := contract.Request{Method: s.Method, URL: recaptured(u, captured), Header: s.Header.Clone(), Body: []byte(withCaptured(s.Body, captured))}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	return r, nil
}

// withCaptured returns a body with the values captured in this run.
func withCaptured(body string, captured map[string]string) string {
	for _, value := range sortedKeys(captured) {
		body = strings.ReplaceAll(body, value, captured[value])
	}
	return body
}

// recaptured returns a URL with the values captured in this run.
func recaptured(u *url.URL, captured map[string]string) *url.URL {
	to := *u
	segments := strings.Split(u.EscapedPath(), "/")
	for i, segment := range segments {
		if plain, err := url.PathUnescape(segment); err == nil && captured[plain] != "" {
			segments[i] = url.PathEscape(captured[plain])
		}
	}
	to.RawPath = strings.Join(segments, "/")
	to.RawQuery = withCaptured(to.RawQuery, captured)
	if plain, err := url.PathUnescape(to.RawPath); err == nil {
		to.Path = plain
	}
	return &to
}

// from returns the captured value of an exchange.
func (c Capture) from(x *contract.Exchange) string {
	if x.Response == nil {
		return ""
	}
	if c.Header != "" {
		value := x.Response.Header.Get(c.Header)
		return value[strings.LastIndexByte(value, '/')+1:]
	}
	if c.Pointer == "" {
		return ""
	}
	value, ok := decoded(x.Response.Body)
	for _, token := range strings.Split(c.Pointer, "/")[1:] {
		switch at := value.(type) {
		case map[string]any:
			value = at[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)]
		case []any:
			if len(at) == 0 {
				return ""
			}
			value = at[0]
		default:
			ok = false
		}
	}
	if !ok {
		return ""
	}
	return text(value)
}

// GoTest returns the source of a Go test that sends the requests of a failure again. The test reads
// the document from a file, and the credentials from environment variables.
func (p *Probe) GoTest(f *Failure, document, server string) ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if f == nil {
		return nil, errors.New("probe: the Failure is nil")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `package probe_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// %s
func Test%s(t *testing.T) {
	server := os.Getenv("SERVER")
	if server == "" {
		server = %s
	}
	c, err := contract.Load(t.Context(), %s)
	if err != nil {
		t.Fatal(err)
	}
	probe.Replay(t, c, server, %s, %s, []probe.Sent{
`, output.Printable(oneLine(f.Finding.Rule.String()+": "+f.Finding.Message())), f.name(), goQuote(server), goQuote(document), goQuote(f.Finding.Operation), goQuote(f.Finding.Rule.String()))
	for _, s := range f.Steps {
		r := s.Exchange.Request
		address := p.pathPieces(r.URL.EscapedPath(), nil)
		if r.URL.RawQuery != "" {
			address = append(append(address, piece{text: "?"}), p.queryPieces(r.URL.RawQuery)...)
		}
		fmt.Fprintf(&b, "{Method: %s, URL: %s, ", goQuote(r.Method), goString(address))
		fmt.Fprintf(&b, "Header: http.Header{")
		for _, name := range sortedKeys(r.Header) {
			fmt.Fprintf(&b, "%s: {%s}, ", goQuote(name), goString(p.headerPieces(name, r.Header.Get(name))))
		}
		fmt.Fprintf(&b, "}, Body: %s, Capture: probe.Capture{Header: %s, Pointer: %s, Value: %s}},\n",
			goQuote(string(r.Body)), goQuote(s.Capture.Header), goQuote(s.Capture.Pointer), goString(p.valuePieces(s.Capture.Value)))
	}
	b.WriteString("})\n}\n")
	return format.Source(b.Bytes())
}

// goString returns pieces as a Go expression.
func goString(pieces []piece) string {
	var parts []string
	text := ""
	for _, each := range pieces {
		text += each.text
		if each.variable == "" {
			continue
		}
		if text != "" {
			parts = append(parts, goQuote(text))
		}
		parts, text = append(parts, fmt.Sprintf("os.Getenv(%q)", each.variable)), ""
	}
	if text != "" || len(parts) == 0 {
		parts = append(parts, goQuote(text))
	}
	return strings.Join(parts, " + ")
}

// goQuote returns a text as a Go string in which people see each character.
func goQuote(text string) string { return output.Printable(strconv.Quote(text)) }

// name returns a name for a test of the failure.
func (f *Failure) name() string {
	var b strings.Builder
	upper := true
	for _, r := range f.Finding.Operation + " " + f.Finding.Rule.String() + " " + f.Finding.Cause().At.String() {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r), !wording.IsVisible(r):
			upper = true
			continue
		case upper:
			r = unicode.ToUpper(r)
		}
		upper = false
		b.WriteRune(r)
	}
	name := b.String()
	if len(name) > maxName {
		sum := sha256.Sum256([]byte(name))
		name = strings.ToValidUTF8(name[:maxName], "") + hex.EncodeToString(sum[:4])
	}
	if f.number > 1 {
		name += strconv.Itoa(f.number)
	}
	return name
}

// maxName is the length of a name in bytes, without its number. Most file systems allow file names
// of 255 bytes.
const maxName = 200

// FileName returns a name for a file with a test of the failure. The failures of a [Result] have
// different names.
func (f *Failure) FileName() string { return strings.ToLower(f.name()) + "_test.go" }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
