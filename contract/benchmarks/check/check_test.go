package check_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

var openAPI = polytomic.OpenAPI()

// listOf returns an exchange that lists organizations.
func listOf(tb testing.TB, body string) *contract.Exchange {
	tb.Helper()
	u, err := url.Parse("https://app.polytomic.com/api/organizations")
	if err != nil {
		tb.Fatal(err)
	}
	return &contract.Exchange{
		Request: contract.Request{Method: http.MethodGet, URL: u, Header: http.Header{
			"Authorization": {"Bearer key"}, "X-Polytomic-Version": {"2025-09-18"},
		}},
		Response: &contract.Response{Status: http.StatusOK, Body: []byte(body), Header: http.Header{
			"Content-Type": {"application/json"}, "X-Polytomic-Version": {"2025-09-18"},
		}},
	}
}

// organizationsOf returns the body of a list of n organizations.
func organizationsOf(tb testing.TB, n int) string {
	tb.Helper()
	data := make([]map[string]string, n)
	for i := range data {
		data[i] = map[string]string{
			"id": "248df4b7-aa70-47b8-a036-33ac447e668d", "name": fmt.Sprintf("Organization %d", i), "sso_domain": "example.com", "sso_org_id": "123456",
		}
	}
	body, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		tb.Fatal(err)
	}
	return string(body)
}

// largeDocument returns a document with n operations and about four kilobytes for each.
func largeDocument(n int) []byte {
	var b bytes.Buffer
	b.WriteString("openapi: 3.0.3\ninfo: {title: Large, version: '1'}\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /resources%d/{id}:\n    get:\n      operationId: get%d\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n", i, i)
		b.WriteString("      responses:\n        '200':\n          description: One.\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n")
		for j := range 25 {
			fmt.Fprintf(&b, "                  property%d:\n                    description: The property %d of the resource %d, about which there is something to say at some length.\n                    type: string\n", j, j, i)
		}
	}
	return b.Bytes()
}

// getOf returns an exchange that gets one resource of a large document.
func getOf(n int, body string) *contract.Exchange {
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "a.example", Path: fmt.Sprintf("/resources%d/a", n)}, Header: http.Header{}},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)},
	}
}

func benchmark(b *testing.B, p peer, document []byte, x *contract.Exchange) {
	b.Helper()
	check, err := p.make(document)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := check(x); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck measures checking one request and its response.
func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{1, 10_000} {
		x := listOf(b, organizationsOf(b, n))
		for _, p := range peers {
			b.Run(fmt.Sprintf("organizations=%d/by=%s", n, p.name), func(b *testing.B) { benchmark(b, p, openAPI, x) })
		}
	}
}

// BenchmarkCover compares a check with a check that also finds the covered claims.
func BenchmarkCover(b *testing.B) {
	c, err := contract.Parse("openapi.yaml", openAPI)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 10_000} {
		x := listOf(b, organizationsOf(b, n))
		b.Run(fmt.Sprintf("organizations=%d/by=check", n), func(b *testing.B) {
			for b.Loop() {
				c.Session().Check(x)
			}
		})
		b.Run(fmt.Sprintf("organizations=%d/by=cover", n), func(b *testing.B) {
			for b.Loop() {
				c.Session().Cover(x)
			}
		})
	}
}

// BenchmarkDocument shows whether the time of a check grows with the document.
func BenchmarkDocument(b *testing.B) {
	for _, n := range []int{10, 1000} {
		document := largeDocument(n)
		for _, p := range peers {
			b.Run(fmt.Sprintf("operations=%d/by=%s", n, p.name), func(b *testing.B) {
				benchmark(b, p, document, getOf(n/2, `{"property0": "a", "property24": "b"}`))
			})
		}
	}
}

// BenchmarkReady measures the time and memory until the first exchange can be checked against a
// document of up to 16 megabytes. Kin-openapi loads the document and makes its router, but doesn't
// validate the document. The other library is measured in BenchmarkReadyToValidate.
func BenchmarkReady(b *testing.B) {
	ready := []struct {
		name string
		read func(document []byte) error
	}{
		{"contract", func(document []byte) error {
			_, err := contract.Parse("openapi.yaml", document)
			return err
		}},
		{"kin-openapi", func(document []byte) error {
			doc, err := openapi3.NewLoader().LoadFromData(document)
			if err == nil {
				_, err = gorillamux.NewRouter(doc)
			}
			return err
		}},
	}
	for _, n := range []int{10, 1000, 4000} {
		text := largeDocument(n)
		for format, document := range map[string][]byte{"yaml": text, "json": asJSON(b, text)} {
			for _, r := range ready {
				b.Run(fmt.Sprintf("operations=%d/format=%s/by=%s", n, format, r.name), func(b *testing.B) {
					b.SetBytes(int64(len(document)))
					b.ReportAllocs()
					for b.Loop() {
						if err := r.read(document); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// BenchmarkReadyToValidate is like [BenchmarkReady], but the other libraries also validate the
// document, as they usually do.
func BenchmarkReadyToValidate(b *testing.B) {
	document := largeDocument(1000)
	for _, p := range peers {
		b.Run("by="+p.name, func(b *testing.B) {
			b.SetBytes(int64(len(document)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.make(document); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// asJSON converts a document from YAML to JSON.
func asJSON(b *testing.B, document []byte) []byte {
	b.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		b.Fatal(err)
	}
	text, err := doc.MarshalJSON()
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// BenchmarkCheckAll compares one processor with two processors. It checks exchanges that are in
// memory, and a recording that it reads at the same time.
func BenchmarkCheckAll(b *testing.B) {
	c, err := contract.Parse("openapi.yaml", openAPI)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 1000} {
		x := listOf(b, organizationsOf(b, n))
		count := max(100, 20_000/n)
		exchanges := func(yield func(*contract.Exchange, error) bool) {
			for range count {
				if !yield(x, nil) {
					return
				}
			}
		}
		har := harOf(b, x, count)
		for _, workers := range []int{1, 2} {
			run := func(b *testing.B, fromFile bool) {
				b.Helper()
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
				for b.Loop() {
					all := exchanges
					if fromFile {
						all = recording.Decode("a.har", bytes.NewReader(har))
					}
					for _, err := range c.CheckAll(all) {
						if err != nil {
							b.Fatal(err)
						}
					}
				}
			}
			b.Run(fmt.Sprintf("of=memory/organizations=%d/processors=%d", n, workers), func(b *testing.B) { run(b, false) })
			b.Run(fmt.Sprintf("of=HAR/organizations=%d/processors=%d", n, workers), func(b *testing.B) { run(b, true) })
		}
	}
}

// harOf returns a HAR with count copies of the exchange.
func harOf(b *testing.B, x *contract.Exchange, count int) []byte {
	b.Helper()
	type field struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	fields := func(h http.Header) (all []field) {
		for name := range h {
			all = append(all, field{name, h.Get(name)})
		}
		return all
	}
	entry, err := json.Marshal(map[string]any{
		"request":  map[string]any{"method": x.Request.Method, "url": x.Request.URL.String(), "headers": fields(x.Request.Header)},
		"response": map[string]any{"status": x.Response.Status, "headers": fields(x.Response.Header), "content": map[string]any{"text": string(x.Response.Body)}},
	})
	if err != nil {
		b.Fatal(err)
	}
	har := []byte(`{"log": {"entries": [`)
	for i := range count {
		if i > 0 {
			har = append(har, ",\n"...)
		}
		har = append(har, entry...)
	}
	return append(har, "]}}"...)
}
