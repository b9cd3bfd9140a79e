package schema

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// since202012 reads the keywords that JSON Schema 2020-12 has and OpenAPI 3.0 lacks.
func (b *building) since202012() {
	b.Never = b.Node.Kind() == document.Bool && !b.Node.IsTrue()
	if !has202012(b.Node) {
		return
	}
	b.Keywords202012 = &Keywords202012{}
	b.declaredDialect(b.Node, "$schema")
	if constant := b.Node.Get(constKey); constant != nil {
		value := constant.Value()
		b.Const = &value
	}
	b.references()
	if b.If = b.at("if"); b.If != nil {
		b.Then, b.Else = b.at("then"), b.at("else")
	}
	b.Prefix = b.list("prefixItems")
	b.UnevaluatedItems = b.at(unevaluatedItemsKey)
	if b.Contains = b.at(containsKey); b.Contains != nil {
		b.MinContains, b.MaxContains = b.countAt("minContains"), b.countAt("maxContains")
	}
	b.objects202012()
	b.content()
}

// has202012 reports whether a schema has a keyword that OpenAPI 3.0 lacks.
func has202012(node *document.Node) bool {
	for name := range node.Fields() {
		switch name {
		case dynamicRefKey, "$ref", "$schema", constKey, containsKey, contentEncodingKey, "contentMediaType", "contentSchema", dependentRequiredKey,
			"dependentSchemas", "if", "patternProperties", "prefixItems", propertyNamesKey, unevaluatedItemsKey, unevaluatedPropertiesKey:
			return true
		}
	}
	return false
}

// references compiles the references of a schema that has other keywords, too.
func (b *building) references() {
	for _, keyword := range referenceKeywords {
		ref := b.Node.Get(keyword)
		if ref.Kind() != document.String {
			continue
		}
		target, in := b.follow(b.Node, keyword, b.in)
		if target == nil {
			b.uncheckedf(ref, "the %s %s is not checked, because it leads to no schema; correct it", keyword, wording.Quote(ref.Text()))
			continue
		}
		b.Refs = append(b.Refs, b.schema(target, in))
	}
}

// objects202012 reads the keywords about objects that OpenAPI 3.0 lacks.
func (b *building) objects202012() {
	for pattern, node := range b.Node.Get("patternProperties").SortedFields() {
		property := PatternProperty{Pattern: pattern, Schema: b.schema(node, b.in), match: b.matcher(node, pattern)}
		b.Patterns = append(b.Patterns, property)
	}
	b.PropertyNames, b.Unevaluated = b.at(propertyNamesKey), b.at(unevaluatedPropertiesKey)
	for name, list := range b.Node.Get(dependentRequiredKey).SortedFields() {
		dependency := Dependency{Name: name}
		for required := range list.Items() {
			dependency.Required = append(dependency.Required, required.Text())
		}
		b.DependentRequired = append(b.DependentRequired, dependency)
	}
	for name, node := range b.Node.Get("dependentSchemas").SortedFields() {
		b.DependentSchemas = append(b.DependentSchemas, DependentSchema{name, b.schema(node, b.in)})
	}
}

// content reads the keywords about what a string encodes. A string in base 64 is checked like a
// format. The data that it encodes is not checked.
func (b *building) content() {
	encoding := b.Node.StringAt(contentEncodingKey)
	switch {
	case encoding == "" || b.Formats == AnnotateFormats:
	case encoding == "base64":
		b.encoding = knownFormats["byte"]
	case encoding == "base64url":
		b.encoding = knownFormats["base64url"]
	default:
		b.uncheckedf(b.Node.Get(contentEncodingKey), "the encoding %s is not checked; only base64 and base64url are", wording.Quote(encoding))
	}
	for _, keyword := range []string{"contentSchema", "contentMediaType"} {
		if content := b.Node.Get(keyword); content != nil && content.Text() != "application/octet-stream" && content.Text() != "text/plain" {
			b.uncheckedf(content, "what is inside the string is not checked against %s", keyword)
			return
		}
	}
}
