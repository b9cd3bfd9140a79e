package main

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const committed = "../../testdata/recordings/sandbox"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// files returns the contents of the files in a directory, by the name of the file.
func files(t *testing.T, directory string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(directory)
	require.NoError(t, err)
	contents := map[string]string{}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(directory, entry.Name()))
		require.NoError(t, err)
		contents[entry.Name()] = string(data)
	}
	return contents
}

// A new run writes exactly the bytes of the recordings in the repository.
func TestTheRecordingsAreUpToDate(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "new")
	var stderr strings.Builder
	require.Zero(t, run(t.Context(), []string{directory}, io.Discard, &stderr), stderr.String())
	want, got := files(t, directory), files(t, committed)
	assert.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
	for name := range want {
		if want[name] != got[name] { // Printing a difference of 100 kB would help nobody.
			t.Errorf("%s is out of date: run make record-sandbox", name)
		}
	}
}

// uncovered lists the claims of the document that no answer of the sandbox covers.
var uncovered = []string{
	// The sandbox answers a deletion with 204.
	"status used /paths/~1api~1organizations~1{id}/delete/responses/200",
	"header present /paths/~1api~1organizations~1{id}/delete/responses/200/headers/X-Polytomic-Version",
	// Organizations of the sandbox always have an id and a name. Its errors always have everything
	// but metadata.
	"property absent /components/schemas/Organization/properties/id",
	"property absent /components/schemas/Organization/properties/name",
	"property absent /components/schemas/ApiError/properties/key",
	"property absent /components/schemas/ApiError/properties/message",
	"property absent /components/schemas/ApiError/properties/status",
	// The sandbox's record logging settings always say whether they are enabled.
	"property absent /components/schemas/RecordLoggingSettings/properties/enabled",
	// In 2025-09-18, a list always has the owner organization.
	string(contract.NullClaim) + " null /components/schemas/OrganizationListEnvelope/properties/data/nullable",
}

// The recordings cover every other claim of the document. They have each operation with each
// status, and each setting present and absent. For each constraint of a request, they have a
// request that meets it, one exactly at its limit, and one that breaks it.
func TestTheRecordingsCoverTheDocument(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	exchanges, err := recording.Load(committed)
	require.NoError(t, err)
	covered := map[string]bool{}
	sessions := map[string]*contract.Session{}
	for _, x := range exchanges {
		operation, found := c.Find(x.Request.Method, x.Request.URL)
		require.True(t, found, x.Source)
		assert.Equal(t, contract.Sandbox, x.Source.Provenance, x.Source)
		assert.Equal(t, operation.Digest, x.Source.Operation, x.Source)
		if sessions[x.Source.File] == nil {
			sessions[x.Source.File] = c.Session()
		}
		_, coverage := sessions[x.Source.File].Cover(&x)
		for _, each := range coverage {
			covered[each.Claim] = true
		}
	}
	var missing []string
	for _, claim := range c.Claims() {
		if !covered[claim.ID] && !claim.Unreachable {
			missing = append(missing, claim.String())
		}
	}
	assert.ElementsMatch(t, uncovered, missing)
}

func TestNoSecretIsRecorded(t *testing.T) {
	t.Parallel()
	for name, recorded := range files(t, committed) {
		for _, secret := range []string{
			partnerKey, userKey, fullKey, unknownKey, "acme-client-secret", "every-client-secret", "full-client-secret",
			basic(ownerID, partnerKey).Get("Authorization"), basic(childID, partnerKey).Get("Authorization"),
		} {
			assert.NotContains(t, recorded, secret, name)
		}
	}
}

// If an answer is not the expected one, the session ends with an error that shows the difference.
func TestUnexpectedAnswers(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	for name, test := range map[string]struct {
		play func(ctx context.Context, p *player)
		want string
	}{
		"another status": {
			func(ctx context.Context, p *player) {
				p.send(ctx, rawRequest{200, "GET", itemPath(unknownID), "", nil}, rawRequest{404, "GET", itemPath(unknownID), "", nil})
			},
			`expected 200 for GET /api/organizations/` + unknownID + `, got 404: {"key":"not_found",`,
		},
		"no error": {
			func(ctx context.Context, p *player) {
				p.refused(p.partner().DeleteOrganization(ctx, childID), organizations.ErrNotFound)
			},
			"expected 404",
		},
		"drift": {
			func(ctx context.Context, p *player) {
				p.send(ctx, rawRequest{200, "GET", listPath + "?page=2", "", nil})
			},
			"request.query-undeclared",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := session{"unexpected", test.play}.record(t.Context(), c, t.TempDir())
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	assert.Equal(t, 2, run(t.Context(), nil, &stdout, &stderr))
	assert.Equal(t, "record: accepts 1 arg(s), received 0\n", stderr.String())
	assert.Zero(t, run(t.Context(), []string{"--help"}, &stdout, &stderr))
	assert.Contains(t, stdout.String(), "go run ./contract/sandbox/record contract/testdata/recordings/sandbox")
}
