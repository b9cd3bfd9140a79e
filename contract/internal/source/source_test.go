package source_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/source"
)

// write writes files below a new directory, and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	directory := t.TempDir()
	for name, text := range files {
		path := filepath.Join(directory, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return directory
}

const limit = 100

const outside = "it is outside the directory of the document; allow its directory with --allow-refs"

func TestDirectory(t *testing.T) {
	t.Parallel()
	root := write(t, map[string]string{
		"api/a.yaml": "a", "api/sub/b.yaml": "b", "shared/c.yaml": "c", "shared/sub/d.yaml": "d", "secret.yaml": "s", "api/long.yaml": strings.Repeat("x", limit+1),
	})
	require.NoError(t, os.Symlink("../secret.yaml", filepath.Join(root, "api/out.yaml")))
	require.NoError(t, os.Symlink(filepath.Join(root, "shared"), filepath.Join(root, "api/all")))
	require.NoError(t, os.Symlink("sub/b.yaml", filepath.Join(root, "api/in.yaml")))
	files := source.Directory(filepath.Join(root, "api"))
	for location, want := range map[string]string{"a.yaml": "a", "sub/b.yaml": "b", "in.yaml": "b"} {
		text, err := files.Read(location, limit)
		require.NoError(t, err, location)
		assert.Equal(t, want, string(text), location)
	}
	const link = "a symbolic link leads out of the directory of the document; make the file readable"
	for location, want := range map[string]string{
		"../secret.yaml": outside, "../shared/c.yaml": outside, "out.yaml": link, "all/c.yaml": link,
		"none.yaml": "there is no such file; correct the reference, or add the file", "sub": "it is not a regular file; name one",
		"long.yaml":        "it makes the document too large: all files together may have 64 MiB; split off what is not needed",
		"https://h.test/a": "it is on the network; allow that with --allow-remote-refs",
	} {
		_, err := files.Read(location, limit)
		require.EqualError(t, err, want, location)
	}

	require.NoError(t, files.Allow(filepath.Join(root, "shared")))
	for location, want := range map[string]string{"../shared/c.yaml": "c", "../shared/sub/d.yaml": "d", "a.yaml": "a"} {
		text, err := files.Read(location, limit)
		require.NoError(t, err, location)
		assert.Equal(t, want, string(text), location)
	}
	_, err := files.Read("../secret.yaml", limit)
	require.EqualError(t, err, outside)
	require.ErrorContains(t, files.Allow(filepath.Join(root, "none")), "there is no such directory; name one")
	require.ErrorContains(t, files.Allow(filepath.Join(root, "secret.yaml")), "there is no such directory; name one")
}

// A directory above that of the document may be allowed.
func TestAllowAbove(t *testing.T) {
	t.Parallel()
	root := write(t, map[string]string{"api/v1/a.yaml": "a", "common/b.yaml": "b", "api/c.yaml": "c"})
	files := source.Directory(filepath.Join(root, "api/v1"))
	require.NoError(t, files.Allow(root))
	require.NoError(t, os.Symlink("../../common/b.yaml", filepath.Join(root, "api/v1/link.yaml")))
	for location, want := range map[string]string{"a.yaml": "a", "../../common/b.yaml": "b", "../c.yaml": "c", "link.yaml": "b"} {
		text, err := files.Read(location, limit)
		require.NoError(t, err, location)
		assert.Equal(t, want, string(text), location)
	}
	_, err := files.Read("../../../x.yaml", limit)
	require.EqualError(t, err, outside)
}

func TestFileSystem(t *testing.T) {
	t.Parallel()
	files := source.New(fstest.MapFS{"api/a.yaml": {Data: []byte("a")}, "b.yaml": {Data: []byte("b")}}, "api")
	for location, want := range map[string]string{"a.yaml": "a", "../b.yaml": "b"} {
		text, err := files.Read(location, limit)
		require.NoError(t, err, location)
		assert.Equal(t, want, string(text), location)
	}
	_, err := files.Read("../../b.yaml", limit)
	require.EqualError(t, err, outside)
	require.ErrorContains(t, files.Allow("/tmp"), "the document is not in a directory")
}

func TestRemote(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("other")) }))
	t.Cleanup(other.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a.yaml":
			_, _ = w.Write([]byte("a"))
		case "/long.yaml":
			_, _ = w.Write([]byte(strings.Repeat("x", limit+1)))
		case "/here":
			http.Redirect(w, r, "/a.yaml", http.StatusFound)
		case "/there":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL + "/openapi.yaml")
	require.NoError(t, err)
	files := source.Remote(t.Context(), root)
	for _, path := range []string{"/a.yaml", "/here"} {
		text, err := files.Read(server.URL+path, limit)
		require.NoError(t, err, path)
		assert.Equal(t, "a", string(text))
	}
	for location, want := range map[string]string{
		server.URL + "/none":                       "the server answers with 404, and 200 was expected; correct the URL",
		server.URL + "/long.yaml":                  "it makes the document too large",
		server.URL + "/there":                      "it redirects to another host, " + strings.TrimPrefix(other.URL, "http://") + "; refer to the file there",
		server.URL + "/file":                       "it redirects to what is not a URL of http or https; refer to a file that it serves itself",
		server.URL + "/round":                      "it redirects more than 5 times; refer to the file there",
		other.URL + "/a.yaml":                      "it is on the network; allow that with --allow-remote-refs",
		"http://u:s3cr3t@" + root.Host + "/a.yaml": "the URL holds a user or a password; leave them out",
		"../a.yaml":                                outside,
	} {
		_, err := files.Read(location, limit)
		require.ErrorContains(t, err, want, location)
		assert.NotContains(t, err.Error(), "s3cr3t")
	}
	files.AllowRemote(t.Context())
	text, err := files.Read(other.URL+"/a.yaml", limit)
	require.NoError(t, err)
	assert.Equal(t, "other", string(text))

	text, err = source.Fetch(t.Context(), root.JoinPath("../a.yaml"))
	require.NoError(t, err)
	assert.Equal(t, "a", string(text))
}

func TestHeld(t *testing.T) {
	t.Parallel()
	files := source.Held(source.New(fstest.MapFS{"a.yaml": {Data: []byte("a")}, "b.yaml": {Data: []byte("b")}}, "."))
	files.Hold("a.yaml", []byte("held"))
	again := source.Held(files)
	for location, want := range map[string]string{"a.yaml": "a", "b.yaml": "b"} {
		text, err := again.Read(location, limit)
		require.NoError(t, err)
		assert.Equal(t, want, string(text), "the files that another one holds are not held")
	}
	text, err := files.Read("a.yaml", limit)
	require.NoError(t, err)
	assert.Equal(t, "held", string(text))
	_, err = files.Read("a.yaml", 3)
	require.ErrorContains(t, err, "too large")
	const signed = "https://a.test/a.yaml?sig=s3cr3t"
	files.Hold(document.PublicLocation(signed), []byte("signed"))
	text, err = files.Read(signed, limit)
	require.NoError(t, err)
	assert.Equal(t, "signed", string(text))
	_, err = source.Held(nil).Read("a.yaml", limit)
	require.ErrorContains(t, err, "there is no such file")
}
