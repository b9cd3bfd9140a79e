// Package migration says what a caller of one version of an API must do to call another version. It
// says what breaks, what to change in requests, what to expect in responses, and which recorded
// exchanges are affected.
//
//	r, err := migration.New(c, "2024-02-08", "2025-09-18")
//	if err != nil {
//		return err
//	}
//	r.Add(x)
//	err = r.Write(output.Text, os.Stdout, output.Style{})
package migration

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// Report says what changes for a caller. It is not safe for concurrent use.
type Report struct {
	contract *contract.Contract
	// header is the name of the header that names the version.
	header       string
	old, revised side
	// moved has the operations whose method differs, by their names in the old version.
	moved []move
	steps []Step
	// recorded is nil until [Report.Add] is called.
	recorded *recorded
}

// side is one of the two versions.
type side struct {
	version  string
	contract *contract.Contract
	document *change.Document
}

// New compares two versions of the document of a contract. It returns an error of one line if the
// document doesn't describe one of them.
func New(c *contract.Contract, old, revised string) (*Report, error) {
	r := &Report{contract: c, header: c.VersionHeader()}
	var err error
	if r.old, err = newSide(c, old); err != nil {
		return nil, err
	}
	if r.revised, err = newSide(c, revised); err != nil {
		return nil, err
	}
	r.moved = movesOf(r.old.contract, r.revised.contract)
	aligned, err := align(r.old.contract, r.moved)
	if err != nil {
		return nil, err
	}
	before, err := change.New(aligned)
	if err != nil {
		return nil, err
	}
	changes, err := change.Compare(before, r.revised.document)
	if err != nil {
		return nil, err
	}
	r.steps = r.stepsOf(changes)
	return r, nil
}

func newSide(c *contract.Contract, name string) (side, error) {
	version, ok := c.Version(name)
	if !ok {
		return side{}, fmt.Errorf("%s does not describe the version %q; it describes %s", c.Name(), name, strings.Join(c.Versions(), ", "))
	}
	doc, err := change.New(version)
	return side{name, version, doc}, err
}

// Holds reports whether no change breaks callers.
func (r *Report) Holds() bool {
	return len(r.of(change.Breaking)) == 0 && len(r.of(change.Unclear)) == 0
}

// of returns the steps with this severity.
func (r *Report) of(severity change.Severity) []Step {
	var found []Step
	for _, s := range r.steps {
		if s.Severity == severity {
			found = append(found, s)
		}
	}
	return found
}

// Formats returns the formats that a report can be written in.
func Formats() []output.Format { return change.Formats() }
