// Package invariant compiles and evaluates the rules of a document that a schema can't express. For
// example, such a rule says that a deleted organization is no longer listed. They are CEL
// expressions about an exchange and the exchanges before it.
//
//	invariants, err := invariant.Compile(api)
//	if err != nil {
//		return err
//	}
//	for i := range invariants.For(x.Operation, response) {
//		verdict, reason := i.Evaluate(facts)
//		fmt.Println(i.ID, verdict == invariant.Holds, reason)
//	}
package invariant

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"github.com/orgcontract/polytomic-organizations/contract/internal/apiversion"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Key is the extension in which a document, an operation or a response lists its invariants.
const Key = "x-invariants"

// Invariant is a compiled rule of the document. It is safe for concurrent use.
type Invariant struct {
	Node *document.Node
	// ID is unique in the document.
	ID string
	// When is a CEL expression that selects the exchanges that the rule applies to. It is empty if
	// the rule applies to all exchanges.
	When string
	// Rule is a CEL expression that is true if the invariant holds.
	Rule string
	// Message describes what the rule demands, as a clause that can follow "expected that".
	Message string

	when, rule *program
}

// Verdict is the result of evaluating an invariant.
type Verdict int

// The constants are the verdicts.
const (
	// NotApplicable means that the premise is false. It also means that the premise can't be
	// evaluated, because the message lacks a value that the premise refers to, or that the recorder
	// left out a body that the rule needs.
	NotApplicable Verdict = iota
	Holds
	Broken
	// Unchecked means that the evaluation costs too much.
	Unchecked
)

// maxCost limits the cost of evaluating an expression, in the units of CEL. It corresponds to some
// tenths of a second. All expressions about one exchange may cost costsOfExchange times as much.
const (
	maxCost         = 10_000_000
	costsOfExchange = 4
)

// Evaluate checks whether the invariant holds for an exchange. If the rule can't be evaluated
// because the message lacks a value that the rule refers to, Evaluate returns Broken and the
// reason.
func (i *Invariant) Evaluate(f *Facts) (verdict Verdict, reason string) {
	if i.when != nil {
		value, err := f.evaluate(i.when)
		switch {
		case isTooCostly(err):
			return Unchecked, ""
		case err != nil || value.Value() != true:
			return NotApplicable, ""
		}
	}
	value, err := f.evaluate(i.rule)
	switch {
	case isTooCostly(err):
		return Unchecked, ""
	case f.known.neededOmitted:
		return NotApplicable, ""
	case err != nil:
		return Broken, "an exchange for which the rule can't be evaluated: " + wording.FirstLine(err.Error())
	case value.Value() == true:
		return Holds, ""
	default:
		return Broken, ""
	}
}

// program is a compiled expression.
type program struct {
	cel.Program

	// loops reports whether the expression loops over a list; see hasLoop.
	loops bool
}

// errSpent means that the expressions about an exchange, or those about all exchanges, cost too
// much altogether.
var errSpent = errors.New("the expressions cost too much")

// evaluate evaluates an expression.
func (f *Facts) evaluate(p *program) (ref.Val, error) {
	if p.loops && (f.skipsLoops || f.spent > costsOfExchange*f.maxCost) {
		return nil, errSpent
	}
	f.known.keeps, f.known.neededOmitted = p.loops, false
	value, details, err := p.Eval(f)
	cost := uint64(0)
	switch {
	case isTooCostly(err):
		cost = f.maxCost
	case p.loops && details != nil && details.ActualCost() != nil:
		cost = *details.ActualCost()
	}
	f.spent += cost
	return value, err
}

// Spent returns what the expressions about the exchange have cost so far.
func (f *Facts) Spent() uint64 { return f.spent }

func isTooCostly(err error) bool {
	if errors.Is(err, errSpent) {
		return true
	}
	cancelled, ok := errors.AsType[interpreter.EvalCancelledError](err)
	return ok && cancelled.Cause == interpreter.CostLimitExceeded
}

