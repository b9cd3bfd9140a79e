// Package change finds what changed between two OpenAPI documents. What breaks callers comes first.
// A change is listed once, however many operations it reaches, with its place in the documents and
// the operations, recordings and Go identifiers that it concerns.
//
//	old, err := change.Parse("v1.0.0:openapi.yaml", before)
//	revised, err := change.Parse("openapi.yaml", after)
//	changes, err := change.Compare(old, revised)
//	for _, c := range changes {
//		fmt.Println(c.Severity, c.ID(), c.Place(), c.Message)
//	}
//
// The rules are those of oasdiff. This package adds rules for what oasdiff doesn't know:
// x-invariants, x-decision, and every other difference that no rule is about. If kin-openapi can't
// read a part of a document, the rules don't see it. The part is listed, and changes there are
// unclear. Differences in descriptions, examples, tags and everything else that is written only for
// people are not changes. Nor is a reference that replaces a copy of its target.
package change
