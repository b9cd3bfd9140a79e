package mutation

// Kind is what is done to a document to make a mutant.
type Kind string

// The kinds of mutants.
const (
	Path         Kind = "path"          // Another path.
	Method       Kind = "method"        // Another method.
	DropSecurity Kind = "drop-security" // An alternative of the security, or all.
	Credential   Kind = "credential"    // A security scheme takes another one.

	DropParameter   Kind = "drop-parameter"
	RenameParameter Kind = "rename-parameter"
	MoveParameter   Kind = "move-parameter" // From the query to a header, for instance.
	DropHeader      Kind = "drop-header"    // Of a response.
	RenameHeader    Kind = "rename-header"
	Optional        Kind = "optional"  // What is required: a parameter, a header, a body.
	Mandatory       Kind = "mandatory" // What is optional.

	DropStatus Kind = "drop-status"
	SwapStatus Kind = "swap-status" // Two statuses have each other's headers and bodies.
	MediaType  Kind = "media-type"  // Another media type.

	DropRequired Kind = "drop-required" // A name under required.
	AddRequired  Kind = "add-required"
	DropProperty Kind = "drop-property"
	Type         Kind = "type"
	Nullable     Kind = "nullable" // Set where it isn't, taken away where it is.
	Narrow       Kind = "narrow"   // A constraint, by one.
	Widen        Kind = "widen"
	DropEnum     Kind = "drop-enum" // A value of an enum.
	Format       Kind = "format"
	Pattern      Kind = "pattern"
	Open         Kind = "open"        // An object is to have any other properties.
	Close        Kind = "close"       // It is to have none.
	DropBranch   Kind = "drop-branch" // Of allOf, anyOf or oneOf, or not.
	DropSide     Kind = "drop-side"   // readOnly or writeOnly.

	DropInvariant   Kind = "drop-invariant"
	WeakenInvariant Kind = "weaken-invariant" // Its rule is true, or says less, or its premise says more; a list in it lacks an item.
	WidenInvariant  Kind = "widen-invariant"  // Its premise says less.
)

// Kinds returns all kinds, in the order in which reports show them.
func Kinds() []Kind {
	return []Kind{
		Path, Method, DropSecurity, Credential, DropParameter, RenameParameter, MoveParameter, DropHeader, RenameHeader, Optional, Mandatory, DropStatus, SwapStatus,
		MediaType, DropRequired, AddRequired, DropProperty, Type, Nullable, Narrow, Widen, DropEnum, Format, Pattern, Open, Close, DropBranch, DropSide,
		DropInvariant, WeakenInvariant, WidenInvariant,
	}
}
