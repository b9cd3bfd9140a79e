package contract

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

// invariantsKey is the extension under which a document, an operation or a response lists its invariants.
const invariantsKey = "x-invariants"

// Invariant is a rule across a message or a session that a schema can't say, as it stands in the document.
type Invariant struct {
	// ID is unique in the document; the rule of a finding about it is invariant.ID.
	ID string
	// When is a CEL expression that says for which exchanges the rule holds; empty for all.
	When string
	// Rule is a CEL expression that is true where the invariant holds.
	Rule string
	// Message says what is so where it holds, in a clause that can follow "expected that".
	Message string
	// Document is its place.
	Document Place
}

// invariant is an [Invariant] ready to be evaluated.
type invariant struct {
	Invariant

	when, rule cel.Program
}

// Invariants returns all invariants of the document, sorted by their ids.
func (c *Contract) Invariants() []Invariant {
	all := make([]Invariant, 0, len(c.invariantsByID))
	for _, i := range sorted(c.invariantsByID) {
		all = append(all, i.Invariant)
	}
	return all
}

// invariantRule is the rule of findings about an invariant.
func invariantRule(id string) string { return "invariant." + id }

// checkInvariants evaluates the invariants for an exchange that has an answer.
func (k *check) checkInvariants(answer *response, last map[string]*view) {
	lists := [][]*invariant{k.invariants, k.operation.invariants, nil}
	if answer != nil {
		lists[2] = answer.invariants
	}
	var a *activation
	for _, list := range lists {
		for _, i := range list {
			if a == nil {
				a = k.activation(k.view, last)
			}
			if !i.applies(a) {
				continue
			}
			if broken, ok := i.broken(a); ok {
				k.contradiction(invariantRule(i.ID), "", i.Document, "that "+i.Message, broken)
			}
		}
	}
}

// applies reports whether the premise is true. One that can't be evaluated, because the message lacks what it speaks of, is not.
func (i *invariant) applies(a *activation) bool {
	if i.when == nil {
		return true
	}
	value, _, err := i.when.Eval(a)
	return err == nil && value.Value() == true
}

// broken reports whether the rule doesn't hold and, where the message lacks what it speaks of, that.
func (i *invariant) broken(a *activation) (string, bool) {
	value, _, err := i.rule.Eval(a)
	switch {
	case err != nil:
		return "an exchange of which that can't be said: " + firstLine(err.Error()), true
	case value.Value() == true:
		return "", false
	default:
		return "", true
	}
}

// invariantCompiler compiles the invariants of a document.
type invariantCompiler struct {
	file        string
	nodes       yamlNodes
	environment *cel.Env
	byID        map[string]*invariant
}

// compile returns the invariants that stand under x-invariants in an object of the document.
func (c *invariantCompiler) compile(extensions map[string]any, at string) ([]*invariant, error) {
	declared, ok := extensions[invariantsKey]
	if !ok {
		return nil, nil
	}
	at = pointer(at, invariantsKey)
	list, ok := declared.([]any)
	if !ok {
		return nil, c.errorf(at, "it is no list of invariants; write - id: ..., rule: ..., message: ...")
	}
	all := make([]*invariant, 0, len(list))
	for n, item := range list {
		i, err := c.one(item, fmt.Sprintf("%s/%d", at, n))
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

func (c *invariantCompiler) one(item any, at string) (*invariant, error) {
	fields, ok := item.(map[string]any)
	if !ok {
		return nil, c.errorf(at, "it is no invariant; write id, rule and message")
	}
	i := &invariant{Invariant: Invariant{Document: c.nodes.place(c.file, at)}}
	into := map[string]*string{"id": &i.ID, "when": &i.When, "rule": &i.Rule, "message": &i.Message}
	for key, value := range sorted(fields) {
		text, isText := value.(string)
		if into[key] == nil || !isText || text == "" {
			return nil, c.errorf(pointer(at, key), "%s is not what an invariant has; write id, when, rule and message, each a text", quote(key))
		}
		*into[key] = text
	}
	switch {
	case i.ID == "" || i.Rule == "" || i.Message == "":
		return nil, c.errorf(at, "an invariant needs an id, a rule and a message")
	case !invariantID.MatchString(i.ID):
		return nil, c.errorf(pointer(at, "id"), "the id %s is none; write lower-case words joined by -", quote(i.ID))
	case c.byID[i.ID] != nil:
		return nil, c.errorf(pointer(at, "id"), "the id %s is taken by the invariant at %s; choose another", i.ID, c.byID[i.ID].Document)
	}
	var err error
	if i.rule, err = c.program(i.Rule, pointer(at, "rule")); err != nil {
		return nil, err
	}
	if i.When != "" {
		if i.when, err = c.program(i.When, pointer(at, "when")); err != nil {
			return nil, err
		}
	}
	c.byID[i.ID] = i
	return i, nil
}

var invariantID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (c *invariantCompiler) program(expression, at string) (cel.Program, error) {
	ast, issues := c.environment.Compile(expression)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return nil, c.errorf(at, "not a CEL expression: %s, at its line %d, column %d", firstLine(first.Message), first.Location.Line(), first.Location.Column()+1)
	}
	if kind := ast.OutputType(); kind != cel.BoolType && kind != cel.DynType {
		return nil, c.errorf(at, "the expression gives a value of the type %s; it should be true or false", kind)
	}
	program, err := c.environment.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, c.errorf(at, "not a CEL expression: %s", firstLine(err.Error()))
	}
	return program, nil
}

func (c *invariantCompiler) errorf(at, format string, args ...any) error {
	return fmt.Errorf("%s: %s: %s", c.nodes.place(c.file, at), invariantsKey, fmt.Sprintf(format, args...))
}

// newInvariants compiles all invariants of the document.
func (c *compiler) newInvariants(file string, nodes yamlNodes) ([]*invariant, map[string]*invariant, error) {
	compiler := &invariantCompiler{file: file, nodes: nodes, byID: map[string]*invariant{}}
	environment, err := newEnvironment()
	if err != nil {
		return nil, nil, err
	}
	compiler.environment = environment
	document, err := compiler.compile(c.doc.Extensions, "")
	if err != nil {
		return nil, nil, err
	}
	for _, o := range c.operations {
		if o.invariants, err = compiler.compile(o.source.Extensions, c.places.objects[o.source].pointer); err != nil {
			return nil, nil, err
		}
	}
	for _, r := range c.sortedResponses() {
		if r.invariants, err = compiler.compile(r.source.Extensions, c.places.objects[r.source].pointer); err != nil {
			return nil, nil, err
		}
	}
	return document, compiler.byID, nil
}

// sortedResponses returns the responses in the order of their places.
func (c *compiler) sortedResponses() []*response {
	return slices.SortedFunc(maps.Values(c.responses), func(a, b *response) int {
		return strings.Compare(c.places.objects[a.source].pointer, c.places.objects[b.source].pointer)
	})
}

// remembered returns the ids of the operations whose last exchange an invariant speaks of.
func remembered(byID map[string]*invariant, operations []*operation) map[string]bool {
	words := regexp.MustCompile(`\w+`)
	spoken := map[string]bool{}
	for _, i := range byID {
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
