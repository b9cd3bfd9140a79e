package destination

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Streams has the standard input and output of a command. They may be redirected from and to files.
type Streams struct {
	In  io.Reader
	Out io.Writer
}

// Conflict returns an error if two outputs go to the same file, or if an output would replace an
// input. Two names may lead to the same file through links or relative paths. An input may be
// missing, because the code that reads it reports that.
func Conflict(outputs []Output, inputs []Input, streams Streams) error {
	places := make([]place, len(outputs))
	for i, o := range outputs {
		places[i] = streams.output(o)
		for j, other := range outputs[:i] {
			switch {
			case !places[i].is(places[j]):
			case o.File == Stdout && other.File == Stdout:
				return fmt.Errorf("%s and %s can't both go to the standard output; name a file for one", other.Flag, o.Flag)
			default:
				return fmt.Errorf("%s and %s name the same file; name one for each", other.Flag, o.Flag)
			}
		}
	}
	for _, in := range inputs {
		for i, o := range outputs {
			if in.What == o.Updates || places[i].info == nil || !places[i].info.Mode().IsRegular() {
				continue
			}
			if file := streams.reads(in, places[i]); file != "" {
				return fmt.Errorf("%s: %s would be written over %s; name another file", filepath.ToSlash(file), o.Flag, in.What)
			}
		}
	}
	return nil
}

// place is an existing file, or the path of a file that doesn't exist yet.
type place struct {
	// info is nil if the file doesn't exist yet. path is then the file's absolute name, without
	// links to directories.
	info fs.FileInfo
	path string
}

func (p place) is(other place) bool {
	if p.info == nil || other.info == nil {
		return p.info == nil && other.info == nil && samePath(p.path, other.path)
	}
	return os.SameFile(p.info, other.info) && !isNull(p.info)
}

// samePath reports whether two names may be the same file on some system. Some disks ignore case,
// or how accents are written, and nobody can tell before the file exists.
func samePath(a, b string) bool { return strings.EqualFold(norm.NFC.String(a), norm.NFC.String(b)) }

// isNull reports whether a file is the null device, to which any number of outputs may go.
func isNull(info fs.FileInfo) bool {
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(null, info)
}

func placeOf(file string) place {
	if info, err := os.Stat(file); err == nil {
		return place{info: info}
	}
	directory, base := filepath.Split(file) // The name is not cleaned, because .. after a link to a directory leads out of the link's target.
	if directory == "" {
		directory = "."
	}
	if resolved, err := filepath.EvalSymlinks(directory); err == nil {
		directory = resolved
	}
	if absolute, err := filepath.Abs(directory); err == nil {
		directory = absolute
	}
	return place{path: filepath.Join(directory, base)}
}

func (s Streams) output(o Output) place {
	if o.File != Stdout {
		return placeOf(o.File)
	}
	if info := infoOf(s.Out); info != nil {
		return place{info: info}
	}
	return place{path: Stdout}
}

// infoOf describes the file that a stream is connected to. It is nil if the stream is not a file.
func infoOf(stream any) fs.FileInfo {
	file, ok := stream.(*os.File)
	if !ok {
		return nil
	}
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	return info
}

// reads returns the name of the file that the output would replace. It is the input. If the input
// is a directory, it is a file in the directory. The name is empty if there is no such file.
func (s Streams) reads(in Input, output place) string {
	if in.Path == Stdout {
		if info := infoOf(s.In); info != nil && os.SameFile(info, output.info) {
			return "stdin"
		}
		return ""
	}
	info, err := os.Stat(in.Path)
	switch {
	case err != nil:
		return ""
	case !info.IsDir():
		if os.SameFile(info, output.info) {
			return in.Path
		}
		return ""
	default:
		return (&search{wanted: output.info, reads: in.Reads}).within(in.Path, info)
	}
}

// search looks for a file in a directory and in the directories below it. It follows links, and
// enters each directory only once.
type search struct {
	wanted  fs.FileInfo
	reads   func(file string) bool
	entered []fs.FileInfo
}

func (s *search) within(directory string, info fs.FileInfo) string {
	for _, entered := range s.entered {
		if os.SameFile(entered, info) {
			return ""
		}
	}
	s.entered = append(s.entered, info)
	entries, err := os.ReadDir(directory)
	if err != nil {
		return "" // The code that reads the directory reports the error.
	}
	for _, entry := range entries {
		file := filepath.Join(directory, entry.Name())
		info, err := os.Stat(file)
		switch {
		case err != nil:
		case info.IsDir():
			if found := s.within(file, info); found != "" {
				return found
			}
		case os.SameFile(info, s.wanted) && s.reads(file):
			return file
		}
	}
	return ""
}
