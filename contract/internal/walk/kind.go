package walk

// Kind is what a [Walker] knows about a text from its place.
type Kind int

// The constants are the kinds of texts.
const (
	// Plain is a value, or another part of a message, about which its place says nothing.
	Plain Kind = iota
	// Secret is a text whose name says that it is a secret.
	Secret
	// About is a sentence about a value that is a secret.
	About
	// Credential is the value of an Authorization header.
	Credential
	// Cookie is the value of a cookie.
	Cookie
	// Unparsed is a body that is neither JSON nor a form. It may have any grammar, such as that of
	// XML, of a table, of settings or of sentences.
	Unparsed
	// Private is a value that is private.
	Private
	// Name is the name of a property or a header.
	Name
	// Fingerprint is a value that looks generated and is no secret, such as an ETag.
	Fingerprint
	// Link is a text whose links are for logging in and the like.
	Link
)
