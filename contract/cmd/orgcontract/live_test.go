package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// liveRun is the result of running the command.
type liveRun struct {
	code           int
	stdout, stderr string
	dir            string
	// recorded has the operations in the recording. It is nil if there is no recording.
	recorded []string
}

// runLive runs the command as a user does, but with another address than the vendor's. It checks
// that no output has the key, or the name or ID of an organization that already existed.
func runLive(t *testing.T, baseURL string, args ...string) liveRun {
	t.Helper()
	r := liveRun{dir: t.TempDir()}
	t.Setenv(keyVariable, string(sandbox.DefaultPartnerKey))
	t.Setenv(baseURLVariable, baseURL)
	var stdout, stderr strings.Builder
	r.code = run(append([]string{"live", "--out", r.dir}, args...), &stdout, &stderr)
	r.stdout, r.stderr = stdout.String(), stderr.String()

	files, err := os.ReadDir(r.dir)
	require.NoError(t, err)
	shown := []string{r.stdout, r.stderr}
	for _, file := range files {
		assert.Regexp(t, `^\d{4}-\d{2}-\d{2}T\d{6}Z\.har$`, file.Name())
		data, err := os.ReadFile(filepath.Join(r.dir, file.Name()))
		require.NoError(t, err)
		shown = append(shown, string(data))
	}
	owner := sandbox.DefaultSeed().Partners[0].Owner
	for _, hidden := range []string{string(sandbox.DefaultPartnerKey), owner.ID, owner.Name, sandbox.DefaultSeed().Partners[0].Children[0].Name} {
		all := strings.Join(shown, "\n")
		assert.NotContains(t, all, hidden)
		assert.NotContains(t, all, base64.StdEncoding.EncodeToString([]byte(owner.ID + ":" + hidden))[:40])
	}
	if len(files) == 0 {
		return r
	}
	exchanges, err := recording.Load(r.dir)
	require.NoError(t, err)
	c, err := contract.Parse(defaultDocument, polytomic.OpenAPI())
	require.NoError(t, err)
	for _, x := range exchanges {
		operation, _ := c.Find(x.Request.Method, x.Request.URL)
		r.recorded = append(r.recorded, fmt.Sprintf("%s %d", operation.ID, x.Response.Status))
		assert.Equal(t, contract.Sandbox, x.Source.Provenance, "a stand-in is no evidence")
		assert.Equal(t, recording.PrivatePolicy, x.Source.Redaction)
		if x.Response.Header.Get("Content-Type") == "application/json" {
			assert.Equal(t, "2025-09-18", x.Source.Version)
		}
		assert.Len(t, x.Source.Document, 64)
		assert.False(t, x.Source.Recorded.IsZero())
	}
	return r
}

// names returns the names of the organizations in a sandbox.
func names(t *testing.T, s *sandbox.Server) []string {
	t.Helper()
	s.ClearFaults()
	list, err := s.Client.ListOrganizations(context.Background())
	require.NoError(t, err)
	var names []string
	for _, o := range list {
		names = append(names, o.Name)
	}
	return names
}

var reads = []string{"listOrganizations 200", "getOrganization 200", "getCurrentOrganization 200", "getRecordLogging 200"}

func TestLiveReads(t *testing.T) {
	s := sandbox.New(t)
	before := names(t, s)
	r := runLive(t, s.URL)
	assert.Equal(t, exitHolds, r.code)
	assert.Empty(t, r.stderr)
	assert.Regexp(t, `^holds: 4 exchanges in .*\.har, 0 violations, 0 rejected, 0 drift\n$`, r.stdout)
	assert.Equal(t, reads, r.recorded)
	assert.Equal(t, before, names(t, s))
}

func TestLiveWritesAndLeavesNothing(t *testing.T) {
	s := sandbox.New(t)
	before := names(t, s)
	r := runLive(t, s.URL, "--write")
	assert.Equal(t, exitHolds, r.code, r.stderr)
	assert.Equal(t, append(slices.Clone(reads),
		"createOrganization 200", "getOrganization 200", "updateOrganization 200", "getOrganization 200", "deleteOrganization 204", "getOrganization 404",
	), r.recorded)
	assert.Equal(t, before, names(t, s))
}

