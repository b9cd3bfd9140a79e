package mutation

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// The constants are keywords about conditions.
const (
	condition = "if"
	then      = "then"
	otherwise = "else"
)

// not makes the mutants of the keyword not.
func (g *generator) not(s site) {
	inner := s.on("what "+s.name+" is not", "not")
	if inner.schema == nil {
		return
	}
	g.mutant(DropBranch, inner.at, "", g.remove(inner.at), "allow "+s.name+" to be what it is not", "an exchange in which "+s.name+" is what it must not be")
	g.schema(inner)
}

// conditional makes the mutants of if, then and else. The keyword if has an effect only with then
// or else, and these have an effect only with if.
func (g *generator) conditional(s site) {
	consequences := []site{s.on(s.name+" if it matches", then), s.on(s.name+" if it doesn't match", otherwise)}
	test := s.on("the condition of "+s.name, condition)
	if test.schema == nil || consequences[0].schema == nil && consequences[1].schema == nil {
		return
	}
	for _, c := range consequences {
		if c.schema != nil {
			g.mutant(DropBranch, c.at, "", g.remove(c.at), "ask for nothing of "+c.name, "an exchange with a value that only the schema of "+c.name+" is about")
			g.schema(c)
		}
	}
	swap := g.swap(s.at, then, otherwise)
	switch {
	case consequences[0].schema == nil:
		swap = g.rename(consequences[1].at, then)
	case consequences[1].schema == nil:
		swap = g.rename(consequences[0].at, otherwise)
	}
	g.mutant(SwapBranch, test.at, "", swap, "swap then and else of "+s.name, "an exchange with a value that only one of then and else of "+s.name+" allows")
	g.schema(test)
}

// references makes the mutants that remove a reference from a schema with other keywords beside the
// reference.
func (g *generator) references(s site) {
	for _, keyword := range []string{"$ref", "$dynamicRef"} {
		if at := s.pointer(keyword); s.schema.Get(keyword) != nil {
			g.mutant(DropBranch, at, "", g.remove(at), "remove the reference of "+s.name, "an exchange with a value that only the target of the reference is about")
		}
	}
}

// writtenSchema is like [generator.written], for a schema. A schema may have keywords beside its
// reference. If the target of the reference is in another file, the target gets its mutants too.
func (g *generator) writtenSchema(s site) (string, *document.Node) {
	if s.schema.Ref() == "" || g.tree.Version() < document.V31 {
		return g.written(s.at, s.schema)
	}
	target, err := s.schema.Resolve(s.schema.Ref())
	inOtherFile := err == nil && target.File().Location() != "" && !g.visited[target]
	if schema.RefersOnly(s.schema) {
		if !inOtherFile || s.schema.Target() == nil { // The target gets its mutants at its own place, or the reference is only a loop.
			return s.at, nil
		}
		s.at, s.schema = target.Pointer(), target
		return g.writtenSchema(s)
	}
	at, own := g.own(s.at, s.schema)
	if own != nil && inOtherFile {
		s.at, s.schema = target.Pointer(), target
		g.schema(s)
	}
	return at, own
}
