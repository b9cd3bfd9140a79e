package main

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
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

// notSent are the answers that the document has and the sandbox doesn't give.
var notSent = map[string]bool{
	"deleteOrganization 200": true, // It answers 204.
}

func TestEachDocumentedAnswerIsRecorded(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	exchanges, err := recording.Load(committed)
	require.NoError(t, err)
	recorded := map[string]bool{}
	for _, x := range exchanges {
		operation, found := c.Find(x.Request.Method, x.Request.URL)
		require.True(t, found, x.Source)
		assert.Equal(t, contract.Sandbox, x.Source.Provenance, x.Source)
		assert.Equal(t, operation.Digest, x.Source.Operation, x.Source)
		recorded[operation.ID+" "+strconv.Itoa(x.Response.Status)] = true
	}
	doc, err := openapi3.NewLoader().LoadFromData(polytomic.OpenAPI())
	require.NoError(t, err)
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			for status := range operation.Responses.Map() {
				answer := operation.OperationID + " " + status
				assert.Equal(t, !notSent[answer], recorded[answer], answer)
			}
		}
	}
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
