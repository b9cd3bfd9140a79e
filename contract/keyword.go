package contract

// The keywords of OpenAPI that several parts of the package speak of.
const (
	keyAdditionalProperties = "additionalProperties"
	keyAnyOf                = "anyOf"
	keyFormat               = "format"
	keyNullable             = "nullable"
	keyOneOf                = "oneOf"
	keyRequired             = "required"
	keyWriteOnly            = "writeOnly"
)
