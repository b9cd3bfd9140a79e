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
// The rules are those of oasdiff. Rules for what oasdiff doesn't know are added: x-invariants,
// x-decision, and whatever else differs and no rule is about. Of a document that kin-openapi
// doesn't read, the rules see what it can read; the rest is listed, and what changed there is
// unclear. Descriptions, examples, tags and what else is written only for people are not changes.
// Nor is a reference instead of what it refers to.
package change
