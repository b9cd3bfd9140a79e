package mutation

// Rule is a reason why no exchange can kill a mutant.
type Rule string

// The rules.
const (
	SameOperations Rule = "same-operations"
	OtherKind      Rule = "other-kind"
	FreeFormat     Rule = "free-format"
	Unchecked      Rule = "unchecked"
	OtherSide      Rule = "other-side"
	TextIsNotNull  Rule = "text-is-not-null"
	UntypedText    Rule = "untyped-text"
	ImpliedPremise Rule = "implied-premise"
)

// Rules returns all rules, each with its explanation.
func Rules() map[Rule]string {
	return map[Rule]string{
		SameOperations: "no verdict depends on what was edited: all operations have the digests that they had, and the same names are secret",
		OtherKind:      "the keyword is about values of other types than the type of its schema, and of those nothing else is asked",
		FreeFormat:     "password and binary leave open what is in a text, so one is as good as the other, or as none",
		Unchecked:      "nothing checks it: a format that nobody defines, or a pattern that RE2 can't read",
		OtherSide:      "readOnly is about requests and writeOnly about responses, and there the property never stands; that it is a secret, another one of its name says",
		TextIsNotNull:  "what stands in a parameter or a header is a text, and never null",
		UntypedText:    "it is one text of a path, an array or an object in a parameter or a header, which a schema without a type takes as one of type string does",
		ImpliedPremise: "the premise asks whether something is there that another part of it needs, and one that can't be evaluated is false",
	}
}
