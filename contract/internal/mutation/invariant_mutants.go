package mutation

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// invariants makes the mutants of the invariants that the document, an operation or a response has.
func (g *generator) invariants(at string, holder *document.Node) {
	for i, invariant := range holder.Get("x-invariants").Entries() {
		g.invariant(jsonvalue.Pointer(at, "x-invariants", i), invariant)
	}
}

func (g *generator) invariant(at string, invariant *document.Node) {
	id, rule, when := invariant.StringAt("id"), invariant.Get("rule").Text(), invariant.Get("when").Text()
	g.mutant(DropInvariant, at, id, g.remove(at), "remove the invariant "+id, "an exchange that breaks "+id)
	ruleAt, whenAt := jsonvalue.Pointer(at, "rule"), jsonvalue.Pointer(at, "when")
	if rule != "true" {
		g.mutant(WeakenInvariant, ruleAt, "true", g.set(ruleAt, "true"), "make the rule of "+id+" true", "an exchange that breaks "+id)
	}
	g.weaken(ruleAt, id, rule, false)
	g.weaken(whenAt, id, when, true)
	terms := conjuncts(rule)
	for i := range g.some(WeakenInvariant, len(terms)) {
		if len(terms) > 1 {
			rest := func() ([]byte, error) { return g.set(ruleAt, joined(without(terms, i)))() }
			g.mutant(WeakenInvariant, ruleAt, "without "+terms[i].written, rest, "leave "+terms[i].written+" out of the rule of "+id,
				"an exchange that breaks nothing of "+id+" but "+terms[i].written)
		}
	}
	premises := conjuncts(when)
	for i := range g.some(WidenInvariant, len(premises)) {
		edit := g.remove(whenAt)
		if len(premises) > 1 {
			edit = func() ([]byte, error) { return g.set(whenAt, joined(without(premises, i)))() }
		}
		m := g.mutant(WidenInvariant, whenAt, "without "+premises[i].written, edit, "leave "+premises[i].written+" out of the premise of "+id,
			"an exchange that breaks the rule of "+id+" and meets its premise except for "+premises[i].written)
		if isImplied(premises[i].expr, without(premises, i)) {
			m.Equivalent = ImpliedPremise
		}
	}
}

// some returns how many of the terms of an expression get mutants, and counts the others.
func (g *generator) some(kind Kind, terms int) int {
	made := min(terms, maxTerms)
	if terms > made {
		g.left[kind] += terms - made
	}
	return made
}

// term is one of the expressions that && joins.
type term struct {
	expr    ast.Expr
	written string
}

func without(terms []term, i int) []term {
	return slices.Concat(terms[:i], terms[i+1:])
}

// parsed returns a parsed CEL expression. It returns nil for an invalid expression, for which
// contract.Parse returns an error.
func parsed(expression string) *ast.AST {
	environment, err := cel.NewEnv(cel.EnableMacroCallTracking())
	if err != nil || expression == "" {
		return nil
	}
	read, issues := environment.Parse(expression)
	if issues.Err() != nil {
		return nil
	}
	return read.NativeRep()
}

// conjuncts splits a CEL expression at each && at its top level. It returns nothing for an invalid
// expression.
func conjuncts(expression string) []term {
	tree := parsed(expression)
	if tree == nil {
		return nil
	}
	return conjunctsOf(tree)
}

func conjunctsOf(tree *ast.AST) []term {
	var terms []term
	var split func(e ast.Expr)
	split = func(e ast.Expr) {
		if isCall(e, operators.LogicalAnd) {
			for _, argument := range e.AsCall().Args() {
				split(argument)
			}
			return
		}
		if written, err := parser.Unparse(e, tree.SourceInfo(), parser.WrapOnColumn(math.MaxInt)); err == nil {
			terms = append(terms, term{e, written})
		}
	}
	split(tree.Expr())
	return terms
}

func isCall(e ast.Expr, functions ...string) bool {
	return e.Kind() == ast.CallKind && slices.Contains(functions, e.AsCall().FunctionName())
}

// joined joins terms with &&.
func joined(terms []term) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = t.written
		if len(terms) > 1 && isCall(t.expr, operators.LogicalOr, operators.Conditional) {
			parts[i] = "(" + t.written + ")"
		}
	}
	return strings.Join(parts, " && ")
}

// isImplied reports whether an expression only tests that something exists, and another term can't
// be true unless it exists.
func isImplied(e ast.Expr, others []term) bool {
	var asked string
	switch {
	case e.Kind() == ast.SelectKind && e.AsSelect().IsTestOnly(): // The expression is has(a.b).
		asked = pathOf(e.AsSelect().Operand()) + "." + e.AsSelect().FieldName()
	case isCall(e, operators.In, operators.OldIn) && e.AsCall().Args()[0].Kind() == ast.LiteralKind: // The expression is "b" in a.
		key, ok := e.AsCall().Args()[0].AsLiteral().Value().(string)
		if !ok {
			return false
		}
		asked = pathOf(e.AsCall().Args()[1]) + "." + key
	default:
		return false
	}
	return slices.ContainsFunc(others, func(other term) bool { return needs(other.expr, asked) })
}

// needs reports whether an expression can't be evaluated if a path doesn't exist. Such an
// expression is then not true. Some expressions, such as || and the macros, can be evaluated
// without one of their parts. needs assumes that they need none of them.
func needs(e ast.Expr, path string) bool {
	switch e.Kind() {
	case ast.SelectKind:
		return !e.AsSelect().IsTestOnly() && pathOf(e) == path || needs(e.AsSelect().Operand(), path)
	case ast.CallKind:
		if isCall(e, operators.LogicalOr, operators.LogicalAnd, operators.Conditional, operators.NotStrictlyFalse) {
			return false
		}
		call := e.AsCall()
		return pathOf(e) == path || call.IsMemberFunction() && needs(call.Target(), path) ||
			slices.ContainsFunc(call.Args(), func(argument ast.Expr) bool { return needs(argument, path) })
	default:
		return false
	}
}

// pathOf returns a path as a string. It writes a["b"] as a.b, so that equal paths are equal
// strings. It returns an empty string if the expression is not a path.
func pathOf(e ast.Expr) string {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent()
	case ast.SelectKind:
		if operand := pathOf(e.AsSelect().Operand()); operand != "" {
			return operand + "." + e.AsSelect().FieldName()
		}
	case ast.CallKind:
		if !isCall(e, operators.Index) {
			return ""
		}
		args := e.AsCall().Args()
		operand := pathOf(args[0])
		if operand == "" || args[1].Kind() != ast.LiteralKind {
			return ""
		}
		switch key := args[1].AsLiteral().Value().(type) {
		case string:
			return operand + "." + key
		case int64:
			return operand + "[" + strconv.FormatInt(key, 10) + "]"
		}
	}
	return ""
}
