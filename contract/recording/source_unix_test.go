//go:build unix

package recording_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// TestPipesAreRefused checks that reading doesn't wait for a pipe, whether a path names the pipe or
// the pipe is in a directory of recordings.
func TestPipesAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "a.har")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, path := range []string{pipe, dir} {
		_, err := recording.Load(path)
		require.EqualError(t, err, filepath.ToSlash(pipe)+": it is a pipe or a device, not a file; give it as standard input and name -")
	}
	_, err := recording.Load(os.DevNull)
	require.ErrorContains(t, err, "it is a pipe or a device")
	_, err = recording.Create(pipe, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.EqualError(t, err, filepath.ToSlash(pipe)+": it is not a regular file; name a file that can be written")
}

// A recording may name a pipe as the file of a body. Reading doesn't wait for the pipe.
func TestPipesAreNoBodies(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"a.har": strings.Replace(attachedHAR, "%", "pipe", 1)})
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	exchanges, err := recording.Load(dir)
	require.NoError(t, err)
	assert.True(t, exchanges[0].Response.BodyOmitted)
}

// TestLinkedDirectoriesAreFollowedOnce: a link to a directory counts as the directory, and a circle
// ends. A link that leads out is skipped and counted, unless it is the path itself.
func TestLinkedDirectoriesAreFollowedOnce(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"real/a.har": harText, "real/elsewhere/b.har": harText, "outside/c.har": harText})
	actual := filepath.Join(dir, "real")
	for link, target := range map[string]string{
		"circle": ".", "up": "..", "twice": "elsewhere", "again": "elsewhere", "nowhere": "none", "file.har": "a.har",
		"out": "../outside", "out.har": "../outside/c.har", "elsewhere/passwd.yaml": "/etc/passwd", "unread.txt": "../outside/c.har",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(actual, link)))
	}
	require.NoError(t, os.Symlink("real", filepath.Join(dir, "link")))
	files, skipped, exchanges := map[string]bool{}, []string{}, 0
	reader := recording.Reader{Skipped: func(s recording.Skipped) {
		skipped = append(skipped, filepath.Base(s.File)+": "+string(s.Reason))
	}}
	for x, err := range reader.Read(filepath.Join(dir, "link")) {
		require.NoError(t, err)
		files[filepath.Base(x.Source.File)] = true
		exchanges++
	}
	const out, again = ": links that lead out of the directory", ": recordings that are named twice"
	assert.ElementsMatch(t, []string{"passwd.yaml" + out, "out" + out, "out.har" + out, "up" + out, "file.har" + again}, skipped)
	assert.Equal(t, map[string]bool{"a.har": true, "b.har": true}, files)
	of := exchanges / 2
	one, err := recording.Load(filepath.Join(actual, "a.har"))
	require.NoError(t, err)
	assert.Len(t, one, of, "each is read once")
}

// TestAFileIsReadOnce checks that a recording counts once, whatever its names are.
func TestAFileIsReadOnce(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"a.har": harText, "b.har": harText, "sub/c.har": harText})
	file := filepath.Join(dir, "a.har")
	hard, link := filepath.Join(dir, "hard"), filepath.Join(dir, "link")
	require.NoError(t, os.Link(file, hard))
	require.NoError(t, os.Symlink("a.har", link))
	one, err := recording.Load(file)
	require.NoError(t, err)
	for name, second := range map[string]string{
		"the same name": file, "a longer name": dir + "/./a.har", "a hard link": hard, "a link": link, "a directory": filepath.Join(dir, "sub") + "/..",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var skipped []recording.Skipped
			reader := recording.Reader{Skipped: func(s recording.Skipped) { skipped = append(skipped, s) }}
			exchanges := 0
			for _, err := range reader.Read(file, second) {
				require.NoError(t, err)
				exchanges++
			}
			want := len(one)
			if name == "a directory" {
				want *= 3 // It has the copies b.har and c.har, which are other files.
			}
			assert.Equal(t, want, exchanges)
			require.Len(t, skipped, 1)
			assert.Equal(t, recording.Repeated, skipped[0].Reason)
		})
	}
}
