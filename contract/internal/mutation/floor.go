package mutation

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Floor is the lowest score that is accepted.
type Floor struct {
	// Score is a percentage, as [Counts.Score] returns it.
	Score float64 `json:"score"`
}

// ReadFloor reads a floor from a file. If it can't, it returns an error of one line that begins
// with the name of the file.
func ReadFloor(file string) (Floor, error) {
	name := filepath.ToSlash(file)
	data, err := wholefile.Read(file, wholefile.MaxRead)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Floor{}, fmt.Errorf(`%s: %w; create it with {"score": 0}, which mutate then raises`, name, fs.ErrNotExist)
	case err != nil:
		if pathError, ok := errors.AsType[*fs.PathError](err); ok {
			err = pathError.Err
		}
		return Floor{}, fmt.Errorf("%s: %w; name a file that can be read", name, err)
	}
	var held struct {
		Score *float64 `json:"score"`
	}
	if err := json.Unmarshal(data, &held, json.RejectUnknownMembers(true)); err != nil || held.Score == nil || *held.Score < 0 || *held.Score > 100 {
		return Floor{}, fmt.Errorf(`%s: the file has no floor; it should be {"score": PERCENT}, with a number from 0 to 100`, name)
	}
	return Floor{Score: *held.Score}, nil
}

// Bytes returns the content of a file that [ReadFloor] can read.
func (f Floor) Bytes() []byte { return fmt.Appendf(nil, "{\"score\": %.1f}\n", f.Score) }
