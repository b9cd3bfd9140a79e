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

	"github.com/orgcontract/polytomic-organizations/contract"
)

// source is one recording to read: a file, or the standard input if stdin is not nil.
type source struct {
	path  string
	stdin io.Reader
}

// stdinPath stands for the standard input among paths, and stdinName in errors and exchanges.
const (
	stdinPath = "-"
	stdinName = "stdin"
)

// sources goes over the recordings that the paths name.
func sources(stdin io.Reader, paths []string) iter.Seq2[source, error] {
	return func(yield func(source, error) bool) {
		for _, path := range paths {
			var found []source
			var err error
			if path == stdinPath {
				if stdin == nil {
					err = fmt.Errorf("%s: there is nothing left to read; name %s once", stdinName, stdinPath)
				}
				found, stdin = []source{{path: stdinName, stdin: stdin}}, nil
			} else {
				found, err = find(path)
			}
			if err != nil {
				yield(source{}, err)
				return
			}
			for _, s := range found {
				if !yield(s, nil) {
					return
				}
			}
		}
	}
}

// find returns the path itself if it is a file, and the recordings below it if it is a directory.
func find(path string) ([]source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, readError(path, err)
	}
	if !info.IsDir() {
		return []source{{path: path}}, checkRegular(path, info)
	}
	var search directorySearch
	if err := search.add(path, info); err != nil {
		return nil, err
	}
	if len(search.found) == 0 {
		return nil, fmt.Errorf("%s: the directory holds no recordings: put *.har, *.jsonl or go-vcr *.yaml files there or name another one", filepath.ToSlash(path))
	}
	return search.found, nil
}

// checkRegular refuses what is not a file: reading a pipe or a device can wait forever.
func checkRegular(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%s: it is a pipe or a device, not a file; give it as standard input and name %s", filepath.ToSlash(path), stdinPath)
}

// directorySearch finds the recordings below directories. It follows links to directories, and goes into
// each directory once.
type directorySearch struct {
	found   []source
	visited []fs.FileInfo
}

func (s *directorySearch) add(path string, info fs.FileInfo) error {
	if slices.ContainsFunc(s.visited, func(visited fs.FileInfo) bool { return os.SameFile(visited, info) }) {
		return nil
	}
	s.visited = append(s.visited, info)
	entries, err := os.ReadDir(path)
	if err != nil {
		return readError(path, err)
	}
	for _, entry := range entries {
		file := filepath.Join(path, entry.Name())
		info, err := os.Stat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !mayBeRecording(file): // A link that leads to nothing.
			continue
		case err != nil:
			return readError(file, err)
		case info.IsDir():
			err = s.add(file, info)
		case mayBeRecording(file):
			err = s.addFile(file, info)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *directorySearch) addFile(file string, info fs.FileInfo) error {
	if err := checkRegular(file, info); err != nil {
		return err
	}
	recorded, err := isRecording(file)
	if recorded {
		s.found = append(s.found, source{path: file})
	}
	return err
}

// mayBeRecording reports whether a file in a directory has the name of a recording.
func mayBeRecording(file string) bool {
	switch extension(file) {
	case ".har", ".jsonl", ".ndjson", ".json", ".yaml", ".yml":
		return true
	default:
		return false
	}
}

// extension returns the end of a file name, without a further .gz, in lower case.
func extension(file string) string {
	return filepath.Ext(strings.TrimSuffix(strings.ToLower(file), ".gz"))
}

// isRecording reports whether a file in a directory is a recording. If others use its name too, its
// content decides.
func isRecording(file string) (bool, error) {
	switch extension(file) {
	case ".har", ".jsonl", ".ndjson":
		return true, nil
	case ".json", ".yaml", ".yml":
		f, err := os.Open(file)
		if err != nil {
			return false, readError(file, err)
		}
		defer func() { _ = f.Close() }() // It was only read.
		in, err := open(filepath.ToSlash(file), f)
		if err != nil {
			return false, err
		}
		return in.kind() != otherKind, nil
	default:
		return false, nil
	}
}

// totalSize returns how many bytes the recordings have, or -1 if that isn't known. It reports no errors:
// reading does.
func totalSize(paths []string) int64 {
	var total int64
	for _, path := range paths {
		found, err := find(path)
		if path == stdinPath || err != nil {
			return -1
		}
		for _, s := range found {
			info, err := os.Stat(s.path)
			if err != nil || !info.Mode().IsRegular() {
				return -1
			}
			total += info.Size()
		}
	}
	return total
}

// each yields the exchanges of the recording, which it reads through what watch returns for its reader. It
// returns whether the loop goes on: there was no error, and yield returned true.
func (s source) each(watch func(io.Reader) io.Reader, yield func(*contract.Exchange, error) bool) bool {
	name, r := filepath.ToSlash(s.path), s.stdin
	if r == nil {
		f, err := os.Open(s.path)
		if err != nil {
			yield(nil, readError(s.path, err))
			return false
		}
		defer func() { _ = f.Close() }() // It was only read.
		r = f
	}
	for x, err := range Decode(name, watch(r)) {
		if !yield(x, err) || err != nil {
			return false
		}
	}
	return true
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
