package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/apiversion"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/source"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	versionHeader = "X-Polytomic-Version"
	// current is the version that openapi.yaml describes without overlays. A request that names no
	// version gets this version.
	current = organizations.APIVersion
)

// version is one version of the API, as the document and its overlays describe it.
type version struct {
	name string
	// endpoints are sorted by path and method.
	endpoints []endpoint
}

// documentName is the name of the embedded document, in its file system and in errors.
const documentName = "openapi.yaml"

// documented returns the versions of the embedded document, without handlers. It reads the document
// once. Callers must not change the slices.
var documented = sync.OnceValues(func() ([]version, error) { return readVersions(polytomic.OpenAPI()) })

// readVersions returns the versions of an OpenAPI document. The current version is the first.
func readVersions(text []byte) ([]version, error) {
	list, documents, err := readDocuments(text)
	if err != nil {
		return nil, err
	}
	versions := make([]version, len(documents))
	for i, doc := range documents {
		name := list.Versions[i].Name
		endpoints, err := endpointsOf(doc)
		if err != nil {
			return nil, fmt.Errorf("%s: version %s: %w", documentName, name, err)
		}
		versions[i] = version{name, endpoints}
	}
	return versions, nil
}

// readDocuments returns the versions that an OpenAPI document lists, and the document of each
// version. The document of a version is the document of the next newer version with an overlay
// applied.
func readDocuments(text []byte) (*apiversion.List, []*openapi3.T, error) {
	files := source.New(polytomic.FS(), ".")
	doc, err := document.Load(documentName, text, files)
	if err != nil {
		return nil, nil, err
	}
	list, err := apiversion.Read(doc)
	if err != nil {
		return nil, nil, err
	}
	var overlays []document.Overlay
	documents := make([]*openapi3.T, len(list.Versions))
	for i, v := range list.Versions {
		if v.Overlay != nil {
			overlay, err := v.Overlay.Overlay(files)
			if err != nil {
				return nil, nil, err
			}
			overlays = append(overlays, overlay)
			if doc, err = doc.With(files, overlays...); err != nil {
				return nil, nil, err
			}
		}
		text, err := jsonvalue.Append(nil, doc.Root().Value())
		if err != nil {
			return nil, nil, err
		}
		if documents[i], err = openapi3.NewLoader().LoadFromData(text); err != nil {
			return nil, nil, fmt.Errorf("%s: version %s: %w", documentName, v.Name, err)
		}
	}
	return list, documents, nil
}

// answeringVersion returns the version that the answer to a request names: the version that the
// request asks for, or the current version if the API doesn't have the requested one.
func (t *router) answeringVersion(header http.Header) string {
	if values := header[versionHeader]; len(values) == 1 && slices.Contains(t.versions, values[0]) {
		return values[0]
	}
	return current
}

// checkVersion returns a failure if the request asks for a version that the API doesn't have.
func (t *router) checkVersion(header http.Header, schema *openapi3.Schema) *failure {
	values := header[versionHeader]
	switch {
	case len(values) == 0:
		return nil
	case len(values) > 1:
		return sentTwice(versionHeader)
	case slices.Contains(t.versions, values[0]):
		return nil
	case brokenConstraint(schema, encode(values[0])) != "":
		return badRequest(inHeader, versionHeader, versionHeader+" is not a date like "+current)
	default:
		return &failure{
			status: http.StatusBadRequest, key: "version_unknown",
			message:  "the API has no version of this date; its versions are " + strings.Join(t.versions, ", "),
			metadata: map[string]any{inHeader: versionHeader, "versions": t.versions},
		}
	}
}
