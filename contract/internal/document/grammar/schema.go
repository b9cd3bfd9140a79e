package grammar

var (
	schema30 = one(Schema)
	// anySchema is a schema of 3.1, which may also be true or false.
	anySchema = &Value{Kinds: Map | Bool, Object: Schema}
	// closing is additionalProperties in 3.0.
	closing = &Value{Kinds: Map | Bool, Object: Schema}
)

// schemaObjects returns the fields of the Schema Object and of the objects in it.
func schemaObjects() map[Object][]Field {
	fields := []Field{
		optional("$ref", text), optional("title", text), optional("description", text), optional("multipleOf", number), optional("maximum", number),
		optional("minimum", number), optional("maxLength", count), optional("minLength", count), optional("pattern", text),
		optional("maxItems", count), optional("minItems", count), optional("uniqueItems", boolean), optional("maxProperties", count),
		optional("minProperties", count), optional("required", texts), optional("enum", list), optional("format", text), aside("default", data),
		optional("discriminator", one(Discriminator)), optional("readOnly", boolean), optional("writeOnly", boolean), aside("xml", one(XML)),
		aside("externalDocs", one(ExternalDocs)), aside("example", data), optional("deprecated", boolean),
	}
	for _, f := range schemaFields30() {
		fields = append(fields, f.until(V30))
	}
	for _, f := range schemaFields31() {
		fields = append(fields, f.since(V31))
	}
	return map[Object][]Field{
		Schema: fields,
		Discriminator: {
			required("propertyName", text), optional("mapping", mapOf(text)), optional("defaultMapping", text).since(V32),
		},
		XML: {
			optional("name", text), optional("namespace", text), optional("prefix", text), optional("attribute", boolean), optional("wrapped", boolean),
			optional("nodeType", text).since(V32),
		},
	}
}

// schemaFields30 returns the fields of 3.0 that have no meaning or another meaning in later
// versions.
func schemaFields30() []Field {
	return []Field{
		optional("type", text), optional("nullable", boolean), optional("exclusiveMaximum", boolean), optional("exclusiveMinimum", boolean),
		optional("items", schema30), optional("allOf", listOf(schema30)), optional("anyOf", listOf(schema30)), optional("oneOf", listOf(schema30)),
		optional("not", schema30), optional("properties", mapOf(schema30)), optional("additionalProperties", closing),
	}
}

// schemaFields31 returns the fields of 3.1, which come from JSON Schema 2020-12.
func schemaFields31() []Field {
	all, named := listOf(anySchema), mapOf(anySchema)
	fields := []Field{
		optional("type", &Value{Kinds: String | Array, Item: text}), optional("const", data), optional("exclusiveMaximum", number),
		optional("exclusiveMinimum", number), optional("maxContains", count), optional("minContains", count),
		optional("dependentRequired", mapOf(texts)), aside("examples", list), optional("contentEncoding", text), optional("contentMediaType", text),
		optional("$id", text), optional("$schema", text), optional("$anchor", text), optional("$dynamicAnchor", text), optional("$dynamicRef", text),
		optional("$vocabulary", mapOf(boolean)), optional("$comment", text), optional("$defs", named),
		optional("properties", named), optional("patternProperties", named), optional("dependentSchemas", named), optional("allOf", all),
		optional("anyOf", all), optional("oneOf", all), optional("prefixItems", all),
	}
	for _, name := range []string{
		"not", "if", "then", "else", "items", "contains", "propertyNames", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contentSchema",
	} {
		fields = append(fields, optional(name, anySchema))
	}
	return fields
}
