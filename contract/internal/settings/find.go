package settings

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// Found is what a check needs and what was found in a directory. The names are relative to the
// directory, with slashes.
type Found struct {
	// Documents are the OpenAPI documents, those in the directory itself first.
	Documents []string
	// Recordings are the recordings in the directory itself, and the directories in it that hold
	// recordings.
	Recordings []string
}

// The bounds of a search.
const (
	// maxFiles bounds the files that are opened.
	maxFiles = 10_000
	// maxHead bounds what is read of a file to see whether it is a document.
	maxHead = 64 << 10
)

// errEnough ends a search.
var errEnough = errors.New("enough files")

// Find looks for documents and recordings in a directory and in the directories below it. It leaves
// out hidden directories, and directories with other people's packages. It looks into files, not
// only at their names. A file that can't be read is left out. Find returns an error only if it
// can't read the directory itself.
func Find(directory string) (Found, error) {
	s := search{root: directory}
	err := filepath.WalkDir(directory, s.visit)
	if err != nil && !errors.Is(err, errEnough) {
		return Found{}, err
	}
	slices.SortStableFunc(s.found.Documents, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	return s.found, nil
}

type search struct {
	root  string
	files int
	found Found
}

func (s *search) visit(file string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil && file == s.root:
		return err
	case err != nil:
		return nil //nolint:nilerr // What can't be read is left out.
	case entry.IsDir() && file != s.root && isForeign(entry.Name()):
		return fs.SkipDir
	case !entry.Type().IsRegular():
		return nil
	}
	if s.files++; s.files > maxFiles {
		return errEnough
	}
	name, err := filepath.Rel(s.root, file)
	if err != nil {
		return err
	}
	switch name = filepath.ToSlash(name); {
	case isDocument(file):
		s.found.Documents = append(s.found.Documents, name)
	case isRecording(file):
		if first, _, below := strings.Cut(name, "/"); below {
			name = first
		}
		if !slices.Contains(s.found.Recordings, name) {
			s.found.Recordings = append(s.found.Recordings, name)
		}
	}
	return nil
}

// isForeign reports whether a directory is hidden, or holds packages of others.
func isForeign(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor"
}

// openAPI matches the place where a document says that it is of OpenAPI 3.0, 3.1 or 3.2.
var openAPI = regexp.MustCompile(`(?m)(?:^|[{,])\s*["']?openapi["']?\s*:\s*["']?3\.[0-2]\b`)

// isDocument reports whether a file says that it is an OpenAPI document.
func isDocument(file string) bool {
	switch strings.ToLower(path.Ext(filepath.ToSlash(file))) {
	case ".yaml", ".yml", ".json":
	default:
		return false
	}
	f, err := os.Open(file) //nolint:gosec // It is below the directory that is searched.
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // It was only read.
	return openAPI.MatchReader(bufio.NewReader(io.LimitReader(f, maxHead)))
}

// isRecording reports whether an exchange, or an entry without an exchange, can be read from a
// file.
func isRecording(file string) bool {
	switch strings.ToLower(filepath.Ext(strings.TrimSuffix(strings.ToLower(file), ".gz"))) {
	case ".har", ".jsonl", ".ndjson", ".json", ".log", ".yaml", ".yml", ".zip":
	default:
		return false
	}
	isOne := false
	r := recording.Reader{Skipped: func(recording.Skipped) { isOne = true }}
	for _, err := range r.Read(file) {
		return err == nil
	}
	return isOne
}
