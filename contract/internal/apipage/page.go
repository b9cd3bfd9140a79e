// Package apipage serves an OpenAPI document as an interactive page. The page sends requests that
// its reader tries to the server that serves the page. Everything that the page needs is in the
// program, so it works without a network:
//
//	page, err := apipage.New("/docs", document, apipage.Options{})
//	mux.Handle("/docs", page)
//	mux.Handle("/docs/", page)
package apipage

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

// documentName is the name of the document below the path of the page.
const documentName = "openapi.json"

// Options says what a page offers besides the document.
type Options struct {
	// Keys are keys that the reader can use with one click. Everybody who can open the page sees
	// them.
	Keys []Key
	// Fresh is the name of a header parameter that gets a new random value with each request,
	// unless the reader types another value. If Fresh is empty, the page sends the document's
	// example each time.
	Fresh string
}

// Key is a key that a page offers.
type Key struct {
	// Label says whose key it is.
	Label string
	// Scheme is the name of a security scheme of the document. It must have the type http and the
	// scheme bearer.
	Scheme string
	Key    string
}

// New returns a handler for a path, without a trailing slash, and everything below it. The document
// is OpenAPI 3.0 in YAML or JSON. On the page, the only server of the document is the host that
// serves the page. So a request from the page never reaches the real service. The handler is safe
// for concurrent use.
func New(path string, document []byte, options Options) (http.Handler, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("the OpenAPI document can't be shown: %w", err)
	}
	doc.Servers = openapi3.Servers{{URL: "/", Description: "The server of this page."}}
	if options.Fresh != "" {
		prefill(doc, options.Fresh)
	}
	data, err := doc.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("the OpenAPI document can't be shown: %w", err)
	}
	title := ""
	if doc.Info != nil {
		title = doc.Info.Title
	}
	above, err := bar{title, options.Keys}.html()
	if err != nil {
		return nil, fmt.Errorf("the page can't be made: %w", err)
	}
	page := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: title, SwaggerJSON: path + "/" + documentName, BasePath: path + "/", AppendHead: template.HTML(headHTML), PrependHTML: above, //nolint:gosec // The head comes from a file of this package.
		SettingsUI: map[string]string{"requestInterceptor": interceptor},
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the page allows only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		if strings.TrimPrefix(r.URL.Path, path+"/") == documentName {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(data) // Write fails if the client has gone away.
			return
		}
		page.ServeHTTP(w, r)
	}), nil
}
