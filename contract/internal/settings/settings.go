// Package settings reads the configuration file of a repository. It also writes a first
// configuration file, from what it finds in the repository. Each key is the name of a flag of
// orgcontract check. The only exception is the key recordings, which has the command's arguments.
//
//	s, err := settings.Read(settings.File)
//	if err != nil {
//		return err
//	}
//	for key, values := range s.All() {
//		...
//	}
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// File is the name of the configuration file. It is in the working directory.
const File = ".orgcontract.yaml"

// maxBytes limits the size of the file. The file may come from a stranger, and YAML takes a hundred
// times its size in memory.
const maxBytes = 256 << 10

// The constants are keys that commands read by name.
const (
	Spec       = "spec"
	Overlay    = "overlay"
	Recordings = "recordings"

	baseline = "baseline"
)

// kind says what kind of value a key takes.
type kind int

const (
	text kind = iota
	list
	truth
	number
)

// kinds has the kind of each key.
var kinds = map[string]kind{
	Spec: text, Overlay: list, Recordings: list, baseline: text,
	"only": list, "ignore": list, "base-path": text, "server": text, "ignore-header": list, "ignore-rule": list,
	"strict": truth, "strict-document": truth, "formats": text, "min-exchanges": number, "placeholders": text,
}

// Keys returns the keys that the file may have, sorted.
func Keys() []string {
	keys := make([]string, 0, len(kinds))
	for key := range kinds {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Settings has the settings of a configuration file. A nil Settings has no settings. Settings are
// safe for concurrent use.
type Settings struct {
	all []setting
}

type setting struct {
	key    string
	values []string
	place  document.Place
}

// Read reads a configuration file; see [Load]. If the file doesn't exist, there are no settings.
// Each file that a setting names must be in the directory of the configuration file or below it.
// Read returns an error for any other file, for a link that leads out of the directory, and for a
// URL without TLS. The configuration file itself must not be such a link either.
func Read(file string) (*Settings, error) {
	name := filepath.ToSlash(file)
	data, err := read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return &Settings{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w; make it a file that can be read and is short, or remove it", name, wholefile.Cause(err))
	}
	s, err := Load(name, data)
	if err != nil {
		return nil, err
	}
	return s, s.checkFiles(filepath.Dir(file))
}

// read reads the file. It returns an error if the file is a link that leads out of its directory,
// because errors quote the file's content.
func read(file string) ([]byte, error) {
	leads, err := LeadsOut(file)
	if err != nil {
		return nil, err
	}
	if leads {
		return nil, errors.New("it is a link that leads out of its directory")
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, errors.New("it is a pipe or a device") // Reading it can take forever.
	}
	return wholefile.Read(file, maxBytes)
}

// Load parses a configuration file. It doesn't look at the files that the settings name. Errors
// begin with the name. An error is one line with the place of the first mistake: invalid YAML, an
// unknown key, or a value of the wrong kind.
func Load(name string, data []byte) (*Settings, error) {
	d, err := document.ParseFile(name, "settings, such as spec: openapi.yaml", data)
	if err != nil {
		return nil, err
	}
	if d.Root().Kind() != document.Object {
		return nil, fmt.Errorf("%s: this is not a mapping; it should hold settings, such as spec: openapi.yaml", name)
	}
	s := &Settings{}
	for key, n := range d.Root().Fields() {
		wanted, known := kinds[key]
		if !known {
			return nil, unknownKey(n, key)
		}
		values, ok := valuesOf(n, wanted)
		if !ok {
			return nil, fmt.Errorf("%s: %s should be %s", placeOf(n), key, described(wanted))
		}
		s.all = append(s.all, setting{key, values, n.Place()})
	}
	return s, nil
}

// unknownKey returns an error for an unknown key. The error names the key that was probably meant,
// or all keys.
func unknownKey(n *document.Node, key string) error {
	if nearest := wording.Nearest(key, Keys()); nearest != "" {
		return fmt.Errorf("%s: the key %s is not known; did you mean %s?", placeOf(n), wording.Quote(key), nearest)
	}
	return fmt.Errorf("%s: the key %s is not known; the keys are %s", placeOf(n), wording.Quote(key), strings.Join(Keys(), ", "))
}

// placeOf returns the place of a key as FILE:LINE:COL.
func placeOf(n *document.Node) string { return n.Place().String() }

// valuesOf returns the values of a node in the form that flags have. It returns false if the values
// are not of the wanted kind.
func valuesOf(n *document.Node, wanted kind) ([]string, bool) {
	switch {
	case n.Kind() == document.Array && wanted == list:
		var values []string
		for item := range n.Items() {
			one, ok := valuesOf(item, text)
			if !ok {
				return nil, false
			}
			values = append(values, one...)
		}
		return values, true
	case wanted == truth && n.Kind() != document.Bool, wanted == number && n.Kind() != document.Number:
		return nil, false
	case n.Kind() == document.Object, n.Kind() == document.Array, n.Kind() == document.Null, n.Text() == "":
		return nil, false
	default:
		return []string{n.Text()}, true
	}
}

func described(k kind) string {
	return map[kind]string{text: "a string", list: "a string or a list of strings", truth: "true or false", number: "a number"}[k]
}

// All yields the keys of the file with their values, in the order of the file.
func (s *Settings) All() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		if s == nil {
			return
		}
		for _, one := range s.all {
			if !yield(one.key, one.values) {
				return
			}
		}
	}
}

// Get returns the values of a key. It returns nil if the file doesn't have the key.
func (s *Settings) Get(key string) []string {
	for other, values := range s.All() {
		if other == key {
			return values
		}
	}
	return nil
}

// Place returns the place of a key in the file, as FILE:LINE:COL.
func (s *Settings) Place(key string) string {
	for _, one := range s.all {
		if one.key == key {
			return one.place.String()
		}
	}
	return ""
}
