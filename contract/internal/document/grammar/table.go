package grammar

import "maps"

// The variables describe the values that fields may have.
var (
	data    = &Value{Kinds: AnyKind}
	text    = &Value{Kinds: String}
	boolean = &Value{Kinds: Bool}
	number  = &Value{Kinds: Number}
	count   = &Value{Kinds: Number, IsWhole: true}
	list    = &Value{Kinds: Array}
	texts   = listOf(text)
	scopes  = texts

	pathItem = one(PathItem)
	response = one(Response)
)

func one(o Object) *Value       { return &Value{Kinds: Map, Object: o} }
func listOf(item *Value) *Value { return &Value{Kinds: Array, Item: item} }
func mapOf(entry *Value) *Value { return &Value{Kinds: Map, Entry: entry} }

// optional returns a field that all versions have.
func optional(name string, v *Value) Field {
	return Field{Name: name, Value: v, Since: V30, Until: Newest}
}

// required returns a field that an object must have in all versions.
func required(name string, v *Value) Field {
	f := optional(name, v)
	f.IsRequired = true
	return f
}

// since returns the field with its first version, and until returns the field with its last
// version.
func (f Field) since(v Version) Field { f.Since = v; return f }
func (f Field) until(v Version) Field { f.Until = v; return f }

// aside returns a field that no check of an exchange reads.
func aside(name string, v *Value) Field {
	f := optional(name, v)
	f.IsAside = true
	return f
}

// table returns the fields of all objects in all versions.
func table() map[Object][]Field {
	all := map[Object][]Field{}
	for _, part := range []map[Object][]Field{documentObjects(), operationObjects(), messageObjects(), securityObjects(), schemaObjects()} {
		maps.Copy(all, part)
	}
	return all
}

// documentObjects returns the fields of the objects that describe the document as a whole.
func documentObjects() map[Object][]Field {
	return map[Object][]Field{
		OpenAPI: {
			required("openapi", text), optional("$self", text).since(V32), required("info", one(Info)), optional("jsonSchemaDialect", text).since(V31),
			optional("servers", listOf(one(Server))), required("paths", one(Paths)).until(V30), optional("paths", one(Paths)).since(V31),
			aside("webhooks", mapOf(pathItem)).since(V31), aside("components", one(Components)), optional("security", listOf(one(SecurityRequirement))),
			optional("tags", listOf(one(Tag))), optional("externalDocs", one(ExternalDocs)),
		},
		Info: {
			required("title", text), optional("summary", text).since(V31), optional("description", text), optional("termsOfService", text),
			optional("contact", one(Contact)), optional("license", one(License)), required("version", text),
		},
		Contact: {optional("name", text), optional("url", text), optional("email", text)},
		License: {required("name", text), optional("identifier", text).since(V31), optional("url", text)},
		Server: {
			required("url", text), optional("description", text), optional("name", text).since(V32), optional("variables", mapOf(one(ServerVariable))),
		},
		ServerVariable: {optional("enum", texts), required("default", text), optional("description", text)},
		Components: {
			optional("schemas", mapOf(one(Schema))).until(V30), optional("schemas", mapOf(anySchema)).since(V31), optional("responses", mapOf(response)),
			optional("parameters", mapOf(one(Parameter))), optional("examples", mapOf(one(Example))), optional("requestBodies", mapOf(one(RequestBody))),
			optional("headers", mapOf(one(Header))), optional("securitySchemes", mapOf(one(SecurityScheme))), optional("links", mapOf(one(Link))),
			optional("callbacks", mapOf(one(Callback))), optional("pathItems", mapOf(pathItem)).since(V31),
			optional("mediaTypes", mapOf(one(MediaType))).since(V32),
		},
		Tag: {
			required("name", text), optional("summary", text).since(V32), optional("description", text), optional("externalDocs", one(ExternalDocs)),
			optional("parent", text).since(V32), optional("kind", text).since(V32),
		},
		ExternalDocs: {optional("description", text), required("url", text)},
	}
}

