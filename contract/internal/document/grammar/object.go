package grammar

// Object is a type of object in OpenAPI, such as the Path Item Object.
type Object uint8

// The constants are the types of objects.
const (
	// None means data, or a map or list that is not an object of OpenAPI.
	None Object = iota
	OpenAPI
	Info
	Contact
	License
	Server
	ServerVariable
	Components
	Paths
	PathItem
	Operation
	ExternalDocs
	Parameter
	RequestBody
	MediaType
	Encoding
	Responses
	Response
	Callback
	Example
	Link
	Header
	Tag
	Schema
	Discriminator
	XML
	SecurityScheme
	OAuthFlows
	OAuthFlow
	SecurityRequirement

	objects // The number of types.
)

var objectNames = [objects]string{
	None: "value", OpenAPI: "OpenAPI Object", Info: "Info Object", Contact: "Contact Object", License: "License Object", Server: "Server Object",
	ServerVariable: "Server Variable Object", Components: "Components Object", Paths: "Paths Object", PathItem: "Path Item Object",
	Operation: "Operation Object", ExternalDocs: "External Documentation Object", Parameter: "Parameter Object",
	RequestBody: "Request Body Object", MediaType: "Media Type Object", Encoding: "Encoding Object", Responses: "Responses Object",
	Response: "Response Object", Callback: "Callback Object", Example: "Example Object", Link: "Link Object", Header: "Header Object",
	Tag: "Tag Object", Schema: "Schema Object", Discriminator: "Discriminator Object", XML: "XML Object",
	SecurityScheme: "Security Scheme Object", OAuthFlows: "OAuth Flows Object", OAuthFlow: "OAuth Flow Object",
	SecurityRequirement: "Security Requirement Object",
}

// String returns the name that the specifications give the object, such as Path Item Object.
func (o Object) String() string { return objectNames[o] }
