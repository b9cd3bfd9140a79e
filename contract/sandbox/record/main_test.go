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

// files returns the contents of the files of a directory.
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

// The recordings in the repository are what the sandbox answers now: the same files, to the byte.
func TestTheRecordingsAreWhatTheSandboxAnswers(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "new")
	var stderr strings.Builder
	require.Zero(t, run(t.Context(), []string{directory}, io.Discard, &stderr), stderr.String())
	want, got := files(t, directory), files(t, committed)
	assert.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
	for name := range want {
		if want[name] != got[name] { // To show the difference of 100 kB would help nobody.
			t.Errorf("%s is out of date: run make record-sandbox", name)
		}
	}
}

// notShown are the claims of the document that no answer of the sandbox bears out.
var notShown = []string{
	// It answers 204.
	"status used /paths/~1api~1organizations~1{id}/delete/responses/200",
	"header present /paths/~1api~1organizations~1{id}/delete/responses/200/headers/X-Polytomic-Version",
	// Its organizations have an id and a name, and its errors all but metadata.
	"property absent /components/schemas/Organization/properties/id",
	"property absent /components/schemas/Organization/properties/name",
	"property absent /components/schemas/ApiError/properties/key",
	"property absent /components/schemas/ApiError/properties/message",
	"property absent /components/schemas/ApiError/properties/status",
	// In 2025-09-18 the owner organization is always listed.
	string(contract.NullClaim) + " null /components/schemas/OrganizationListEnvelope/properties/data/nullable",
}

// All that the document claims is in the recordings: each operation with each status, each constraint of a request kept, kept by a hair and broken, each
// setting there and not.
func TestEachClaimOfTheDocumentIsBorneOut(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	exchanges, err := recording.Load(committed)
	require.NoError(t, err)
	borneOut := map[string]bool{}
	sessions := map[string]*contract.Session{}
	for _, x := range exchanges {
		operation, found := c.Find(x.Request.Method, x.Request.URL)
		require.True(t, found, x.Source)
		assert.Equal(t, contract.Sandbox, x.Source.Provenance, x.Source)
		assert.Equal(t, operation.Digest, x.Source.Operation, x.Source)
		if sessions[x.Source.File] == nil {
			sessions[x.Source.File] = c.Session()
		}
		_, covered := sessions[x.Source.File].Cover(&x)
		for _, w := range covered {
			borneOut[w.Claim] = true
		}
	}
	var missing []string
	for _, claim := range c.Claims() {
		if !borneOut[claim.ID] && !claim.Unreachable {
			missing = append(missing, claim.String())
		}
	}
	assert.ElementsMatch(t, notShown, missing)
}

func TestNoSecretIsRecorded(t *testing.T) {
	for name, text := range files(t, committed) {
		for _, secret := range []string{
			partnerKey, userKey, fullKey, unknownKey, "acme-client-secret", "every-client-secret", "full-client-secret",
			basic(ownerID, partnerKey).Get("Authorization"), basic(childID, partnerKey).Get("Authorization"),
		} {
			assert.NotContains(t, text, secret, name)
		}
	}
}

// A session that goes otherwise than it says is an error, which says how.
func TestASessionThatGoesOtherwise(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	for name, test := range map[string]struct {
		play func(ctx context.Context, p *player)
		want string
	}{
		"another status": {
			func(ctx context.Context, p *player) {
				p.send(ctx, request{200, "GET", itemPath(unknownID), "", nil}, request{404, "GET", itemPath(unknownID), "", nil})
			},
			`expected 200 of GET /api/organizations/` + unknownID + `, got 404: {"key":"not_found",`,
		},
		"no error": {
			func(ctx context.Context, p *player) {
				p.refused(p.partner().DeleteOrganization(ctx, childID), organizations.ErrNotFound)
			},
			"expected 404",
		},
		"drift": {
			func(ctx context.Context, p *player) { p.send(ctx, request{200, "GET", listPath + "?page=2", "", nil}) },
			"request.query-undeclared",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := session{"otherwise", test.play}.record(t.Context(), c, t.TempDir())
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestUsage(t *testing.T) {
	var stdout, stderr strings.Builder
	assert.Equal(t, 2, run(t.Context(), nil, &stdout, &stderr))
	assert.Equal(t, "record: accepts 1 arg(s), received 0\n", stderr.String())
	assert.Zero(t, run(t.Context(), []string{"--help"}, &stdout, &stderr))
	assert.Contains(t, stdout.String(), "go run ./contract/sandbox/record contract/testdata/recordings/sandbox")
}
