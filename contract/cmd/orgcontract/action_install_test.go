package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// The constants are the commits of two releases on the test server that acts as GitHub. The second
// release has no binaries.
const (
	releasedCommit = "1111111111111111111111111111111111111111"
	tagObject      = "2222222222222222222222222222222222222222"
	bareCommit     = "3333333333333333333333333333333333333333"
)

// releasedProgram is the program in the archive of the release. It doesn't check anything.
const releasedProgram = "#!/bin/sh\necho from the release >&2\nexit 2\n"

// ghStandIn is a script that replaces the gh command. It knows an attestation of the archive for
// releasedCommit.
const ghStandIn = `#!/bin/sh
[ "$1 $2 $4 $5 $6 $7 $8" = "attestation verify --repo owner/repo --source-digest ` + releasedCommit + ` --signer-workflow" ] &&
	[ "$9" = owner/repo/.github/workflows/release.yml ] && [ -f "$3" ]
`

// newForge starts a server that serves the tags of a repository and the archive of its release, as
// GitHub does.
func newForge(t *testing.T) string {
	t.Helper()
	var archive bytes.Buffer
	packed := gzip.NewWriter(&archive)
	files := tar.NewWriter(packed)
	require.NoError(t, files.WriteHeader(&tar.Header{Name: "orgcontract", Mode: 0o755, Size: int64(len(releasedProgram))}))
	_, err := files.Write([]byte(releasedProgram))
	require.NoError(t, err)
	require.NoError(t, files.Close())
	require.NoError(t, packed.Close())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /owner/repo/info/refs", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, "%s\trefs/tags/v1.0.0\n%s\trefs/tags/v1.0.0^{}\n%s\trefs/tags/v1.1.0\n", tagObject, releasedCommit, bareCommit)
	})
	mux.HandleFunc("GET /owner/repo/HEAD", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, bareCommit) })
	mux.HandleFunc("GET /owner/repo/releases/download/v1.0.0/orgcontract_linux_amd64.tar.gz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(archive.Bytes())
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// The action runs the binary of a release only if an attestation proves which commit it was built
// from. That must be the commit that the job pins. Otherwise the action builds the command.
func TestActionDownloadsTheReleaseOfTheCommit(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ref, arch, gh string
		downloads     bool
	}{
		"the commit of a release":   {releasedCommit, "X64", ghStandIn, true},
		"the tag of a release":      {"v1.0.0", "X64", ghStandIn, true},
		"without proof":             {releasedCommit, "X64", "#!/bin/sh\nexit 1\n", false},
		"for another machine":       {releasedCommit, "ARM64", ghStandIn, false},
		"for an unknown machine":    {releasedCommit, "RISCV", ghStandIn, false},
		"a release without files":   {bareCommit, "X64", ghStandIn, false},
		"a commit between releases": {"4444444444444444444444444444444444444444", "X64", ghStandIn, false},
		"a branch":                  {"main", "X64", ghStandIn, false},
		"in its own repository":     {"", "X64", ghStandIn, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job := newBooksJob(t, map[string]string{"a.jsonl": bookExchange("{}")}, map[string]string{"recordings": "a.jsonl"})
			job.tools["gh"] = tt.gh
			job.env["GITHUB_SERVER_URL"], job.env["RUNNER_ARCH"] = newForge(t), tt.arch
			job.github = map[string]string{"action_repository": "owner/repo", "action_ref": tt.ref, "token": "token"}
			done := job.run(t)
			const downloaded = "Downloaded orgcontract v1.0.0.\n"
			if tt.downloads {
				program, err := os.ReadFile(done.steps["steps.install.outputs.command"])
				require.NoError(t, err, done.log)
				assert.Equal(t, releasedProgram, string(program))
				assert.Contains(t, done.log, downloaded)
				assert.Contains(t, done.summary, "from the release")
			} else {
				assert.Equal(t, 0, done.code, done.log)
				assert.NotContains(t, done.log, downloaded)
			}
		})
	}
}

// If a job has no Go, the error says what to do.
func TestActionNeedsGoToBuild(t *testing.T) {
	t.Parallel()
	job := newBooksJob(t, nil, nil)
	delete(job.tools, "go")
	job.env["PATH"] = t.TempDir()
	for _, name := range []string{"bash", "mktemp"} {
		program, err := exec.LookPath(name)
		if err != nil || os.Symlink(program, filepath.Join(job.env["PATH"], name)) != nil {
			t.Skip(name + " can't be linked to here")
		}
	}
	done := job.run(t)
	assert.Equal(t, 2, done.code, done.log)
	assert.Contains(t, done.log, "add actions/setup-go before this step")
}

// The action downloads files under the names that a release gives them.
func TestReleaseHasWhatTheActionDownloads(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../.goreleaser.yaml")
	require.NoError(t, err)
	var config struct {
		Builds   []struct{ Goos, Goarch []string }
		Archives []struct {
			NameTemplate    string `yaml:"name_template"`
			Formats         []string
			FormatOverrides []struct {
				Goos    string
				Formats []string
			} `yaml:"format_overrides"`
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &config))
	require.Len(t, config.Builds, 1)
	require.Len(t, config.Archives, 1)
	archive := config.Archives[0]
	assert.Equal(t, "orgcontract_{{ .Os }}_{{ .Arch }}", archive.NameTemplate)
	require.Len(t, archive.FormatOverrides, 1)
	script, err := os.ReadFile(theAction + "/install.sh")
	require.NoError(t, err)
	for _, system := range config.Builds[0].Goos {
		format := archive.Formats[0]
		if system == archive.FormatOverrides[0].Goos {
			format = archive.FormatOverrides[0].Formats[0]
		}
		assert.Contains(t, string(script), "os="+system+" archive="+format+" ;;")
	}
	for _, machine := range config.Builds[0].Goarch {
		assert.Contains(t, string(script), "arch="+machine+" ;;")
	}
}
