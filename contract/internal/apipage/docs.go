// Package docs shows an OpenAPI document as an interactive page, whose requests go to the server that shows it. Everything that the page needs
// is part of the program, so that it works without a network.
package apipage

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

// documentName is the document's name below the page.
const documentName = "openapi.json"

// New returns a handler for the page, at a path without a slash at its end, and all below it. The document is OpenAPI 3.0, YAML or JSON; its servers are replaced by the one
// that shows it, lest a click there reach the real service. The handler is safe for concurrent use.
func New(path string, document []byte) (http.Handler, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("the document can't be shown: %w", err)
	}
	doc.Servers = openapi3.Servers{{URL: "/", Description: "The server that shows this page."}}
	data, err := doc.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("the document can't be shown: %w", err)
	}
	page := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: doc.Info.Title, SwaggerJSON: path + "/" + documentName, BasePath: path + "/",
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the page can be read only", http.StatusMethodNotAllowed)
			return
		}
		if strings.TrimPrefix(r.URL.Path, path+"/") == documentName {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(data) // A client that has gone away misses it.
			return
		}
		page.ServeHTTP(w, r)
	}), nil
}
