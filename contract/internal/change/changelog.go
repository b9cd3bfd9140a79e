package change

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Changelog has the announcements of changes that are not released yet.
type Changelog struct {
	ids map[string]bool
}

var (
	unreleased = regexp.MustCompile(`(?mi)^(#+) +\[?unreleased\b.*$`)
	codeSpan   = regexp.MustCompile("`([^`\n]+)`")
)

// ReadChangelog reads a changelog in Markdown. A change is announced if its [Change.ID] is in
// backticks under the heading Unreleased. It returns errors of one line that name the file.
func ReadChangelog(file string) (*Changelog, error) {
	text, err := wholefile.Read(file, wholefile.MaxRead)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The error has the same words on each system.
		}
		return nil, fmt.Errorf("%s: %w; name a changelog in Markdown", filepath.ToSlash(file), err)
	}
	return parseChangelog(text), nil
}

func parseChangelog(text []byte) *Changelog {
	c := &Changelog{ids: map[string]bool{}}
	heading := unreleased.FindSubmatchIndex(text)
	if heading == nil {
		return c
	}
	// The section ends at the next heading of the same level or of a higher level.
	section := text[heading[1]:]
	level := heading[3] - heading[2]
	if next := regexp.MustCompile(fmt.Sprintf(`(?m)^#{1,%d} `, level)).FindIndex(section); next != nil {
		section = section[:next[0]]
	}
	for _, span := range codeSpan.FindAllSubmatch(section, -1) {
		c.ids[string(bytes.TrimSpace(span[1]))] = true
	}
	return c
}

// Announce marks the changes that the changelog names. It marks all changes if the documents have
// different versions in info, because a new version announces that something changed.
func (c *Changelog) Announce(old, revised *Document, changes []Change) {
	for i := range changes {
		changes[i].Announced = c.ids[changes[i].ID()] || old.Version() != revised.Version()
	}
}
