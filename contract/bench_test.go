package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// listOf is the exchange of listing n organizations.
func listOf(b *testing.B, n int) *contract.Exchange {
	b.Helper()
	data := make([]map[string]string, n)
	for i := range data {
		data[i] = map[string]string{
			"id": organizationID, "name": fmt.Sprintf("Organization %d", i), "sso_domain": "example.com", "sso_org_id": "123456",
		}
	}
	body, err := json.Marshal(map[string]any{"data": data})
	require.NoError(b, err)
	for _, x := range loadRecordings(b) {
		if x.Request.URL.Path == "/api/organizations" && x.Request.Method == http.MethodGet {
			x.Response.Body = body
			return &x
		}
	}
	b.Fatal("no recording lists organizations")
	return nil
}

// BenchmarkCheck compares Check with the validation that kin-openapi offers as a whole, tuned to find as much as it can.
func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{1, 10_000} {
		x := listOf(b, n)
		b.Run(fmt.Sprintf("by=contract/organizations=%d", n), func(b *testing.B) {
			c := loadContract(b)
			b.ReportAllocs()
			for b.Loop() {
				if findings := c.Check(x); len(findings) > 0 {
					b.Fatal(findings)
				}
			}
		})
		b.Run(fmt.Sprintf("by=openapi3filter/organizations=%d", n), func(b *testing.B) {
			validate := newFilter(b)
			b.ReportAllocs()
			for b.Loop() {
				if err := validate(x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func newFilter(b *testing.B) func(x *contract.Exchange) error {
	b.Helper()
	doc := loadDocument(b)
	router, err := gorillamux.NewRouter(doc)
	require.NoError(b, err)
	options := &openapi3filter.Options{
		MultiError: true, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
		AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc,
	}
	return func(x *contract.Exchange) error {
		request := &http.Request{Method: x.Request.Method, URL: x.Request.URL, Header: x.Request.Header}
		route, path, err := router.FindRoute(request)
		if err != nil {
			return err
		}
		input := &openapi3filter.RequestValidationInput{Request: request, PathParams: path, Route: route, Options: options}
		if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
			return err
		}
		return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: input, Status: x.Response.Status, Header: x.Response.Header, Options: options,
			Body: io.NopCloser(bytes.NewReader(x.Response.Body)),
		})
	}
}

// BenchmarkWitness compares a check with one that tells what it bears out as well.
func BenchmarkWitness(b *testing.B) {
	for _, n := range []int{1, 10_000} {
		x, c := listOf(b, n), loadContract(b)
		b.Run(fmt.Sprintf("by=check/organizations=%d", n), func(b *testing.B) {
			for b.Loop() {
				c.Session().Check(x)
			}
		})
		b.Run(fmt.Sprintf("by=witness/organizations=%d", n), func(b *testing.B) {
			for b.Loop() {
				c.Session().Witness(x)
			}
		})
	}
}

// largeDocument is a document of n operations and about four kilobytes for each.
func largeDocument(n int) []byte {
	var b bytes.Buffer
	b.WriteString("openapi: 3.0.3\ninfo: {title: Large, version: '1'}\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /resources%d/{id}:\n    get:\n      operationId: get%d\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n", i, i)
		b.WriteString("      responses:\n        '200':\n          description: One.\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n")
		for j := range 25 {
			fmt.Fprintf(&b, "                  property%d:\n                    description: The property %d of the resource %d, of which there is something to say at some length.\n                    type: string\n", j, j, i)
		}
	}
	return b.Bytes()
}

// getOf is the exchange of getting one resource of a large document.
func getOf(n int) *contract.Exchange {
	return &contract.Exchange{
		Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Path: fmt.Sprintf("/resources%d/a", n)}},
		Response: &contract.Response{
			Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"property0": "a", "property24": "b"}`),
		},
	}
}

// BenchmarkCheckByDocument shows that the time of a check doesn't grow with the document.
func BenchmarkCheckByDocument(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprintf("operations=%d", n), func(b *testing.B) {
			c, err := contract.Parse("large.yaml", largeDocument(n))
			require.NoError(b, err)
			x := getOf(n / 2)
			b.ReportAllocs()
			for b.Loop() {
				if findings := c.Check(x); len(findings) > 0 {
					b.Fatal(findings)
				}
			}
		})
	}
}

// BenchmarkParse is the time until a document is ready.
func BenchmarkParse(b *testing.B) {
	document := largeDocument(1000)
	b.SetBytes(int64(len(document)))
	for b.Loop() {
		_, err := contract.Parse("large.yaml", document)
		require.NoError(b, err)
	}
}

// BenchmarkCheckAll compares one processor with all of them.
func BenchmarkCheckAll(b *testing.B) {
	c, x := loadContract(b), listOf(b, 1000)
	all := func(yield func(*contract.Exchange, error) bool) {
		for range 100 {
			if !yield(x, nil) {
				return
			}
		}
	}
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("processors=%d", workers), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
			for b.Loop() {
				for _, err := range c.CheckAll(all) {
					require.NoError(b, err)
				}
			}
		})
	}
}
