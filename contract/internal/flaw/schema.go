package flaw

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

var types = []string{"array", "boolean", "integer", "number", "object", "string"}

func (f *finder) schema(n *document.Node) {
	f.types(n)
	for _, bound := range [][2]string{
		{"minLength", "maxLength"}, {"minItems", "maxItems"}, {"minProperties", "maxProperties"}, {"minContains", "maxContains"}, {"minimum", "maximum"},
	} {
		f.bounds(n, bound[0], bound[1])
	}
	if step := n.Get("multipleOf"); step.Kind() == document.Number && jsonvalue.Number(step.Text()).Compare("0") <= 0 {
		f.addf(step, "bounds", "multipleOf must be more than 0; correct it")
	}
	if n.Get("readOnly").IsTrue() && n.Get("writeOnly").IsTrue() {
		f.addf(n.Get("writeOnly"), "exclusive", "readOnly and writeOnly exclude each other; remove one of them")
	}
	if enum := n.Get("enum"); enum != nil && enum.Len() == 0 {
		f.addf(enum, "enum", "the enum is empty, so no value is valid; add the values, or remove it")
	}
	f.twice(n.Get("required"))
}

// types checks the types of a schema.
func (f *finder) types(n *document.Node) {
	written := n.Get("type")
	if written.Kind() == document.Array {
		for item := range written.Items() {
			f.typeName(item)
		}
		f.twice(written)
		return
	}
	f.typeName(written)
	if f.version == document.V30 && written.Text() == "array" && n.Get("items") == nil {
		f.addf(n, "missing-field", "a schema of the type array must have items in OpenAPI 3.0; add it")
	}
}

func (f *finder) typeName(n *document.Node) {
	name := n.Text()
	switch {
	case n.Kind() != document.String || slices.Contains(types, name):
	case name == "null" && f.version >= document.V31:
	case name == "null":
		f.addf(n, "type", "the type null exists since OpenAPI 3.1; write nullable: true beside another type")
	case name == "file":
		f.addf(n, "type", "there is no type file; write type: string and format: binary")
	case name == "any":
		f.addf(n, "type", "there is no type any; remove it, because a schema without a type accepts all values")
	default:
		f.addf(n, "type", "there is no type %s; write one of %s", wording.Quote(name), strings.Join(types, ", "))
	}
}

// bounds adds a flaw if the lower bound is greater than the upper bound.
func (f *finder) bounds(n *document.Node, least, most string) {
	low, high := n.Get(least), n.Get(most)
	if low.Kind() == document.Number && high.Kind() == document.Number && jsonvalue.Number(low.Text()).Compare(jsonvalue.Number(high.Text())) > 0 {
		f.addf(low, "bounds", "%s %s is more than %s %s, so no value is valid; correct one of them", least, low.Text(), most, high.Text())
	}
}
