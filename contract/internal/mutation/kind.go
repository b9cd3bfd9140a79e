package mutation

// Kind is a kind of edit that makes a mutant.
type Kind string

// The constants are the kinds of mutants.
const (
	Path         Kind = "path"          // A path is changed.
	Method       Kind = "method"        // An operation has another method.
	DropSecurity Kind = "drop-security" // A security requirement is removed, or all of them.
	Credential   Kind = "credential"    // A security scheme asks for another kind of credential.

	DropParameter   Kind = "drop-parameter"
	RenameParameter Kind = "rename-parameter"
	MoveParameter   Kind = "move-parameter" // A parameter is elsewhere, for instance in a header instead of the query.
	DropHeader      Kind = "drop-header"    // A header of a response is removed.
	RenameHeader    Kind = "rename-header"
	Optional        Kind = "optional"  // A required parameter, header or body becomes optional.
	Mandatory       Kind = "mandatory" // An optional parameter, header or body becomes required.

	DropStatus Kind = "drop-status"
	SwapStatus Kind = "swap-status" // Two statuses have swapped headers and bodies.
	MediaType  Kind = "media-type"  // A body has another media type.

	DropRequired Kind = "drop-required" // A name under required is removed.
	AddRequired  Kind = "add-required"
	DropProperty Kind = "drop-property"
	Type         Kind = "type"
	Nullable     Kind = "nullable" // The keyword nullable is added or removed.
	Narrow       Kind = "narrow"   // A constraint is narrower by one.
	Widen        Kind = "widen"
	DropEnum     Kind = "drop-enum" // A value of an enum is removed.
	Const        Kind = "const"     // A const has another value or is removed.
	Format       Kind = "format"
	Pattern      Kind = "pattern"
	Open         Kind = "open"        // An object may have any other properties.
	Close        Kind = "close"       // An object may not have other properties.
	DropItem     Kind = "drop-item"   // A schema of prefixItems is removed.
	DropBranch   Kind = "drop-branch" // A schema that also applies to the value is removed: in allOf, anyOf, oneOf, not, then or a $ref.
	SwapBranch   Kind = "swap-branch" // The schemas under then and else are swapped.
	DropSide     Kind = "drop-side"   // The keyword readOnly or writeOnly is removed.

	DropInvariant   Kind = "drop-invariant"
	WeakenInvariant Kind = "weaken-invariant" // The rule of an invariant demands less or nothing, its premise demands more, or a list in it lacks an item.
	WidenInvariant  Kind = "widen-invariant"  // The premise of an invariant demands less.

	DropAction Kind = "drop-action" // An action of an overlay is removed.
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
