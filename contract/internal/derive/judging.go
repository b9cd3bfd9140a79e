package derive

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// judging is what the judges of one value share. Schemas that are applied in several ways to the
// same part of the value are applied to it once.
type judging struct {
	*deriver

	side contract.Side
	// verdicts has the mismatches of the schemas that were asked about.
	verdicts map[visit][]mismatch
	// applied has the schemas that are being applied, with the order in which this began. lowest
	// is the smallest of these numbers that was met again since it was set.
	applied map[application]int
	depth   int
	lowest  int
	// evaluations has which properties and items schemas evaluate.
	evaluations map[evaluation]seen
}

func newJudging(d *deriver, side contract.Side) *judging {
	return &judging{deriver: d, side: side, applied: map[application]int{}}
}

// mismatches returns all claims of the schemas that the value breaks.
func (g *judging) mismatches(sources []source, value *spot) []mismatch {
	j := &judge{judging: g, visited: map[visit]bool{}}
	for _, s := range sources {
		j.visit(s, value, nil)
	}
	return j.found
}

// application is a schema that is being applied to a value.
type application struct {
	part *part
	spot *spot
}

// isApplied reports whether a schema is already being applied to a value, because it contains
// itself.
func (g *judging) isApplied(p *part, value *spot) bool {
	depth := g.applied[application{p, value}]
	if depth > 0 {
		g.lowest = min(g.lowest, depth)
	}
	return depth > 0
}

func (g *judging) begin(p *part, value *spot) {
	g.depth++
	g.applied[application{p, value}] = g.depth
}

func (g *judging) end(p *part, value *spot) {
	g.depth--
	delete(g.applied, application{p, value})
}

// accepts reports whether the value breaks no claim of the schema.
func (g *judging) accepts(s source, value *spot, given *excuse) bool {
	p, ok := g.part(s)
	if !ok || !g.spend(1) {
		return true
	}
	key := visit{p, value, g.excuse(given, p)}
	if known, ok := g.verdicts[key]; ok {
		return len(known) == 0
	}
	began, lowest := g.depth, g.lowest
	g.lowest = began + 1
	tried := &judge{judging: g, visited: map[visit]bool{}}
	tried.visit(s, value, given)
	if g.lowest > began && !g.isSpent() { // Otherwise they depend on a schema that is being applied.
		if g.verdicts == nil {
			g.verdicts = map[visit][]mismatch{}
		}
		g.verdicts[key] = tried.found
	}
	g.lowest = min(lowest, g.lowest)
	return len(tried.found) == 0
}

func (g *judging) matching(branches []source, value *spot, given *excuse) int {
	n := 0
	for _, each := range branches {
		if g.accepts(each, value, given) {
			n++
		}
	}
	return n
}

// excuse has the names of properties that may be absent from a value although a schema demands
// them. Another schema that applies to the value says that they belong only to the other side of an
// exchange.
type excuse struct{ names map[string]bool }

func (e *excuse) has(name string) bool { return e != nil && e.names[name] }

// excuse returns the excuse that the schemas with the given excuse and another schema have
// together.
func (g *judging) excuse(given *excuse, p *part) *excuse {
	key := addition{g.side, given, p}
	if known, ok := g.additions[key]; ok {
		return known
	}
	all := g.extended(given, p)
	if !g.isSpent() {
		g.additions[key] = all
	}
	return all
}

// addition is a schema that applies to a value beside the schemas with an excuse.
type addition struct {
	side  contract.Side
	given *excuse
	part  *part
}

// extended returns the excuse that the schemas with the given excuse and another schema have
// together.
func (g *judging) extended(given *excuse, p *part) *excuse {
	names := g.excused(p, g.side)
	if !slices.ContainsFunc(names, func(name string) bool { return !given.has(name) }) {
		return given
	}
	all := map[string]bool{}
	if given != nil {
		maps.Copy(all, given.names)
	}
	for _, name := range names {
		all[name] = true
	}
	key := strings.Join(slices.Sorted(maps.Keys(all)), "\x00")
	if g.excuses[key] == nil {
		g.excuses[key] = &excuse{all}
	}
	return g.excuses[key]
}
