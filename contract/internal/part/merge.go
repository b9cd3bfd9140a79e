package part

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Merge reads parts from files and merges them. There must be at least one file. The order doesn't
// matter. It has only two parts in memory at a time. It returns an error of one line that names the
// files. It fails if a file can't be read or is not a part, or if two parts have a run in common.
// It also fails if two parts are about different commands, documents, flags or versions.
func Merge(files []string) (*Part, error) {
	if err := checkHeads(files); err != nil {
		return nil, err
	}
	m := merging{runs: map[string]string{}}
	for _, file := range files {
		p, err := read(file)
		if err == nil {
			err = m.add(filepath.ToSlash(file), p)
		}
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(m.all.Runs)
	return m.all, nil
}

// head has the fields that all versions of the format have.
type head struct {
	Format int    `json:"part"`
	Tool   string `json:"tool"`
}

// checkHeads returns an error if the parts were not all written by this version of the program.
func checkHeads(files []string) error {
	var first head
	for i, file := range files {
		data, err := readFile(file)
		if err != nil {
			return err
		}
		var h head
		if err := json.Unmarshal(data, &h); err != nil || h.Format == 0 || h.Tool == "" {
			return notAPart(file)
		}
		if i == 0 {
			first = h
		}
		a, b := filepath.ToSlash(files[0]), filepath.ToSlash(file)
		switch {
		case h.Format != first.Format:
			return fmt.Errorf("%s is of version %d of the format of parts and %s of version %d; write all parts with one orgcontract", a, first.Format, b, h.Format)
		case h.Tool != first.Tool:
			return fmt.Errorf("%s was written by orgcontract %s and %s by %s; write all parts with one version", a, output.Short(first.Tool), b, output.Short(h.Tool))
		}
	}
	name := filepath.ToSlash(files[0])
	switch {
	case first.Format != Format:
		return fmt.Errorf("%s: the part is of version %d of the format, and this orgcontract reads version %d; merge it with the version that wrote it", name, first.Format, Format)
	case first.Tool != version.Read().Build():
		return fmt.Errorf("%s: the part was written by orgcontract %s, and this is %s; merge it with the version that wrote it", name, output.Short(first.Tool), version.Read().Build())
	default:
		return nil
	}
}

func readFile(file string) ([]byte, error) {
	data, err := wholefile.Read(file, wholefile.MaxRead)
	if err == nil {
		return data, nil
	}
	name := filepath.ToSlash(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w; check the name", name, fs.ErrNotExist)
	}
	return nil, fmt.Errorf("%s: %w; name a file that can be read", name, wholefile.Cause(err))
}

// maxDigits is how many digits the numbers in a part have. The sum of such numbers of many parts is
// exact.
const maxDigits = 15

var errNumber = errors.New("the number is not a count")

// checkNumbers returns an error and the place of the first number that is negative, broken or too
// large, because all numbers in a part are counts or positions. Only some of them are decoded into
// types that refuse such a number.
func checkNumbers(data []byte) (jsontext.Pointer, error) {
	d := jsontext.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return "", nil
		case err != nil:
			return d.StackPointer(), err
		case token.Kind() == '0':
			if digits := token.String(); len(digits) > maxDigits || strings.Trim(digits, "0123456789") != "" {
				return d.StackPointer(), errNumber
			}
		}
	}
}

func notAPart(file string) error {
	return fmt.Errorf("%s: this is not a part; give what --partial writes", filepath.ToSlash(file))
}

func read(file string) (*Part, error) {
	data, err := readFile(file)
	if err != nil {
		return nil, err
	}
	p := &Part{}
	at, err := checkNumbers(data)
	if err == nil {
		err = json.Unmarshal(data, p, json.RejectUnknownMembers(true))
	}
	if err != nil {
		if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
			at = semantic.JSONPointer
		}
		where := ""
		if at != "" {
			where = " at " + output.Short(string(at))
		}
		return nil, fmt.Errorf("%s: this is not a part%s; give what --partial writes", filepath.ToSlash(file), where)
	}
	found := 0
	for _, is := range []bool{p.Check != nil, p.Coverage != nil, p.Mutation != nil} {
		if is {
			found++
		}
	}
	if found != 1 || p.Recordings == nil {
		return nil, notAPart(file)
	}
	return p, nil
}

// merging is the result of merging several parts.
type merging struct {
	all *Part
	// first is the name of the first part.
	first string
	// runs has the name of the file for each run.
	runs map[string]string
}

// add merges a part into the result.
func (m *merging) add(name string, p *Part) error {
	for _, run := range p.Runs {
		if file, twice := m.runs[run]; twice {
			return fmt.Errorf("%s and %s hold the same run; give each part once, or give different recordings different names", file, name)
		}
		m.runs[run] = name
	}
	if m.all == nil {
		m.all, m.first = p, name
		return nil
	}
	if err := m.all.Merge(p); err != nil {
		return fmt.Errorf("%s and %s can't be merged: %w", m.first, name, err)
	}
	return nil
}

// Merge adds the results of other runs. It doesn't change the other part, and the two parts share
// no data that may change. It returns an error of one line if the parts don't fit together. After
// an error, the part may be only partly merged.
func (p *Part) Merge(other *Part) error {
	if why := p.differs(other); why != "" {
		return errors.New(why)
	}
	p.Runs = append(p.Runs, other.Runs...)
	switch {
	case other.Check != nil:
		p.Check.Merge(other.Check)
	case other.Coverage != nil:
		p.Coverage.Merge(other.Coverage)
	default:
		// The runs must have read the same recordings and tried different mutants.
		if !p.Recordings.IsSame(other.Recordings) {
			return errors.New("the mutants were tried with different recordings; give all shards the same")
		}
		return p.Mutation.Merge(other.Mutation)
	}
	p.Recordings.Merge(other.Recordings)
	return nil
}

// differs says why two parts can't be merged, and what to do. It returns an empty string if they
// can be merged.
func (p *Part) differs(other *Part) string {
	switch {
	case p.Command() != other.Command():
		return fmt.Sprintf("one is of orgcontract %s and one of orgcontract %s; merge them apart", p.Command(), other.Command())
	case p.Document.SHA256 != other.Document.SHA256:
		return "they are about different documents; give all runs the same"
	case p.Document.Name != other.Document.Name:
		return fmt.Sprintf("the document is %s in one and %s in the other; give all runs the same name", output.Short(p.Document.Name), output.Short(other.Document.Name))
	}
	if names := p.Flags.differing(other.Flags); len(names) > 0 {
		return "they have different values of " + output.Short(strings.Join(names, ", ")) + "; give all runs the same"
	}
	return ""
}

// differing returns the flags that have different values.
func (f Flags) differing(other Flags) []string {
	names := map[string]bool{}
	for _, flags := range []Flags{f, other} {
		for name := range flags {
			if !slices.Equal(f[name], other[name]) {
				names["--"+name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// IsOf returns an error if the part in a file is not about the document c.
func (p *Part) IsOf(file string, c *contract.Contract) error {
	name, document := filepath.ToSlash(file), DocumentOf(c)
	switch {
	case p.Document.SHA256 != document.SHA256:
		return fmt.Errorf("%s is about another document than %s; name its document with --spec", name, document.Name)
	case p.Document.Name != document.Name:
		return fmt.Errorf("%s is about a document named %s; name it so with --spec", name, output.Short(p.Document.Name))
	default:
		return nil
	}
}
