package recording

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// source is one recording to read. It is a file, or the standard input if stdin is not nil.
type source struct {
	path  string
	stdin io.Reader
	// info describes the file. It is nil for the standard input and for what can't be read.
	info fs.FileInfo
	// err is the reason why the recording can't be read.
	err error
	// skip says why the recording is not read. It is empty if it is.
	skip Reason
}

// stdinPath is the path of the standard input. stdinName is its name in errors and exchanges.
const (
	stdinPath = "-"
	stdinName = "stdin"
)

// sources iterates over the recordings that the paths name. If two names lead to the same file, the
// recording at the second name is skipped.
func sources(stdin io.Reader, paths []string) iter.Seq2[source, error] {
	return func(yield func(source, error) bool) {
		named := fileSet{}
		for _, path := range paths {
			var found []source
			var err error
			switch {
			case path != stdinPath:
				found, err = find(path)
			case stdin == nil:
				err = fmt.Errorf("%s: there is nothing left to read; name %s once", stdinName, stdinPath)
			default:
				found, stdin = []source{{path: stdinName, stdin: stdin}}, nil
			}
			if err != nil && !yield(source{}, err) {
				return
			}
			for _, s := range found {
				if s.skip == "" && s.info != nil && !named.add(s.info) {
					s.skip = Repeated
				}
				if !yield(s, nil) {
					return
				}
			}
		}
	}
}

// find returns the path itself if it is a file. If it is a directory, find returns the recordings
// in it and below it.
func find(path string) ([]source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, readError(path, err)
	}
	if !info.IsDir() {
		return []source{{path: path, info: info, err: checkRegular(path, info)}}, nil
	}
	root, err := withoutLinks(path)
	if err != nil {
		return nil, readError(path, err)
	}
	search := directorySearch{root: root}
	search.add(path, info)
	if len(search.found) == 0 {
		return nil, fmt.Errorf("%s: the directory holds no recordings: put *.har, *.jsonl or cassettes there or name another one", filepath.ToSlash(path))
	}
	return search.found, nil
}

// checkRegular returns an error for a pipe or a device, because reading it can wait forever.
func checkRegular(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%s: it is a pipe or a device, not a file; give it as standard input and name %s", filepath.ToSlash(path), stdinPath)
}

// withoutLinks returns the absolute name of a file, without links.
func withoutLinks(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// directorySearch finds the recordings below a directory. It goes into each directory once. It
// follows links only inside the directory: a pull request can contain a link to any file of the
// machine, and errors and reports quote from recordings.
type directorySearch struct {
	// root is the absolute name of the directory, without links.
	root    string
	found   []source
	visited []fs.FileInfo
}

func (s *directorySearch) add(path string, info fs.FileInfo) {
	if slices.ContainsFunc(s.visited, func(visited fs.FileInfo) bool { return os.SameFile(visited, info) }) {
		return
	}
	s.visited = append(s.visited, info)
	entries, err := os.ReadDir(path)
	if err != nil {
		s.found = append(s.found, source{path: path, err: readError(path, err)})
		return
	}
	for _, entry := range entries {
		file := filepath.Join(path, entry.Name())
		info, err := os.Stat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !mayBeRecording(file): // The link leads to nothing.
		case err != nil:
			s.found = append(s.found, source{path: file, err: readError(file, err)})
		case !entry.Type().IsRegular() && (info.IsDir() || mayBeRecording(file)) && !s.holds(file):
			s.found = append(s.found, source{path: file, skip: OutsideLink})
		case info.IsDir():
			s.add(file, info)
		case mayBeRecording(file):
			s.addFile(file, info)
		}
	}
}

// holds reports whether a file is in the directory after all links are followed.
func (s *directorySearch) holds(file string) bool {
	actual, err := withoutLinks(file)
	if err != nil {
		return false
	}
	below, err := filepath.Rel(s.root, actual)
	return err == nil && filepath.IsLocal(below)
}

func (s *directorySearch) addFile(file string, info fs.FileInfo) {
	err := checkRegular(file, info)
	if err != nil || isRecording(file) {
		s.found = append(s.found, source{path: file, info: info, err: err})
	}
}

// harExtension is the file name extension of HAR files.
const harExtension = ".har"

// mayBeRecording reports whether a file in a directory may be a recording by its name.
func mayBeRecording(file string) bool {
	switch extension(file) {
	case harExtension, ".jsonl", ".ndjson", ".json", ".log", ".yaml", ".yml", ".zip":
		return true
	default:
		return false
	}
}

// extension returns the extension of a file name in lower case, without a final .gz.
func extension(file string) string {
	return filepath.Ext(strings.TrimSuffix(strings.ToLower(file), ".gz"))
}

// isRecording reports whether a file in a directory is a recording. If the name's extension is also
// used for other files, the content decides. A file that can't be read counts as a recording, so
// that the reader reports the error.
func isRecording(file string) bool {
	switch extension(file) {
	case harExtension, ".jsonl", ".ndjson":
		return true
	default:
	}
	f, err := os.Open(file)
	if err != nil {
		return true
	}
	defer func() { _ = f.Close() }() // The file was only read, so closing it loses nothing.
	in := &input{name: filepath.ToSlash(file)}
	if err := in.open(f); err != nil {
		return true
	}
	switch in.kind() {
	case otherKind, longKind:
		return false
	case zipKind:
		return in.holdsHAR()
	default:
		return true
	}
}

// totalSize returns the total size of the recordings in bytes, or -1 if it is unknown. It ignores
// errors, because the reader reports them.
func totalSize(paths []string) int64 {
	var total int64
	if slices.Contains(paths, stdinPath) {
		return -1
	}
	for s, err := range sources(nil, paths) {
		switch {
		case err != nil || s.err != nil:
			return -1
		case s.skip == "":
			total += s.info.Size()
		}
	}
	return total
}

// decode yields the exchanges of the recording. All recordings share the budget. It reads through
// the reader that watch returns. It reports whether yield returned false.
func (s source) decode(reader *Reader, codings *contentcoding.Budget, watch func(io.Reader) io.Reader, yield yieldExchange) (stopped bool, err error) {
	if s.err != nil {
		return false, s.err
	}
	in := &input{name: filepath.ToSlash(s.path), skipped: reader.Skipped, codings: codings}
	if s.skip != "" {
		in.skip(0, s.skip)
		return false, nil
	}
	r := s.stdin
	if r == nil {
		f, err := os.Open(s.path)
		if err != nil {
			return false, readError(s.path, err)
		}
		defer func() { _ = f.Close() }() // The file was only read, so closing it loses nothing.
		r, in.files = f, &attachments{dir: filepath.Dir(s.path), attached: reader.Attached}
	}
	if err := in.open(watch(r)); err != nil {
		return false, err
	}
	err = in.decodeAs(in.kind(), yield)
	if errors.Is(err, errStop) {
		return true, nil
	}
	return false, err
}

func readError(path string, err error) error {
	path = filepath.ToSlash(path)
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w; check the name", path, fs.ErrNotExist)
	}
	return fmt.Errorf("%s: %w; name a file that can be read", path, err)
}
