package check_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// peer makes a function that checks exchanges against a document. The function returns an error for
// a finding.
type peer struct {
	name string
	make func(document []byte) (func(x *contract.Exchange) error, error)
}

var peers = []peer{{"contract", ours}, {"openapi3filter", kin}, {"libopenapi-validator", pb33f}}

var errFound = errors.New("there is a finding")

func ours(document []byte) (func(x *contract.Exchange) error, error) {
	c, err := contract.Parse("openapi.yaml", document)
	if err != nil {
		return nil, err
	}
	return func(x *contract.Exchange) error {
		if len(c.Check(x)) > 0 {
			return errFound
		}
		return nil
	}, nil
}

func kin(document []byte) (func(x *contract.Exchange) error, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	options := &openapi3filter.Options{
		MultiError: true, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
		AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc,
	}
	return func(x *contract.Exchange) error {
		request := asRequest(x)
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
	}, nil
}

func pb33f(document []byte) (func(x *contract.Exchange) error, error) {
	doc, err := libopenapi.NewDocument(document)
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(doc, config.WithStrictMode(), config.WithFormatAssertions())
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return func(x *contract.Exchange) error {
		response := &http.Response{StatusCode: x.Response.Status, Header: x.Response.Header, Body: io.NopCloser(bytes.NewReader(x.Response.Body))}
		if ok, found := v.ValidateHttpRequestResponse(asRequest(x), response); !ok {
			return found[0]
		}
		return nil
	}, nil
}

func asRequest(x *contract.Exchange) *http.Request {
	return &http.Request{Method: x.Request.Method, URL: x.Request.URL, Header: x.Request.Header, Body: io.NopCloser(bytes.NewReader(x.Request.Body))}
}

// Each library accepts an exchange that agrees with the document, and finds a simple mistake.
// Otherwise the benchmark would measure a check that does nothing.
func TestPeersCheck(t *testing.T) {
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) {
			for document, exchanges := range map[string][2]*contract.Exchange{
				string(openAPI):           {listOf(t, `{"data": [{"name": "Acme"}]}`), listOf(t, `{"data": [{"name": 5}]}`)},
				string(largeDocument(10)): {getOf(5, `{"property0": "a"}`), getOf(5, `{"property0": 5}`)},
			} {
				check, err := p.make([]byte(document))
				if err != nil {
					t.Fatal(err)
				}
				if err := check(exchanges[0]); err != nil {
					t.Error(err)
				}
				if check(exchanges[1]) == nil {
					t.Error("it finds nothing")
				}
			}
		})
	}
}
