package mutation

import "slices"

// contentEncoding is the keyword that says how a string encodes bytes.
const contentEncoding = "contentEncoding"

// freeFormats returns the formats that allow any string.
func freeFormats() []string { return []string{"password", "binary"} }

func otherFormat(name string) string {
	switch name {
	case "int32":
		return "int64"
	case "int64":
		return "int32"
	case "float":
		return "double"
	case "double":
		return "float"
	case "date":
		return "date-time"
	case "password":
		return "binary"
	default:
		return "date"
	}
}

func (g *generator) format(s site) {
	name, at := s.schema.StringAt("format"), s.pointer("format")
	if name == "" {
		return
	}
	other := otherFormat(name)
	isFree := func(name string) bool { return slices.Contains(freeFormats(), name) }
	changed := g.mutant(Format, at, other, g.set(at, other), "make the format of "+s.name+" "+other, "an exchange in which "+s.name+" has the format "+name+" and not "+other)
	changed.Equivalent = s.otherKind("format")
	if isFree(name) && isFree(other) {
		changed.Equivalent = FreeFormat
	}
	dropped := g.mutant(Format, at, "any", g.remove(at), "allow any format for "+s.name, "an exchange in which "+s.name+" doesn't have the format "+name)
	switch {
	case isFree(name):
		dropped.Equivalent = FreeFormat
	case g.unchecked[at]:
		dropped.Equivalent = Unchecked
	}
}

// encoding makes the mutants of the keyword contentEncoding.
func (g *generator) encoding(s site) {
	name, at := s.schema.StringAt(contentEncoding), s.pointer(contentEncoding)
	if name == "" {
		return
	}
	dropped := g.mutant(Format, at, "any", g.remove(at), "allow "+s.name+" to be no "+name, "an exchange in which "+s.name+" is not in "+name)
	dropped.Equivalent = s.otherKind(contentEncoding)
	if g.unchecked[at] {
		dropped.Equivalent = Unchecked
		return
	}
	other := "base64"
	if name == other {
		other = "base64url"
	}
	g.mutant(Format, at, other, g.set(at, other), "make the encoding of "+s.name+" "+other, "an exchange in which "+s.name+" is in "+name+" and not in "+other).
		Equivalent = s.otherKind(contentEncoding)
}
