// Package watch compares an OpenAPI document with the definition that the vendor of the API
// publishes. It finds what only one of the two says, and what they say differently.
//
//	ours, err := watch.New(contract)
//	if err != nil {
//		return err
//	}
//	comparison, err := watch.Compare(ours, published)
//	if err != nil {
//		return err
//	}
//	for _, d := range comparison.Differences {
//		fmt.Println(d.Change, d.Message())
//	}
//
// The definition may describe many more operations than the document. The package compares the
// operations of the document. It also reports new operations whose path is a path of the document
// or below it.
//
// The package compares what the documents mean. How they are written doesn't matter. It ignores the
// names of components and servers. It treats a header parameter Authorization as the credential
// that the header carries. It treats null among the types, nullable and an alternative that is null
// as the same.
package watch
