package coverage

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Survivor is an edit of the document that no check noticed. If the document were wrong there, no
// check would notice either.
type Survivor struct {
	// File is the name of the file of the document that the edit is in. It may be empty for the
	// root file.
	File string `json:"file,omitzero"`
	// Line is where the edit is, from 1.
	Line int `json:"line"`
	// Kind is what was done, and What says it in a line. Killer is the exchange that would notice;
	// it may be empty.
	Kind   string `json:"kind"`
	What   string `json:"what"`
	Killer string `json:"killer"`
}

// ReadSurvivors reads the survivors in a file of JSON: an object with a list of them under
// survivors. Other members are ignored. An error is one line that begins with the name of the file.
func ReadSurvivors(file string) ([]Survivor, error) {
	name := filepath.ToSlash(file)
	data, err := wholefile.Read(file, wholefile.MaxRead)
	if err != nil {
		if pathError, ok := errors.AsType[*fs.PathError](err); ok {
			err = pathError.Err
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w; check the name", name, fs.ErrNotExist)
		}
		return nil, fmt.Errorf("%s: %w; name a file that can be read", name, err)
	}
	var list struct {
		Survivors *[]Survivor `json:"survivors"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		at := ""
		if semantic, ok := errors.AsType[*json.SemanticError](err); ok && semantic.JSONPointer != "" {
			at = " at " + output.Printable(string(semantic.JSONPointer))
		}
		return nil, fmt.Errorf("%s: this is not a list of survivors%s; give what orgcontract mutate --json writes", name, at)
	}
	if list.Survivors == nil {
		return nil, fmt.Errorf("%s: the file has no survivors; give what orgcontract mutate --json writes", name)
	}
	for i, s := range *list.Survivors {
		if s.Line < 1 || s.Kind == "" {
			return nil, fmt.Errorf("%s: the survivor at /survivors/%d needs a line and a kind; give what orgcontract mutate --json writes", name, i)
		}
	}
	return *list.Survivors, nil
}
