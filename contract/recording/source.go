package recording

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// source is one recording to read: a file, or standard input where stdin is not nil.
type source struct {
	path  string
	stdin io.Reader
}

// stdinPath stands for standard input among paths, and stdinName for it in errors and exchanges.
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

// find returns the path itself where it is a file, and the recordings below it where it is a directory.
func find(path string) ([]source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, readError(path, err)
	}
	if !info.IsDir() {
		return []source{{path: path}}, nil
	}
	var found []source
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return readError(file, err)
		}
		if entry.IsDir() {
			return nil
		}
		recorded, err := isRecording(file)
		if recorded {
			found = append(found, source{path: file})
		}
		return err
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: the directory holds no recordings: put *.har, *.jsonl or go-vcr *.yaml files there or name another one", filepath.ToSlash(path))
	}
	return found, err
}

// isRecording reports whether a file in a directory is one to read. Names that others use too need a look at the content.
func isRecording(file string) (bool, error) {
	switch filepath.Ext(strings.TrimSuffix(strings.ToLower(file), ".gz")) {
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

// totalSize returns how many bytes the recordings have, -1 where that isn't known. What is wrong with one of them is for who reads it to say.
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

// each yields the exchanges of the recording, read through what watch makes of its reader. It reports whether the loop goes on: no error
// came and none asked to stop.
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
