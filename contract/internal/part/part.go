// Package part writes the results of a run to a file, reads such files, and merges them. The merged
// part has the same reports as one run over everything.
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

// Format is the version of the format. It changes when parts of the old and the new version can't
// be merged.
const Format = 1

// Part has the results of one run, or of several merged runs. Exactly one of Check, Coverage and
// Mutation is set. It says which command ran. It is not safe for concurrent use.
type Part struct {
	Format int `json:"part"`
	// Tool identifies the code of this program; see [version.Info.Build].
	Tool     string   `json:"tool"`
	Document Document `json:"document"`
	// Flags has the values of the flags that change the results of a run, by the names of the
	// flags.
	Flags Flags `json:"flags"`
	// Runs identifies the runs that read at least one exchange. It is sorted. The identity of a run
	// is a hash of its results.
	Runs []string `json:"runs"`
	// Recordings counts what the runs read from the recordings.
	Recordings *selection.Tally `json:"recordings"`
	Check      *verdict.Verdict `json:"check,omitzero"`
	Coverage   *coverage.Tally  `json:"coverage,omitzero"`
	Mutation   *mutation.Tried  `json:"mutation,omitzero"`
}

// Document identifies the document of a run.
type Document struct {
	// Name is the name of the root file. SHA256 is the hash of the document's texts, in
	// hexadecimal.
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Flags has the values of flags by their names.
type Flags map[string][]string

// Set sets the values of a flag. It leaves out empty values and sorts the others.
func (f Flags) Set(name string, values ...string) {
	given := slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == "" })
	if len(given) > 0 {
		slices.Sort(given)
		f[name] = given
	}
}

// New returns the part of a run that has no findings yet.
func New(c *contract.Contract, flags Flags, tally *selection.Tally) *Part {
	return &Part{Format: Format, Tool: version.Read().Build(), Document: DocumentOf(c), Flags: flags, Runs: []string{}, Recordings: tally}
}

// DocumentOf returns the document of a contract.
func DocumentOf(c *contract.Contract) Document { return Document{Name: c.Name(), SHA256: Sum(c)} }

// Sum returns the sha256 of the document, in hexadecimal. If the document has several files, the
// hash is that of all texts and locations.
func Sum(c *contract.Contract) string {
	h := sha256.New()
	for i, f := range c.Files() {
		if i > 0 {
			_, _ = fmt.Fprintf(h, "\x00%d:%s\x00%d:", len(f.Location), f.Location, len(f.Text)) // Writing to a hash never fails.
		}
		_, _ = h.Write(f.Text) // Writing to a hash never fails.
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Command returns the name of the command that ran.
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

// Bytes returns the content of a file that [Merge] can read. The same part gives the same bytes.
func (p *Part) Bytes() ([]byte, error) {
	data, err := p.bytes()
	if err != nil || len(p.Runs) > 0 || p.Recordings.IsEmpty() {
		return data, err
	}
	sum := sha256.Sum256(data)
	p.Runs = []string{hex.EncodeToString(sum[:])} // The hash of its results identifies the run.
	return p.bytes()
}

func (p *Part) bytes() ([]byte, error) {
	data, err := json.Marshal(p, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil, err
	}
	return append(output.EscapeJSON(data), '\n'), nil
}