// TestLiveFails checks a session in which something goes wrong. No organization is left, the
// recording is complete or missing, and one line says what went wrong.
func TestLiveFails(t *testing.T) {
	created := slices.Concat(reads, []string{"createOrganization 200"})
	for name, tt := range map[string]struct {
		fault    sandbox.Fault
		code     int
		stderr   string
		recorded []string
	}{
		"the API fails": {
			sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Operation: "updateOrganization"},
			exitFailed,
			"orgcontract: updating it was refused with 500 Internal Server Error; what was answered is in FILE\n",
			append(slices.Clone(created), "getOrganization 200", "updateOrganization 500", "listOrganizations 200", "deleteOrganization 204", "listOrganizations 200"),
		},
		"creating fails": {
			sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Operation: "createOrganization"},
			exitFailed,
			"orgcontract: creating an organization was refused with 500 Internal Server Error; what was answered is in FILE\n",
			append(slices.Clone(reads), "createOrganization 500", "listOrganizations 200"),
		},
		"the answer contradicts the document": {
			sandbox.Fault{Kind: sandbox.FaultWrongType, Operation: "updateOrganization"},
			exitFindings,
			"orgcontract: updating it got an answer that is not documented; what was answered is in FILE\n",
			append(slices.Clone(created), "getOrganization 200", "updateOrganization 200", "listOrganizations 200", "deleteOrganization 204", "listOrganizations 200"),
		},
		"a proxy answers": {
			sandbox.Fault{Kind: sandbox.FaultHTML, Operation: "listOrganizations"},
			exitFindings,
			"orgcontract: listing the organizations was refused with 502 Bad Gateway; what was answered is in FILE\n",
			[]string{"listOrganizations 502"},
		},
		"the answer to creating is lost": {
			sandbox.Fault{Kind: sandbox.FaultResetAfter, Operation: "createOrganization", Times: 2}, // net/http repeats the request once.
			exitFailed,
			"orgcontract: a POST request got no response; it is not recorded\n" +
				"orgcontract: creating an organization failed: REASON; nothing was recorded\n", nil,
		},
		"an answer is lost": {
			sandbox.Fault{Kind: sandbox.FaultResetBefore, Operation: "updateOrganization", Times: 1},
			exitFailed,
			"orgcontract: a PUT request got no response; it is not recorded\n" +
				"orgcontract: updating it failed: REASON; nothing was recorded\n", nil,
		},
		"deleting fails once": {
			sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Operation: "deleteOrganization", Times: 1},
			exitFailed,
			"orgcontract: deleting it was refused with 500 Internal Server Error; what was answered is in FILE\n",
			append(slices.Clone(created), "getOrganization 200", "updateOrganization 200", "getOrganization 200", "deleteOrganization 500", "listOrganizations 200", "deleteOrganization 204", "listOrganizations 200"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := sandbox.New(t)
			before := names(t, s)
			require.NoError(t, s.Inject(tt.fault))
			r := runLive(t, s.URL, "--write")
			assert.Equal(t, tt.code, r.code, r.stdout)
			assert.Regexp(t, "^"+strings.NewReplacer("FILE", `\S+\.har`, "REASON", `[a-zA-Z ]+`, ".", `\.`).Replace(tt.stderr)+"$", r.stderr)
			assert.Equal(t, tt.recorded, r.recorded)
			assert.Equal(t, before, names(t, s))
		})
	}
}

// TestLiveNamesWhatItLeaves checks that the command names an organization that it can't delete, so
// that a person can delete it.
func TestLiveNamesWhatItLeaves(t *testing.T) {
	s := sandbox.New(t)
	require.NoError(t, s.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Operation: "deleteOrganization"}))
	r := runLive(t, s.URL, "--write")
	assert.Equal(t, exitFailed, r.code)
	all := names(t, s)
	left, renamed := strings.CutSuffix(all[len(all)-1], ", renamed")
	require.True(t, renamed)
	assert.Contains(t, r.stderr, `an organization may be left: delete the one whose name begins with "`+left+`": deleting it was refused with 500 Internal Server Error; what was answered is in `)
	assert.Equal(t, 1, strings.Count(r.stderr, "\n"))
	assert.NotContains(t, r.stdout, left)
}

