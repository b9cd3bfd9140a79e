package recording

import (
	"io/fs"
	"os"
	"slices"
)

// fileSet is a set of files, whatever their names are. It has the files by their size and time,
// because only [os.SameFile] can compare files on every system.
type fileSet map[fileStamp][]fs.FileInfo

// fileStamp has the size of a file in bytes, and the time of its last change in nanoseconds.
type fileStamp struct{ size, modified int64 }

// add adds a file. It returns false if the file is in the set already.
func (s fileSet) add(info fs.FileInfo) bool {
	stamp := fileStamp{info.Size(), info.ModTime().UnixNano()}
	if slices.ContainsFunc(s[stamp], func(other fs.FileInfo) bool { return os.SameFile(info, other) }) {
		return false
	}
	s[stamp] = append(s[stamp], info)
	return true
}