// Set has all invariants of a document. It doesn't change, so several goroutines may use it at the
// same time.
type Set struct {
	// ByID has all invariants by their ids.
	ByID map[string]*Invariant

	document []*Invariant
	// at has the invariants of operations and responses, by their nodes. Most nodes have none.
	at         map[*document.Node][]*Invariant
	remembered map[string]bool
	// compiler has the expressions that were compiled. versions is a CEL list of the versions that
	// the document lists.
	compiler *compiler
	versions ref.Val
}

// Compile compiles the invariants of a document. If an invariant is incomplete, repeats an id or
// doesn't compile, it returns an error of one line with the place.
func Compile(api *message.API) (*Set, error) { return compile(api, maxCost) }

func compile(api *message.API, maxCost uint64) (*Set, error) {
	environment, err := newEnvironment()
	if err != nil {
		return nil, err
	}
	return (&compiler{environment: environment, programs: map[string]*program{}, maxCost: maxCost}).set(api)
}

// Again compiles the invariants of another version of the document, or of an edited one. It reuses
// the compiled expressions that both have.
func (s *Set) Again(api *message.API) (*Set, error) {
	return (&compiler{environment: s.compiler.environment, programs: maps.Clone(s.compiler.programs), maxCost: s.compiler.maxCost}).set(api)
}

// set compiles the invariants of a document.
func (c *compiler) set(api *message.API) (*Set, error) {
	versions, err := apiversion.Read(api.Document)
	if err != nil {
		return nil, err
	}
	c.byID = map[string]*Invariant{}
	s := &Set{
		ByID: c.byID, at: map[*document.Node][]*Invariant{}, compiler: c, versions: types.NewStringList(adapter{}, versions.Names()),
	}
	if s.document, err = c.list(api.Document.Root()); err != nil {
		return nil, err
	}
	for _, o := range api.Operations {
		if err := s.read(c, o.Node); err != nil {
			return nil, err
		}
		for _, response := range message.ResponseNodes(o.Node) {
			if err := s.read(c, response); err != nil {
				return nil, err
			}
		}
	}
	s.remembered = s.remember(api.Operations)
	return s, nil
}

// read compiles the invariants of an operation or a response. Several operations may refer to the
// same response.
func (s *Set) read(c *compiler, node *document.Node) error {
	if _, isRead := s.at[node]; isRead {
		return nil
	}
	list, err := c.list(node)
	if len(list) > 0 {
		s.at[node] = list
	}
	return err
}

// For yields the invariants that apply to an exchange of this operation with this response. The
// response is nil if the document doesn't list it.
func (s *Set) For(o *message.Operation, r *message.Response) iter.Seq[*Invariant] {
	lists := [3][]*Invariant{s.document, s.at[o.Node]}
	if r != nil {
		lists[2] = s.at[r.Node]
	}
	return func(yield func(*Invariant) bool) {
		for _, list := range lists {
			for _, i := range list {
				if !yield(i) {
					return
				}
			}
		}
	}
}

// Remembers reports whether an invariant refers to the last exchange of the operation with this
// operationId.
func (s *Set) Remembers(operation string) bool { return s.remembered[operation] }

// RemembersAny reports whether an invariant refers to the last exchange of any operation.
func (s *Set) RemembersAny() bool { return len(s.remembered) > 0 }

// remember returns the ids of the operations whose last exchange an invariant refers to.
func (s *Set) remember(operations []*message.Operation) map[string]bool {
	words := regexp.MustCompile(`\w+`)
	spoken := map[string]bool{}
	for _, i := range s.ByID {
		in := words.FindAllString(i.When+" "+i.Rule, -1)
		if !slices.Contains(in, "last") {
			continue
		}
		for _, word := range in {
			spoken[word] = true
		}
	}
	ids := map[string]bool{}
	for _, o := range operations {
		if o.ID != "" && spoken[o.ID] {
			ids[o.ID] = true
		}
	}
	return ids
}

