package mutation

// Rule is a reason why no exchange can kill a mutant.
type Rule string

// The constants are all rules.
const (
	SameOperations Rule = "same-operations"
	OtherKind      Rule = "other-kind"
	FreeFormat     Rule = "free-format"
	Unchecked      Rule = "unchecked"
	OtherSide      Rule = "other-side"
	TextIsNotNull  Rule = "text-is-not-null"
	TextIsString   Rule = "text-is-string"
	NameIsString   Rule = "name-is-string"
	OtherTypeToo   Rule = "other-type-too"
	UntypedText    Rule = "untyped-text"
	ImpliedPremise Rule = "implied-premise"
	SameCredential Rule = "same-credential" //nolint:gosec // The string is the name of a rule and not a credential.
)

// Rules returns all rules, each with its explanation.
func Rules() map[Rule]string {
	return map[Rule]string{
		SameOperations: "no verdict depends on the edit: every operation keeps its digest, and the same names are secret",
		OtherKind:      "the keyword does not apply to values of the schema's type",
		FreeFormat:     "every string is of the formats password and binary",
		Unchecked:      "the constraint is not checked: nobody defines the format, or the pattern can't be read",
		OtherSide:      "readOnly is checked in requests and writeOnly in responses, where the property is not used; if it is secret, so is another one of its name",
		TextIsNotNull:  "the value of a parameter or a header is a string, never null",
		TextIsString:   "the value of a parameter or a header is a string, which is of another type of the list, and no other keyword limits it",
		NameIsString:   "the name of a property is always a string",
		OtherTypeToo:   "every value of the type is of another type of the list, too",
		UntypedText:    "the value is one string of a path, or of an array or object in a parameter or header, which a schema accepts without a type, too, if no keyword limits strings",
		SameCredential: "another alternative accepts every credential of the kind",
		ImpliedPremise: "the premise tests for a value that another part of it needs, and a premise that can't be evaluated is false",
	}
}
