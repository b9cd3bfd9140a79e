package change

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Package is the source of a Go package that oapi-codegen generated from one of the documents. A
// thing in the document has the exported identifier whose letters and digits are the same as those
// of its name. A property has the field whose tag has the property's name.
type Package struct {
	// types, functions and methods map a folded name to the exported names that fold to it; see
	// [fold]. The name of a method begins with the name of its type.
	types, functions, methods map[string][]string
	// fields has the name of each field, by its type and by the name in its tag.
	fields map[string]map[string]string
}

// ParsePackage parses the Go files in a directory, except tests. It returns errors of one line that
// name the place.
func ParsePackage(dir string) (*Package, error) {
	p := &Package{types: map[string][]string{}, functions: map[string][]string{}, methods: map[string][]string{}, fields: map[string]map[string]string{}}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	parsed := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("%s: not Go source: %s; name the directory of a package that compiles", filepath.ToSlash(file), firstLine(err))
		}
		p.addFile(source)
		parsed++
	}
	if parsed == 0 {
		return nil, fmt.Errorf("%s: there is no Go package; name the directory of one that is generated from the document", filepath.ToSlash(dir))
	}
	return p, nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

func (p *Package) addFile(file *ast.File) {
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			p.addFunction(d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && t.Name.IsExported() {
					add(p.types, t.Name.Name, t.Name.Name)
					p.addFields(t)
				}
			}
		}
	}
}

func (p *Package) addFunction(f *ast.FuncDecl) {
	switch receiver := receiverOf(f); {
	case !f.Name.IsExported():
	case f.Recv == nil:
		add(p.functions, f.Name.Name, f.Name.Name)
	case ast.IsExported(receiver):
		add(p.methods, f.Name.Name, receiver+"."+f.Name.Name)
	}
}

func receiverOf(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	expression := f.Recv.List[0].Type
	if star, ok := expression.(*ast.StarExpr); ok {
		expression = star.X
	}
	name, _ := expression.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

func (p *Package) addFields(t *ast.TypeSpec) {
	s, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	fields := map[string]string{}
	for _, field := range s.Fields.List {
		if field.Tag == nil || len(field.Names) != 1 {
			continue
		}
		tag, err := strconv.Unquote(field.Tag.Value)
		if err != nil {
			continue // The parser has accepted the tag, so this doesn't happen.
		}
		name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		fields[name] = field.Names[0].Name
	}
	p.fields[t.Name.Name] = fields
}

func add(names map[string][]string, name, identifier string) {
	names[fold(name)] = append(names[fold(name)], identifier)
}

// fold returns the letters and digits of a name in lower case. All spellings of a name fold to the
// same string.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// Touch sets the exported identifiers of each change. They are the type or field of the changed
// thing. If there is neither, they are the methods of the operations.
func (p *Package) Touch(old, revised *Document, changes []Change) {
	for i := range changes {
		c := &changes[i]
		found := map[string]bool{}
		p.component(found, old, c.Old.Pointer)
		p.component(found, revised, c.New.Pointer)
		p.parameter(found, old, c.Old.Pointer, c.Operations)
		p.parameter(found, revised, c.New.Pointer, c.Operations)
		if len(found) == 0 {
			for _, o := range c.Operations {
				p.operation(found, o, old, c.Old.Pointer)
				p.operation(found, o, revised, c.New.Pointer)
			}
		}
		c.Identifiers = slices.Sorted(maps.Keys(found))
	}
}

// component finds the type of a component, and the field of a property in it.
func (p *Package) component(found map[string]bool, d *Document, at string) {
	tokens := d.tokens(at)
	if len(tokens) < 3 || tokens[0] != components {
		return
	}
	property := ""
	switch {
	case len(tokens) < 5:
	case tokens[3] == propertiesKey:
		property = tokens[4]
	case tokens[3] == required: // An item of this list is the name of a property.
		property = d.tree.Find(at).Text()
	}
	for _, name := range p.types[fold(tokens[2])] {
		if field := p.fields[name][property]; property != "" && field != "" {
			name += "." + field
		}
		found[name] = true
	}
}

// parameter finds the fields for a parameter in the structs of the operations.
func (p *Package) parameter(found map[string]bool, d *Document, at string, operations []Operation) {
	var parameter *document.Node // It is the outermost one, because a schema may have a property called parameters.
	for n := d.tree.Find(at); n != nil; n = n.Parent() {
		if n.Parent().Name() == parameters {
			parameter = n
		}
	}
	if parameter == nil {
		return
	}
	name := target(parameter).StringAt("name")
	for _, o := range operations {
		for _, params := range p.types[fold(o.ID+"Params")] {
			if field := p.fields[params][name]; field != "" {
				found[params+"."+field] = true
			}
		}
	}
}

// operation finds the methods of an operation. If the operation was added, removed or renamed, it
// also finds the other identifiers for the operation.
func (p *Package) operation(found map[string]bool, o Operation, d *Document, at string) {
	stands, ok := d.operations[o.key()]
	if !ok || at == "" {
		return
	}
	whole := at == stands.node.Pointer() || at == stands.item.Pointer() || at == jsonvalue.Pointer(stands.node.Pointer(), "operationId")
	for _, name := range []string{stands.ID, stands.node.StringAt("x-iterator")} {
		if name == "" {
			continue
		}
		note(found, p.methods[fold(name)])
		if whole {
			note(found, p.methods[fold(name+"WithBody")], p.functions[fold("New"+name+"Request")], p.functions[fold("New"+name+"RequestWithBody")],
				p.types[fold(name+"Params")], p.types[fold(name+"JSONRequestBody")])
		}
	}
}

func note(found map[string]bool, names ...[]string) {
	for _, list := range names {
		for _, name := range list {
			found[name] = true
		}
	}
}