// compiler compiles the invariants of a document.
type compiler struct {
	environment *cel.Env
	// programs has the compiled program of each expression.
	programs map[string]*program
	byID     map[string]*Invariant
	// maxCost limits the cost of evaluating an expression.
	maxCost uint64
}

// list returns the invariants that an object of the document lists.
func (c *compiler) list(holder *document.Node) ([]*Invariant, error) {
	declared := holder.Get(Key)
	if declared == nil {
		return nil, nil
	}
	if declared.Kind() != document.Array {
		return nil, errorAt(declared, "x-invariants is not a list; write - id: ..., rule: ..., message: ...")
	}
	var all []*Invariant
	for item := range declared.Items() {
		i, err := c.invariant(item)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

func (c *compiler) invariant(node *document.Node) (*Invariant, error) {
	if node.Kind() != document.Object {
		return nil, errorAt(node, "it is not an invariant; write id, rule and message")
	}
	i := &Invariant{Node: node}
	into := map[string]*string{"id": &i.ID, "when": &i.When, "rule": &i.Rule, "message": &i.Message}
	for key, value := range node.SortedFields() {
		if into[key] == nil || value.Kind() != document.String || value.Text() == "" {
			return nil, errorAt(value, "%s is not part of an invariant; write id, when, rule and message, each a string", wording.Quote(key))
		}
		*into[key] = value.Text()
	}
	switch {
	case i.ID == "" || i.Rule == "" || i.Message == "":
		return nil, errorAt(node, "an invariant needs an id, a rule and a message")
	case !validID.MatchString(i.ID):
		return nil, errorAt(node.Get("id"), "%s can't be an id; write words in lower case, joined by -", wording.Quote(i.ID))
	case c.byID[i.ID] != nil:
		return nil, errorAt(node.Get("id"), "the id %s is taken by the invariant at %s; choose another", i.ID, c.byID[i.ID].Node.Place())
	}
	var err error
	if i.rule, err = c.program(node.Get("rule")); err != nil {
		return nil, err
	}
	if i.When != "" {
		if i.when, err = c.program(node.Get("when")); err != nil {
			return nil, err
		}
	}
	c.byID[i.ID] = i
	return i, nil
}

var validID = lazyregexp.New(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (c *compiler) program(node *document.Node) (*program, error) {
	if known := c.programs[node.Text()]; known != nil {
		return known, nil
	}
	compiled, issues := c.environment.Compile(node.Text())
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return nil, errorAt(node, "not a CEL expression: %s, at its line %d, column %d", wording.FirstLine(first.Message), first.Location.Line(), first.Location.Column()+1)
	}
	if kind := compiled.OutputType(); kind != cel.BoolType && kind != cel.DynType {
		return nil, errorAt(node, "the expression has the type %s; it should have the type bool", kind)
	}
	options := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	p := &program{loops: hasLoop(compiled)}
	if p.loops {
		options = append(options, cel.CostLimit(c.maxCost), cel.CostTracking(prices{}))
	}
	var err error
	if p.Program, err = c.environment.Program(compiled, options...); err != nil {
		return nil, errorAt(node, "not a CEL expression: %s", wording.FirstLine(err.Error()))
	}
	c.programs[node.Text()] = p
	return p, nil
}

// hasLoop reports whether an expression loops over a list. Only the cost of such an expression can
// grow faster than the message, because each step of the loop may look at the whole message or join
// strings.
func hasLoop(source *cel.Ast) bool {
	return len(ast.MatchDescendants(ast.NavigateAST(source.NativeRep()), ast.KindMatcher(ast.ComprehensionKind))) > 0
}

func errorAt(node *document.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %s: %s", node.Place(), Key, fmt.Sprintf(format, args...))
}
