// Package tree gives other packages of this module the nodes of a contract's document. The public
// package contract doesn't export them.
//
//	doc, err := tree.Of(c)
//	if err != nil {
//		return err
//	}
//	schemas := doc.Find("/components/schemas")
package tree

import (
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/source"
)

// Of returns the document of a contract, without the overlays of versions. It reads no file,
// because the contract has the texts.
func Of(c *contract.Contract) (*document.Document, error) {
	files := c.Files()
	held := source.Held(nil)
	var overlays []document.Overlay
	for _, f := range files[1:] {
		held.Hold(f.Location, f.Text)
		if f.Overlay && f.Version == "" {
			overlays = append(overlays, document.Overlay{Name: f.Name, Location: f.Location, Text: f.Text})
		}
	}
	return document.Load(files[0].Name, files[0].Text, held, overlays...)
}
