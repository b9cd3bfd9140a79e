package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// mayBeURL has the keys that name files. Its values say whether the name may be a URL.
var mayBeURL = map[string]bool{Spec: true, Overlay: true, Recordings: false, baseline: false}

// checkFiles returns an error if a setting names a file outside of the directory. A stranger can
// change the configuration file in a pull request. The change must not make a job read or write
// other files of the machine, or send requests to addresses inside a network.
func (s *Settings) checkFiles(directory string) error {
	for _, one := range s.all {
		if _, names := mayBeURL[one.key]; !names {
			continue
		}
		for _, value := range one.values {
			if err := checkFile(directory, one.key, value); err != nil {
				return fmt.Errorf("%s: %s: %w", one.place, one.key, err)
			}
		}
	}
	return nil
}

// insteadOf returns the part of an error that says how to name such a file.
func insteadOf(key string) string {
	if key == Recordings {
		return "give it as an argument instead"
	}
	return "give it with --" + key + " instead"
}

func checkFile(directory, key, value string) error {
	if mayBeURL[key] && document.IsURL(value) {
		if scheme, _, _ := strings.Cut(value, ":"); !strings.EqualFold(scheme, "https") {
			return fmt.Errorf("%s is a URL without TLS; write https, or %s", wording.Quote(document.Shown(value)), insteadOf(key))
		}
		if u, err := url.Parse(value); err == nil && u.User != nil { // Whoever reads the file would have the password.
			return fmt.Errorf("the URL %s has a user or a password; leave them out", wording.Quote(document.Shown(value)))
		}
		return nil
	}
	if !utf8.ValidString(value) {
		return fmt.Errorf("%s is not UTF-8, and YAML has no other strings; %s", wording.Quote(value), insteadOf(key))
	}
	name := filepath.FromSlash(value)
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%s is not in the directory of the configuration file; %s", wording.Quote(value), insteadOf(key))
	}
	w, err := newWithin(directory)
	if err != nil {
		return err
	}
	if link := w.leading(filepath.Join(directory, name)); link != "" {
		link = strings.TrimPrefix(link, filepath.Clean(directory)+string(filepath.Separator))
		return fmt.Errorf("%s leads out of the directory of the configuration file through a link; %s",
			wording.Quote(filepath.ToSlash(link)), insteadOf(key))
	}
	return nil
}

// LeadsOut reports whether a file is not in the directory that its name says, because a link leads
// out of the directory. The file may be missing. It returns an error if the directory can't be
// read.
func LeadsOut(file string) (bool, error) {
	w, err := newWithin(filepath.Dir(file))
	if err != nil {
		return false, err
	}
	return w.leadsOut(file), nil
}

// within looks for links that lead out of a directory.
type within struct {
	root string
	// visited are the files and directories that were examined, by their names without links.
	visited map[string]bool
}

func newWithin(directory string) (*within, error) {
	root, err := filepath.Abs(directory)
	if err != nil {
		return nil, err
	}
	root, err = filepath.EvalSymlinks(root)
	return &within{root: root, visited: map[string]bool{}}, err
}

// leading returns the first name that leads out of the directory. This is the name of the file or,
// if the file is a directory, of a file below it. It returns "" if no name leads out. It follows
// links as a reader of the file does.
func (w *within) leading(file string) string {
	if w.leadsOut(file) {
		return file
	}
	actual, err := filepath.EvalSymlinks(file)
	if err != nil || w.visited[actual] {
		return "" // The reader reports the error.
	}
	w.visited[actual] = true
	entries, _ := os.ReadDir(actual) // If it is not a directory, there are no entries.
	for _, entry := range entries {
		below := filepath.Join(file, entry.Name())
		if _, err := os.Stat(below); err != nil || entry.Type().IsRegular() {
			continue // The link leads to nothing, so it is not read.
		}
		if link := w.leading(below); link != "" {
			return link
		}
	}
	return ""
}

// leadsOut reports whether a name leads out of the directory. The file may not exist yet, because
// it may be written later.
func (w *within) leadsOut(file string) bool {
	actual, err := filepath.EvalSymlinks(file)
	switch {
	case err == nil:
		return !w.holds(actual)
	case !errors.Is(err, fs.ErrNotExist):
		return false // The reader reports the error.
	}
	if _, err := os.Lstat(file); err == nil {
		return true // It is a link to a missing file, which may be anywhere later.
	}
	parent := filepath.Dir(file)
	return parent != filepath.Dir(parent) && w.leadsOut(parent)
}

// holds reports whether the directory is the file or contains it. The name of the file has no
// links.
func (w *within) holds(actual string) bool {
	if !filepath.IsAbs(actual) {
		absolute, err := filepath.Abs(actual)
		if err != nil {
			return false
		}
		if actual, err = filepath.EvalSymlinks(absolute); err != nil { // The working directory's name may have a link.
			return false
		}
	}
	below, err := filepath.Rel(w.root, actual)
	return err == nil && filepath.IsLocal(below)
}
