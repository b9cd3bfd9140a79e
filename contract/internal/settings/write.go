package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// New has the settings of a new configuration file.
type New struct {
	Spec       string
	Recordings []string
	Strict     bool
}

const (
	heading = "# What orgcontract checks here. Each key is a flag of orgcontract check; a flag that is given counts instead.\n"
	missing = "# recordings: [recordings]\n"
	hint    = "# Findings that are accepted for a time: name a file for them, and add --update-baseline once.\n" +
		"# baseline: known.yaml\n"
)

// Write writes a new configuration file. It never replaces a file. If the file exists, the error
// wraps [fs.ErrExist]. It returns an error for settings that [Read] would refuse. An error is one
// line that names the file.
func (n New) Write(file string) error {
	data, err := n.bytes()
	if err != nil {
		return err
	}
	name := filepath.ToSlash(file)
	if err := n.checkFiles(filepath.Dir(file)); err != nil {
		return fmt.Errorf("%s: the file was not written: %w", name, err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // It holds no secret.
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %w, and stays as it is; edit it, or remove it first", name, fs.ErrExist)
	case err != nil:
		return fmt.Errorf("%s: the file was not written: %w; make the directory one that can be written", name, wholefile.Cause(err))
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: the file was not written: %w", name, errors.Join(wholefile.Cause(err), os.Remove(file)))
	}
	return nil
}

// checkFiles returns an error for settings that [Read] would refuse.
func (n New) checkFiles(directory string) error {
	for _, recording := range n.Recordings {
		if err := checkFile(directory, Recordings, recording); err != nil {
			return fmt.Errorf("%s: %w", Recordings, err)
		}
	}
	if n.Spec == "" {
		return nil
	}
	if err := checkFile(directory, Spec, n.Spec); err != nil {
		return fmt.Errorf("%s: %w", Spec, err)
	}
	return nil
}

// bytes returns the content of the file.
func (n New) bytes() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(heading)
	values := []struct {
		key   string
		value any
		known bool
	}{{Spec, n.Spec, n.Spec != ""}, {Recordings, n.Recordings, len(n.Recordings) > 0}, {"strict", true, n.Strict}}
	for _, v := range values {
		if !v.known {
			continue
		}
		var field yaml.Node
		if err := field.Encode(map[string]any{v.key: v.value}); err != nil {
			return nil, err
		}
		data, err := document.DumpYAML(&field, yaml.WithLineWidth(-1))
		if err != nil {
			return nil, err
		}
		b.Write(data)
	}
	if len(n.Recordings) == 0 {
		b.WriteString(missing)
	}
	b.WriteString(hint)
	return b.Bytes(), nil
}
