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
)

// Read reads a document from a file or, if there is no file of that name, from a revision of the
// git repository around the working directory. The name REV means the file at the given path in the
// working directory, as it was at that revision; REV:PATH means what it means to git. An error is
// one line that says what is missing and what to name.
func Read(ctx context.Context, name, path string) (*Document, error) {
	text, err := os.ReadFile(name)
	switch {
	case err == nil:
		return Parse(filepath.ToSlash(name), text)
	case errors.Is(err, fs.ErrNotExist) || strings.Contains(name, ":"): // The system may not allow a name with a colon.
		return readRevision(ctx, name, path)
	}
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return nil, fmt.Errorf("%s: %w; name an OpenAPI 3.0 document", filepath.ToSlash(name), err)
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
	text, err := git(ctx, "cat-file", "blob", strings.TrimSpace(string(commit))+":"+within)
	shown := strings.TrimPrefix(within, "./")
	if err != nil {
		return nil, fmt.Errorf("%s: there is no file %s at this revision; name one as REV:PATH", name, strconv.Quote(shown))
	}
	return Parse(revision+":"+shown, text)
}

// fromHere returns a path that git reads from the working directory, and not from the top of the
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

// git runs git and returns what it prints.
func git(ctx context.Context, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, "git", args...).Output()
}
