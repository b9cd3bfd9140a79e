package settings_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
)

// links creates a directory named repository with files and links, and a directory with other files
// beside it.
func links(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range []string{"elsewhere/a.har", "repository/api/openapi.yaml", "repository/recordings/deep/a.har", "repository/good/a.har", "repository/chain/b.har"} {
		file = filepath.Join(dir, filepath.FromSlash(file))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
		require.NoError(t, os.WriteFile(file, nil, 0o600))
	}
	for link, target := range map[string]string{
		"out": "../elsewhere", "out.har": "../elsewhere/a.har", "absolute": filepath.Join(dir, "elsewhere"), "dangling.yaml": "../elsewhere/new.yaml",
		"recordings/deep/out": "../../../elsewhere", "good/self": ".", "good/api": "../api", "good/nowhere": "none", "chain/next": "../recordings",
	} {
		if err := os.Symlink(target, filepath.Join(dir, "repository", filepath.FromSlash(link))); err != nil {
			t.Skip("links can't be made here: ", err)
		}
	}
	return filepath.Join(dir, "repository")
}

// TestReadKeepsToItsDirectory checks that Read refuses files outside of the directory, because a
// stranger can change the configuration file in a pull request.
func TestReadKeepsToItsDirectory(t *testing.T) {
	t.Parallel()
	const (
		elsewhere = " is not in the directory of the configuration file; give it "
		through   = " leads out of the directory of the configuration file through a link; give it "
	)
	dir := links(t)
	file := filepath.Join(dir, settings.File)
	for _, tt := range []struct{ text, want string }{
		{"spec: api/openapi.yaml\nrecordings: [good, ./good/a.har, api/../good]\nbaseline: api/new.yaml\n", ""},
		{"spec: https://api.example/openapi.json\noverlay: [none.yaml, HTTPS://api.example/a.yaml]\nbaseline: none/new.yaml\n", ""},
		{"only: /etc\nserver: http://internal.example\n", ""},
		{"spec: /etc/passwd\n", `spec: "/etc/passwd"` + elsewhere + "with --spec instead"},
		{"spec: ../openapi.yaml\n", `spec: "../openapi.yaml"` + elsewhere + "with --spec instead"},
		{"overlay: [a.yaml, a/../../b.yaml]\n", `overlay: "a/../../b.yaml"` + elsewhere + "with --overlay instead"},
		{"recordings: ..\n", `recordings: ".."` + elsewhere + "as an argument instead"},
		{"baseline: /dev/stdout\n", `baseline: "/dev/stdout"` + elsewhere + "with --baseline instead"},
		{"spec: http://u:s3cr3t@a.test/b?s3cr3t\n", `spec: "http://a.test/b?..." is a URL without TLS; write https, or give it with --spec instead`},
		{"spec: https://u:s3cr3t@a.test/b\n", `spec: the URL "https://a.test/b" has a user or a password; leave them out`},
		{"spec: http://169.254.169.254/latest\n", `spec: "http://169.254.169.254/latest" is a URL without TLS; write https, or give it with --spec instead`},
		{"spec: out/a.har\n", `"out/a.har"` + through + "with --spec instead"},
		{"recordings: [good, out]\n", "out\"" + through + "as an argument instead"},
		{"recordings: absolute/a.har\n", "absolute/a.har\"" + through + "as an argument instead"},
		{"recordings: out.har\n", "out.har\"" + through + "as an argument instead"},
		{"recordings: recordings\n", "recordings/deep/out\"" + through + "as an argument instead"},
		{"recordings: chain\n", "chain/next/deep/out\"" + through + "as an argument instead"},
		{"baseline: out/new/new.yaml\n", "out/new/new.yaml\"" + through + "with --baseline instead"},
		{"baseline: dangling.yaml\n", "dangling.yaml\"" + through + "with --baseline instead"},
	} {
		require.NoError(t, os.WriteFile(file, []byte(tt.text), 0o600))
		_, err := settings.Read(file)
		if tt.want == "" {
			require.NoError(t, err, tt.text)
			continue
		}
		require.ErrorContains(t, err, ":1:1: ", tt.text)
		require.ErrorContains(t, err, tt.want, tt.text)
	}

	require.NoError(t, os.Remove(file))
	require.NoError(t, os.Symlink("../elsewhere/a.har", file))
	_, err := settings.Read(file)
	require.ErrorContains(t, err, "it is a link that leads out of its directory; ")
}
