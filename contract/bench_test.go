package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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