// operationObjects returns the fields of the objects from the paths down to operations.
func operationObjects() map[Object][]Field {
	item := []Field{
		optional("$ref", text), optional("summary", text), optional("description", text), optional("servers", listOf(one(Server))),
		optional("parameters", listOf(one(Parameter))), optional("additionalOperations", mapOf(one(Operation))).since(V32),
		optional("query", one(Operation)).since(V32),
	}
	for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"} {
		item = append(item, optional(method, one(Operation)))
	}
	return map[Object][]Field{
		Paths:    nil,
		PathItem: item,
		Operation: {
			optional("tags", texts), optional("summary", text), optional("description", text), optional("externalDocs", one(ExternalDocs)),
			optional("operationId", text), optional("parameters", listOf(one(Parameter))), optional("requestBody", one(RequestBody)),
			required("responses", one(Responses)).until(V30), optional("responses", one(Responses)).since(V31),
			aside("callbacks", mapOf(one(Callback))), optional("deprecated", boolean), optional("security", listOf(one(SecurityRequirement))),
			optional("servers", listOf(one(Server))),
		},
		Responses: nil,
		Callback:  nil,
	}
}

// messageObjects returns the fields of the objects that describe parts of a message.
func messageObjects() map[Object][]Field {
	described := func(own ...Field) []Field {
		return append(own, optional("description", text), optional("required", boolean), optional("deprecated", boolean),
			optional("allowEmptyValue", boolean), optional("style", text), optional("explode", boolean), optional("allowReserved", boolean),
			optional("schema", one(Schema)).until(V30), optional("schema", anySchema).since(V31), optional("content", mapOf(one(MediaType))),
			aside("example", data), aside("examples", mapOf(one(Example))))
	}
	encodings := mapOf(one(Encoding))
	return map[Object][]Field{
		Parameter:   described(required("name", text), required("in", text)),
		Header:      described(),
		RequestBody: {optional("description", text), required("content", mapOf(one(MediaType))), optional("required", boolean)},
		MediaType: {
			optional("schema", one(Schema)).until(V30), optional("schema", anySchema).since(V31), optional("itemSchema", anySchema).since(V32),
			aside("example", data), aside("examples", mapOf(one(Example))), optional("encoding", encodings),
			optional("prefixEncoding", listOf(one(Encoding))).since(V32), optional("itemEncoding", one(Encoding)).since(V32),
		},
		Encoding: {
			optional("contentType", text), optional("headers", mapOf(one(Header))), optional("style", text), optional("explode", boolean),
			optional("allowReserved", boolean), optional("encoding", encodings).since(V32),
			optional("prefixEncoding", listOf(one(Encoding))).since(V32), optional("itemEncoding", one(Encoding)).since(V32),
		},
		Response: {
			optional("summary", text).since(V32), required("description", text).until(V31), optional("description", text).since(V32),
			optional("headers", mapOf(one(Header))), optional("content", mapOf(one(MediaType))), aside("links", mapOf(one(Link))),
		},
		Example: {
			optional("summary", text), optional("description", text), optional("value", data), optional("externalValue", text),
			optional("dataValue", data).since(V32), optional("serializedValue", text).since(V32),
		},
		Link: {
			optional("operationRef", text), optional("operationId", text), optional("parameters", mapOf(data)), optional("requestBody", data),
			optional("description", text), optional("server", one(Server)),
		},
	}
}

// securityObjects returns the fields of the objects that describe credentials.
func securityObjects() map[Object][]Field {
	return map[Object][]Field{
		SecurityScheme: {
			required("type", text), optional("description", text), optional("name", text), optional("in", text), optional("scheme", text),
			optional("bearerFormat", text), optional("flows", one(OAuthFlows)), optional("openIdConnectUrl", text),
			optional("oauth2MetadataUrl", text).since(V32), optional("deprecated", boolean).since(V32),
		},
		OAuthFlows: {
			optional("implicit", one(OAuthFlow)), optional("password", one(OAuthFlow)), optional("clientCredentials", one(OAuthFlow)),
			optional("authorizationCode", one(OAuthFlow)), optional("deviceAuthorization", one(OAuthFlow)).since(V32),
		},
		OAuthFlow: {
			optional("authorizationUrl", text), optional("tokenUrl", text), optional("refreshUrl", text),
			optional("deviceAuthorizationUrl", text).since(V32), required("scopes", mapOf(text)),
		},
		SecurityRequirement: nil,
	}
}