// TestLiveDoesNotBelieveEveryAnswer checks that the command deletes or names the organization even
// if an answer about it is wrong, and that it leaves the other organizations alone.
func TestLiveDoesNotBelieveEveryAnswer(t *testing.T) {
	other := sandbox.DefaultSeed().Partners[0].Children[0].ID
	idInAnswer := regexp.MustCompile(`"id":\s*"[^"]*"`)
	for name, tt := range map[string]struct {
		method string
		times  int
		answer func(w http.ResponseWriter, carryOut func() string)
		left   int
	}{
		"created under another ID": {http.MethodPost, 1, func(w http.ResponseWriter, carryOut func() string) {
			carryOut()
			_, _ = io.WriteString(w, `{"data": {"id": "d0a36011-f3ff-44e5-9a79-9a5a8ba2bd0f", "name": "Acme"}}`)
		}, 0},
		"created under the ID of another": {http.MethodPost, 1, func(w http.ResponseWriter, carryOut func() string) {
			_, _ = io.WriteString(w, idInAnswer.ReplaceAllLiteralString(carryOut(), `"id":"`+other+`"`))
		}, 0},
		"another instead": {http.MethodPost, 1, func(w http.ResponseWriter, _ func() string) {
			_, _ = io.WriteString(w, `{"data": {"id": "`+other+`", "name": "Acme"}}`)
		}, 0},
		"created, and said to be refused": {http.MethodPost, 1, func(w http.ResponseWriter, carryOut func() string) {
			carryOut()
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, `{"key": "conflict", "message": "the name is taken", "status": 409}`)
		}, 0},
		"not deleted at first": {http.MethodDelete, 1, func(w http.ResponseWriter, _ func() string) { w.WriteHeader(http.StatusNoContent) }, 0},
		"never deleted":        {http.MethodDelete, 9, func(w http.ResponseWriter, _ func() string) { w.WriteHeader(http.StatusNoContent) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := sandbox.New(t)
			before := names(t, s)
			times := tt.times
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != tt.method || times == 0 {
					s.ServeHTTP(w, r)
					return
				}
				times--
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("X-Polytomic-Version", "2025-09-18")
				tt.answer(w, func() string {
					answer := httptest.NewRecorder()
					s.ServeHTTP(answer, r)
					return answer.Body.String()
				})
			}))
			defer front.Close()
			r := runLive(t, front.URL, "--write")
			assert.NotEqual(t, exitHolds, r.code)
			after := names(t, s)
			assert.Equal(t, before, after[:len(before)], "no other organization was renamed or deleted")
			assert.Len(t, after, len(before)+tt.left)
			if tt.left > 0 {
				name := strings.TrimSuffix(after[len(before)], ", renamed")
				assert.Contains(t, r.stderr, `an organization may be left: delete the one whose name begins with "`+name+`": it is still there after it was deleted`)
			}
		})
	}
}

// TestLiveIsInterrupted checks that the command deletes the organization after Ctrl-C in the middle
// of a request.
func TestLiveIsInterrupted(t *testing.T) {
	s := sandbox.New(t)
	before := names(t, s)
	self, err := os.FindProcess(os.Getpid())
	require.NoError(t, err)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			_, _ = io.Copy(io.Discard, r.Body) // After reading the body, the server notices when the connection ends.
			assert.NoError(t, self.Signal(os.Interrupt))
			<-r.Context().Done()
			return
		}
		s.ServeHTTP(w, r)
	}))
	defer front.Close()
	r := runLive(t, front.URL, "--write")
	assert.Equal(t, exitFailed, r.code)
	assert.Equal(t, "orgcontract: a PUT request got no response; it is not recorded\n"+
		"orgcontract: interrupted; updating it took too long, or was interrupted; nothing was recorded\n", r.stderr)
	assert.Empty(t, r.stdout)
	assert.Empty(t, r.recorded)
	assert.Equal(t, before, names(t, s))
}

func TestLiveSendsNothing(t *testing.T) {
	asked := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }))
	defer asked.Close()
	for name, tt := range map[string]struct{ key, baseURL, stderr string }{
		"no key":       {"", asked.URL, "there is no key, so nothing was sent; set POLYTOMIC_PARTNER_KEY to a partner key, which the vendor's support issues"},
		"a broken key": {"s3cr3t key", asked.URL, "POLYTOMIC_PARTNER_KEY: the key has a character at byte 6 that no key may have"},
		"no URL":       {"s3cr3t-key", "ftp://a.example", "POLYTOMIC_BASE_URL: "},
		"plain HTTP":   {"s3cr3t-key", "http://a.example", "POLYTOMIC_BASE_URL: "},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv(keyVariable, tt.key)
			t.Setenv(baseURLVariable, tt.baseURL)
			var stdout, stderr strings.Builder
			assert.Equal(t, exitFailed, run([]string{"live", "--out", dir}, &stdout, &stderr))
			assert.True(t, strings.HasPrefix(stderr.String(), "orgcontract: "+tt.stderr), stderr.String())
			assert.Equal(t, 1, strings.Count(stderr.String(), "\n"))
			assert.NotContains(t, stderr.String(), "s3cr3t")
			assert.Empty(t, stdout.String())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

func TestOnlyTheVendorsServerIsLive(t *testing.T) {
	for baseURL, want := range map[string]contract.Provenance{
		"": contract.Live, "https://app.polytomic.com": contract.Live, "https://polytomic.example/base": contract.Live,
		"http://127.0.0.1:8080": contract.Sandbox, "http://localhost": contract.Sandbox, "http://[::1]:80": contract.Sandbox,
	} {
		assert.Equal(t, want, provenanceOf(baseURL), baseURL)
	}
}
