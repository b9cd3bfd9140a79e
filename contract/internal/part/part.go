// Package part writes what one run found to a file, reads such files, and merges them: the reports
// of the merged part are those of one run over everything.
//
//	p := part.New(c, flags, tally)
//	p.Check = r.Verdict()
//	data, err := p.Bytes()
//	...
//	merged, err := part.Merge([]string{"part-1.json", "part-2.json"})
//
// The file part.schema.json describes the format.
package part

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// Format is the version of the format. It changes when parts of both versions can't be merged.
const Format = 1

// Part is what one run found, or several runs together. One of Check, Coverage and Mutation is set:
// it says which command ran. It is not safe for concurrent use.
type Part struct {
	Format int `json:"part"`
	// Tool is the version of this program.
	Tool     string   `json:"tool"`
	Document Document `json:"document"`
	// Flags are the values of the flags that decide what a run finds, by their names.
	Flags Flags `json:"flags"`
	// Runs identify the runs that read something, sorted. A run is identified by what it found in
	// which exchanges.
	Runs []string `json:"runs"`
	// Recordings counts what was read of the recordings.
	Recordings *selection.Tally `json:"recordings"`
	Check      *verdict.Verdict `json:"check,omitzero"`
	Coverage   *coverage.Tally  `json:"coverage,omitzero"`
	Mutation   *mutation.Tried  `json:"mutation,omitzero"`
}

// Document identifies the document that a run was about.
type Document struct {
	// Name is the name of its root file. SHA256 is that of its texts, in hexadecimal.
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Flags are the values of flags by their names.
type Flags map[string][]string

// Set sets the values of a flag. It leaves out empty ones and sorts the others.
func (f Flags) Set(name string, values ...string) {
	given := slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == "" })
	if len(given) > 0 {
		slices.Sort(given)
		f[name] = given
	}
}

// New returns the part of a run without findings.
func New(c *contract.Contract, flags Flags, tally *selection.Tally) *Part {
	return &Part{Format: Format, Tool: version.String(), Document: DocumentOf(c), Flags: flags, Runs: []string{}, Recordings: tally}
}

// DocumentOf returns which document a contract is.
func DocumentOf(c *contract.Contract) Document { return Document{Name: c.Name(), SHA256: Sum(c)} }

// Sum returns the sha256 of the document, in hexadecimal. If the document has several files, it is
// that of all their texts and locations.
func Sum(c *contract.Contract) string {
	h := sha256.New()
	for i, f := range c.Files() {
		if i > 0 {
			_, _ = fmt.Fprintf(h, "\x00%d:%s\x00%d:", len(f.Location), f.Location, len(f.Text)) // Writing to a hash never fails.
		}
		_, _ = h.Write(f.Text) // As above.
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Command returns the command that ran.
func (p *Part) Command() string {
	switch {
	case p.Check != nil:
		return "check"
	case p.Coverage != nil:
		return "coverage"
	default:
		return "mutate"
	}
}

// Bytes returns the part as a file that [Merge] reads. The same part gives the same bytes.
func (p *Part) Bytes() ([]byte, error) {
	data, err := p.bytes()
	if err != nil || len(p.Runs) > 0 || p.Recordings.IsEmpty() {
		return data, err
	}
	sum := sha256.Sum256(data)
	p.Runs = []string{hex.EncodeToString(sum[:])} // What a run found is its identity.
	return p.bytes()
}

func (p *Part) bytes() ([]byte, error) {
	data, err := json.Marshal(p, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil, err
	}
	return append(output.EscapeJSON(data), '\n'), nil
}
