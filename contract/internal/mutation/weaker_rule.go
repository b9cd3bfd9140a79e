package mutation

import (
	"strconv"
	"strings"
	"unicode"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"
)

// weaker is an expression that differs from another expression in one place.
type weaker struct {
	expression func() string
	// change says what was changed. decisive says what decides whether an exchange now breaks the
	// invariant.
	change, decisive string
}

// weakened returns expressions that make an invariant say less. Each lacks one item of a list of
// literals, or has another bound in a comparison at the top of the conjunction. The bound of a rule
// allows one value more, and the bound of a premise one value fewer. It returns nothing for an
// expression with characters beyond ASCII. cel-go counts the length of a literal in bytes and its
// place in characters.
func weakened(expression string, premise bool) []weaker {
	tree := parsed(expression)
	if tree == nil || strings.ContainsFunc(expression, func(c rune) bool { return c > unicode.MaxASCII }) {
		return nil
	}
	w := &weakener{expression: expression, info: tree.SourceInfo()}
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
	expression string
	info       *ast.SourceInfo
	found      []weaker
}

// instead adds the expression in which something else replaces the text between two offsets.
func (w *weakener) instead(from, to int32, other, change, decisive string) {
	expression := func() string { return w.expression[:from] + other + w.expression[to:] }
	w.found = append(w.found, weaker{expression, change, decisive})
}

// list adds the expressions that lack one item of a list of literals.
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
		from, to := place.Start, at[min(i+1, len(at)-1)].Start // The removed text includes the comma after the item, or the comma before the last item.
		if i == len(at)-1 {
			from, to = at[i-1].Stop, place.Stop
		}
		item := w.expression[place.Start:place.Stop]
		w.instead(from, to, "", "leave "+item+" out of a list", "the item "+item+" of a list")
	}
}

// bound adds the expression that moves the bound in a comparison with a number.
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
	// Of x >= 4 and x >= 5, only the first allows 4. Of x > 4 and x > 5, only the first allows 5.
	value := min(bound, moved)
	if isCall(t.expr, operators.Greater, operators.LessEquals) {
		value = max(bound, moved)
	}
	subject, err := parser.Unparse(left, w.info)
	if err != nil {
		return
	}
	number := strconv.FormatInt(moved, 10)
	w.instead(place.Start, place.Stop, number, "make the bound of "+t.written+" "+number, subject+" being "+strconv.FormatInt(value, 10))
}

// weaken makes the mutants whose invariant has a weaker rule or a stronger premise, so that it says
// less.
func (g *generator) weaken(at, id, expression string, premise bool) {
	part := "the rule of " + id
	if premise {
		part = "the premise of " + id
	}
	found := weakened(expression, premise)
	for _, w := range found[:g.some(WeakenInvariant, len(found))] {
		edit := func() ([]byte, error) { return g.set(at, w.expression())() }
		g.mutant(WeakenInvariant, at, w.change, edit, w.change+", in "+part, "an exchange that breaks "+id+" or not, depending on "+w.decisive)
	}
}
