// Package change tells what changed between two OpenAPI 3.0 documents: what breaks callers first, each change once however many operations
// it reaches, with its place in the documents and the operations, recordings and Go identifiers that it touches.
//
//	old, err := change.Parse("v1.0.0:openapi.yaml", before)
//	revised, err := change.Parse("openapi.yaml", after)
//	changes, err := change.Compare(old, revised)
//	for _, c := range changes {
//		fmt.Println(c.Severity, c.ID(), c.Place(), c.Message)
//	}
//
// The rules are those of oasdiff. What it doesn't know is added: x-invariants, x-decision, and whatever else differs and no rule speaks of.
// Descriptions, examples, tags and what else is written for people only are no change, nor is what is said in another way: by reference or inline.
package change
