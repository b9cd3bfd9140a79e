// Package change finds what changed between two OpenAPI documents. Changes that break callers come
// first. Each change is listed once. It has its place in the documents, and the operations,
// recordings and Go identifiers that it affects.
//
//	old, err := change.Parse("v1.0.0:openapi.yaml", before)
//	revised, err := change.Parse("openapi.yaml", after)
//	changes, err := change.Compare(old, revised)
//	for _, c := range changes {
//		fmt.Println(c.Severity, c.ID(), c.Place(), c.Message)
//	}
//
// The rules come from oasdiff. This package adds rules for x-invariants, for x-decision, and for
// every other difference that no rule of oasdiff is about. If kin-openapi can't read a part of a
// document, the rules don't see it. The package lists such a part and calls changes in it unclear.
// Differences in descriptions, examples, tags and other text that is only for people are not
// changes. Replacing a copy of a schema with a reference to it is not a change either.
package change
