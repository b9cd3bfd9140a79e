package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/nilvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// maxUnreached is how many claims the summary lists.
const maxUnreached = 20

// Summary returns a text about the coverage of the probe: the number of claims about requests, the
// claims that no exchange covers with the reasons, and the resources that the probe could not
// delete.
func (r *Result) Summary(seed uint64) []byte {
	var b strings.Builder
	percent := 100.0
	if r.Claims > 0 {
		percent = 100 * float64(r.Claims-len(r.Unreached)) / float64(r.Claims)
	}
	fmt.Fprintf(&b, "\n%s sent (seed %d), %d of %s about requests covered (%.1f%%)\n",
		output.Count(r.Requests, "request"), seed, r.Claims-len(r.Unreached), output.Count(r.Claims, "claim"), percent)
	if r.Stopped != "" {
		fmt.Fprintf(&b, "stopped early: %s\n", r.Stopped)
	}
	b.WriteString(omittedLines(r.Omitted))
	for i, u := range r.Unreached {
		if i == maxUnreached {
			fmt.Fprintf(&b, "  and %d more\n", len(r.Unreached)-i)
			break
		}
		fmt.Fprintf(&b, "  not covered: %s %s %s: %s\n", u.Claim.Place, u.Claim.Kind, u.Claim.Aspect, u.Reason)
	}
	for _, left := range r.Left {
		fmt.Fprintf(&b, "  left behind: %s\n", output.Printable(left))
	}
	return []byte(b.String())
}

// WritePlan writes the number of planned requests for each operation, or the reason why there are
// none. It returns the error of the context if the context ends.
func (p *Probe) WritePlan(ctx context.Context, w io.Writer) error {
	if err := p.checkContext(ctx); err != nil {
		return err
	}
	if nilvalue.Is(w) {
		return errors.New("probe: the writer of the plan is nil")
	}
	p.makePlans(ctx)
	rows := [][]string{{"operation", "accept", "refuse", "either", "random", "why not"}}
	total := 0
	omitted := map[string]int{}
	for _, pl := range p.plans {
		counts := map[verdict]int{}
		if pl.reason == "" {
			for c := range p.chosen(ctx, pl.operation) { // The requests may be large, so they are only counted.
				counts[c.want]++
			}
		}
		random := 0
		if _, ok := pl.operation.Random(ctx, p.seed); ok && pl.reason == "" {
			random = p.cases
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		total += counts[accept] + counts[refuse] + counts[either] + random
		pl.operation.Forget()
		operation := pl.operation.Method + " " + pl.operation.Path
		rows = append(rows, []string{
			operation, strconv.Itoa(counts[accept]), strconv.Itoa(counts[refuse]), strconv.Itoa(counts[either]), strconv.Itoa(random), pl.reason,
		})
		addOmitted(omitted, pl)
	}
	_, err := fmt.Fprintf(w, "%s\n%s planned for %s; more make what the paths need, and look at what was made and deleted. Nothing was sent.\n%s",
		output.Table(rows, output.Left), output.Count(total, "request"), output.Count(len(p.plans), "operation"), omittedLines(omitted))
	return err
}

// addOmitted counts the parts of an operation's requests for which no requests are made.
func addOmitted(omitted map[string]int, pl *plan) {
	if n := pl.operation.Omitted(); n > 0 {
		omitted[pl.operation.Method+" "+pl.operation.Path] = n
	}
}

// omittedLines returns a line for each operation with too many requests.
func omittedLines(omitted map[string]int) string {
	var b strings.Builder
	for _, operation := range sortedKeys(omitted) {
		fmt.Fprintf(&b, "  not derived: the requests about some %s of %s: there would be too many\n", output.Count(omitted[operation], "part"), output.Printable(operation))
	}
	return b.String()
}
