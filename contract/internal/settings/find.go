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

// Found has the documents and recordings that were found in a directory. Their names are relative
// to the directory and have slashes.
type Found struct {
	// Documents lists the OpenAPI documents. Those directly in the directory come first.
	Documents []string
	// Recordings lists the recordings directly in the directory, and the subdirectories with
	// recordings.
	Recordings []string
}

// The constants limit a search.
const (
	// maxFiles is how many files are opened.
	maxFiles = 10_000
	// maxHead is how many bytes of a file are read to find out whether it is a document.
	maxHead = 64 << 10
)

// errEnough ends a search early.
var errEnough = errors.New("enough files")

// Find looks for documents and recordings in a directory and in the directories below it. It skips
// hidden directories, and directories with other people's packages. It looks at the content of
// files and not only at their names. It skips files that it can't read. Find returns an error only
// if it can't read the directory itself.
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
		return nil //nolint:nilerr // A file that can't be read is skipped.
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

// isForeign reports whether a directory is hidden or contains other people's packages.
func isForeign(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor"
}

// openAPI matches the line in which a document says that it is OpenAPI 3.0, 3.1 or 3.2.
var openAPI = regexp.MustCompile(`(?m)(?:^|[{,])\s*["']?openapi["']?\s*:\s*["']?3\.[0-2]\b`)

// isDocument reports whether a file says that it is an OpenAPI document.
func isDocument(file string) bool {
	switch strings.ToLower(path.Ext(filepath.ToSlash(file))) {
	case ".yaml", ".yml", ".json":
	default:
		return false
	}
	f, err := os.Open(file) //nolint:gosec // The file is below the directory that is searched.
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // The file was only read.
	return openAPI.MatchReader(bufio.NewReader(io.LimitReader(f, maxHead)))
}

// isRecording reports whether a file can be read as a recording. It needs at least one entry, which
// need not be an exchange.
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
