package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	versionHeader = "X-Polytomic-Version"
	// current is the version that openapi.yaml describes. A request without a version gets it.
	current = organizations.APIVersion
	// earlier is the other version that the sandbox serves.
	earlier = "2024-02-08"
)

var (
	servedVersions = []string{current, earlier}
	// otherVersions are the vendor's versions that the sandbox doesn't serve.
	otherVersions = []string{"2023-04-25", "2022-12-12", "2021-05-23"}
)

// earlierDifferences are the operations, by operationId, that take other credentials in the earlier
// version than in the document. An operation that takes no credential there doesn't exist in that
// version.
var earlierDifferences = map[string]struct{ credentials []credentialKind }{
	"getCurrentOrganization": {},
	"getRecordLogging":       {},
	"updateRecordLogging":    {},
	"listOrganizations":      {[]credentialKind{partnerKey, userKey, organizationKey}},
}

// answeringVersion returns the version that the answer to a request names: the version that the
// request asks for, or the current version if the sandbox doesn't serve the requested one.
func answeringVersion(header http.Header) string {
	if values := header[versionHeader]; len(values) == 1 && slices.Contains(servedVersions, values[0]) {
		return values[0]
	}
	return current
}

// checkVersion returns the failure of a request whose version the sandbox doesn't serve.
func checkVersion(header http.Header, schema *openapi3.Schema) *failure {
	values := header[versionHeader]
	switch {
	case len(values) == 0:
		return nil
	case len(values) > 1:
		return sentTwice(versionHeader)
	case slices.Contains(servedVersions, values[0]):
		return nil
	case slices.Contains(otherVersions, values[0]):
		return versionNotServed("version_not_served", fmt.Sprintf("the sandbox does not serve version %s of the API", values[0]))
	case brokenConstraint(schema, encode(values[0])) != "":
		return badRequest(inHeader, versionHeader, versionHeader+" is not a date like "+current)
	default:
		return versionNotServed("version_unknown", "the API has no version of this date")
	}
}

func versionNotServed(key, message string) *failure {
	return &failure{
		status: http.StatusBadRequest, key: key, message: message + "; the sandbox serves " + strings.Join(servedVersions, " and "),
		metadata: map[string]any{inHeader: versionHeader, "served": servedVersions},
	}
}
