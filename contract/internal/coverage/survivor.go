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

// Survivor is an edit of the document that no check noticed. If the document had this mistake, no
// check would notice it.
type Survivor struct {
	// File is the name of the edited file of the document. It may be empty for the root file.
	File string `json:"file,omitzero"`
	// Line is the line of the edit. It counts from 1.
	Line int `json:"line"`
	// Kind is the kind of the edit, and What describes the edit in one line. Killer describes an
	// exchange that would notice the edit. It may be empty.
	Kind   string `json:"kind"`
	What   string `json:"what"`
	Killer string `json:"killer"`
}

// ReadSurvivors reads survivors from a JSON file. The file has an object with a list of them under
// survivors. ReadSurvivors ignores other members of the object. It returns errors of one line that
// begin with the name of the file.
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
