package mutation

// Kind is a kind of edit that makes a mutant.
type Kind string

// The kinds of mutants.
const (
	Path         Kind = "path"          // Another path.
	Method       Kind = "method"        // Another method.
	DropSecurity Kind = "drop-security" // Without a security requirement, or without all.
	Credential   Kind = "credential"    // A security scheme asks for another kind of credential.

	DropParameter   Kind = "drop-parameter"
	RenameParameter Kind = "rename-parameter"
	MoveParameter   Kind = "move-parameter" // From the query to a header, for instance.
	DropHeader      Kind = "drop-header"    // Of a response.
	RenameHeader    Kind = "rename-header"
	Optional        Kind = "optional"  // A required parameter, header or body becomes optional.
	Mandatory       Kind = "mandatory" // An optional one becomes required.

	DropStatus Kind = "drop-status"
	SwapStatus Kind = "swap-status" // Two statuses have each other's headers and bodies.
	MediaType  Kind = "media-type"  // Another media type.

	DropRequired Kind = "drop-required" // A name under required.
	AddRequired  Kind = "add-required"
	DropProperty Kind = "drop-property"
	Type         Kind = "type"
	Nullable     Kind = "nullable" // Added, or removed where it is set.
	Narrow       Kind = "narrow"   // A constraint, by one.
	Widen        Kind = "widen"
	DropEnum     Kind = "drop-enum" // A value of an enum.
	Const        Kind = "const"     // Another const, or none.
	Format       Kind = "format"
	Pattern      Kind = "pattern"
	Open         Kind = "open"        // An object may have any other properties.
	Close        Kind = "close"       // An object may not have other properties.
	DropItem     Kind = "drop-item"   // Of prefixItems.
	DropBranch   Kind = "drop-branch" // Another schema that applies to the value: of allOf, anyOf or oneOf, not, then or a $ref.
	SwapBranch   Kind = "swap-branch" // The schemas under then and else.
	DropSide     Kind = "drop-side"   // readOnly or writeOnly.

	DropInvariant   Kind = "drop-invariant"
	WeakenInvariant Kind = "weaken-invariant" // Its rule is true or says less, its premise says more, or a list in it lacks an item.
	WidenInvariant  Kind = "widen-invariant"  // Its premise says less.

	DropAction Kind = "drop-action" // Of an overlay.
)

// Kinds returns all kinds, in the order in which reports show them.
func Kinds() []Kind {
	return []Kind{
		Path, Method, DropSecurity, Credential, DropParameter, RenameParameter, MoveParameter, DropHeader, RenameHeader, Optional, Mandatory, DropStatus, SwapStatus,
		MediaType, DropRequired, AddRequired, DropProperty, Type, Nullable, Narrow, Widen, DropEnum, Const, Format, Pattern, Open, Close, DropItem, DropBranch,
		SwapBranch, DropSide,
		DropInvariant, WeakenInvariant, WidenInvariant, DropAction,
	}
}
