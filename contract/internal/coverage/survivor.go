package coverage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
)

// Survivor is an edit of the document that no check noticed: nothing would, if what the document says there were wrong.
type Survivor struct {
	// Line is where the edit is, from 1.
	Line int `json:"line"`
	// Kind is what was done, and What says it in a line. Killer is what would notice; it may be empty.
	Kind   string `json:"kind"`
	What   string `json:"what"`
	Killer string `json:"killer"`
}

// ReadSurvivors reads the survivors in a file of JSON: an object with a list of them under survivors; its other members are passed over. An
// error is one line that begins with the name of the file.
func ReadSurvivors(file string) ([]Survivor, error) {
	name := filepath.ToSlash(file)
	data, err := os.ReadFile(file) //nolint:gosec // To read the file that the user names is what it is for.
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
			at = " at " + printable(string(semantic.JSONPointer))
		}
		return nil, fmt.Errorf("%s: the file holds no survivors%s; give what orgcontract mutate --json writes", name, at)
	}
	if list.Survivors == nil {
		return nil, fmt.Errorf("%s: the file has no survivors; give what orgcontract mutate --json writes", name)
	}
	for i, s := range *list.Survivors {
		if s.Line < 1 || s.Kind == "" {
			return nil, fmt.Errorf("%s: at /survivors/%d it has no survivor with a line and a kind; give what orgcontract mutate --json writes", name, i)
		}
	}
	return *list.Survivors, nil
}
