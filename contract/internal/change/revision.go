package change

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Read reads a document. It uses load to read a file, a URL or the standard input (-). If there is
// no file with the name, it reads the document from a revision of the git repository around the
// working directory. The name REV means the file at the given path in the working directory, as it
// was in that revision. The name REV:PATH has the same meaning as in git. The files that the
// document refers to are read from the same revision. Its errors have one line, and say what is
// missing and what to name.
func Read(ctx context.Context, name, path string, load func(name string) (*contract.Contract, error)) (*Document, error) {
	if _, err := os.Stat(name); err != nil && name != "-" && !document.IsURL(name) {
		if errors.Is(err, fs.ErrNotExist) || strings.Contains(name, ":") { // The system may not allow a name with a colon.
			return readRevision(ctx, name, path)
		}
	}
	c, err := load(name)
	if err != nil {
		return nil, err
	}
	return New(c)
}

func readRevision(ctx context.Context, name, path string) (*Document, error) {
	revision, within, found := strings.Cut(name, ":")
	if !found {
		var err error
		if within, err = fromHere(path); err != nil {
			return nil, fmt.Errorf("%s: no such file, and %s can't be found in a revision: %w; name one as REV:PATH", name, path, err)
		}
	}
	if _, err := git(ctx, "rev-parse", "--git-dir"); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, fmt.Errorf("%s: no such file, and git, which could look for a revision, is not installed; name a file", name)
		}
		return nil, fmt.Errorf("%s: no such file, and this is not a git repository, which could have such a revision; name a file", name)
	}
	commit, err := git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%s: no such file, and no such revision in this git repository; name a file, REV or REV:PATH", name)
	}
	files := gitFiles{ctx: ctx, revision: revision, commit: strings.TrimSpace(string(commit))}
	if shown, below := strings.CutPrefix(within, "./"); below {
		here, err := git(ctx, "rev-parse", "--show-prefix")
		if err != nil {
			return nil, fmt.Errorf("%s: the working directory is not in this git repository; name a file as REV:PATH", name)
		}
		within, files.directory = shown, strings.TrimSpace(string(here))
	}
	c, err := contract.ParseFS(files, revision+":"+within)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no file %s at this revision; name one as REV:PATH", name, strconv.Quote(within))
	case err != nil:
		return nil, err
	}
	return New(c)
}

// fromHere returns a path that git resolves from the working directory and not from the top of the
// repository.
func fromHere(path string) (string, error) {
	if filepath.IsAbs(path) {
		here, err := os.Getwd()
		if err != nil {
			return "", err
		}
		if path, err = filepath.Rel(here, path); err != nil {
			return "", err
		}
	}
	return "./" + filepath.ToSlash(path), nil
}

// git runs git and returns its output.
func git(ctx context.Context, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, "git", args...).Output()
}
