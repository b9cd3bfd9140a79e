package mutation

import (
	"strconv"
	"strings"
	"unicode"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"
)

// weaker is an expression in which one thing is another.
type weaker struct {
	text string
	// change says what was done, and killer by what an exchange that kills the mutant keeps or
	// breaks the invariant.
	change, killer string
}

// weakened returns the expressions that differ from one in that a list of literals lacks an item,
// or in that a bound at the top of the conjunction moves by one: a rule then accepts one value more
// and a premise one fewer, so that the invariant says less either way. There are none for an
// expression with characters beyond ASCII: cel-go counts the length of a literal in bytes, and its
// place in characters.
func weakened(expression string, premise bool) []weaker {
	tree := parsed(expression)
	if tree == nil || strings.ContainsFunc(expression, func(c rune) bool { return c > unicode.MaxASCII }) {
		return nil
	}
	w := &weakener{text: expression, info: tree.SourceInfo()}
	ast.PostOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.ListKind {
			w.list(e.AsList().Elements())
		}
	}))
	for _, conjunct := range conjunctsOf(tree) {
		w.bound(conjunct, premise)
	}
	return w.found
}

type weakener struct {
	text  string
	info  *ast.SourceInfo
	found []weaker
}

// instead adds the expression with the bytes between two offsets replaced.
func (w *weakener) instead(from, to int32, text, change, killer string) {
	w.found = append(w.found, weaker{w.text[:from] + text + w.text[to:], change, killer})
}

// list adds the expression without each item of a list of literals.
func (w *weakener) list(items []ast.Expr) {
	var at []ast.OffsetRange
	for _, item := range items {
		if place, ok := w.info.GetOffsetRange(item.ID()); ok && item.Kind() == ast.LiteralKind {
			at = append(at, place)
		}
	}
	if len(at) < 2 || len(at) != len(items) {
		return
	}
	for i, place := range at {
		from, to := place.Start, at[min(i+1, len(at)-1)].Start // With the comma after it, or for the last item the one before it.
		if i == len(at)-1 {
			from, to = at[i-1].Stop, place.Stop
		}
		item := w.text[place.Start:place.Stop]
		w.instead(from, to, "", "leave "+item+" out of a list", item+" alone")
	}
}

// bound moves the bound of a comparison with a number.
func (w *weakener) bound(t term, premise bool) {
	if !isCall(t.expr, operators.Greater, operators.GreaterEquals, operators.Less, operators.LessEquals) {
		return
	}
	left, right := t.expr.AsCall().Args()[0], t.expr.AsCall().Args()[1]
	place, ok := w.info.GetOffsetRange(right.ID())
	if !ok || right.Kind() != ast.LiteralKind {
		return
	}
	bound, ok := right.AsLiteral().Value().(int64)
	if !ok {
		return
	}
	moved := bound + 1
	if least := isCall(t.expr, operators.Greater, operators.GreaterEquals); least != premise {
		moved = bound - 1
	}
	// x >= 4 and x >= 5 differ for 4; x > 4 and x > 5 differ for 5.
	value := min(bound, moved)
	if isCall(t.expr, operators.Greater, operators.LessEquals) {
		value = max(bound, moved)
	}
	subject, err := parser.Unparse(left, w.info)
	if err != nil {
		return
	}
	number := strconv.FormatInt(moved, 10)
	w.instead(place.Start, place.Stop, number, "make the bound of "+t.text+" "+number, subject+" being "+strconv.FormatInt(value, 10))
}

// weaken makes the mutants of an invariant whose rule or premise says less.
func (g *generator) weaken(at, id, expression string, premise bool) {
	part := "the rule of " + id
	if premise {
		part = "the premise of " + id
	}
	for _, w := range weakened(expression, premise) {
		g.mutant(WeakenInvariant, at, w.change, g.set(at, w.text), w.change+", in "+part, "an exchange that breaks "+id+" or not by "+w.killer)
	}
}
