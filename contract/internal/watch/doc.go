// Package watch compares an OpenAPI document with the definition that the vendor of the API
// publishes. It finds what the definition says and the document does not, and the other way round.
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
// The definition may describe far more than the document. Compared are the operations of the
// document, and the operations beside them: those whose path is, or is below, a path of the
// document.
//
// Both documents are read for what they say to callers, not for how they say it. Names of
// components and servers don't count. A header parameter Authorization is the credential that it
// carries. A type with null, nullable and an alternative that is null are the same.
package watch
