package sandbox

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	versionHeader = "X-Polytomic-Version"
	// current is the version that openapi.yaml describes, and the one of a request that names none.
	current = organizations.APIVersion
	// before has the same operations, but for get-current, and lists what the caller can see.
	before = "2024-02-08"
)

var (
	served      = []string{current, before}
	notServed   = []string{"2023-04-25", "2022-12-12", "2021-05-23"}
	datePattern = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)
)

// requestedVersion returns the version that a request asks for. Where it can't be served, there is a failure, and the version is that
// which the failure is answered in.
func requestedVersion(header http.Header) (string, *failure) {
	values := header.Values(versionHeader)
	switch {
	case len(values) == 0:
		return current, nil
	case len(values) > 1:
		return current, badRequest(inHeader, versionHeader, versionHeader+" came more than once")
	case slices.Contains(served, values[0]):
		return values[0], nil
	case slices.Contains(notServed, values[0]):
		return current, &failure{
			status: http.StatusBadRequest, key: "version_not_served",
			message:  fmt.Sprintf("the sandbox does not serve version %s of the API, only %s", values[0], strings.Join(served, " and ")),
			metadata: map[string]any{inHeader: versionHeader, "served": served},
		}
	case datePattern.MatchString(values[0]):
		return current, &failure{
			status: http.StatusBadRequest, key: "version_unknown",
			message:  "the API has no version of this date; the sandbox serves " + strings.Join(served, " and "),
			metadata: map[string]any{inHeader: versionHeader, "served": served},
		}
	default:
		return current, badRequest(inHeader, versionHeader, versionHeader+" is no date like "+current)
	}
}
