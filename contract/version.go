package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/apiversion"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// versions are the versions of an API that a document describes in its extension x-versions.
type versions struct {
	list *apiversion.List
	// contracts has the contract of each version, in the order in which the document lists them.
	contracts []*Contract
	// overlays has all overlays of the versions, in the order in which the document lists them.
	overlays []document.Overlay
}

// Versions returns the names of the versions of the API that the document describes in its
// extension x-versions, in the order of the document, which usually begins with the newest. It
// returns nil if the document describes only one version. It also returns nil for the contract of a
// single version.
//
// If there are several versions, each exchange is checked against the document of its version. That
// is the version that served the response; if the response names none, the version that the request
// asks for; and if neither names one, the default. [Contract.Claims], [Contract.Warnings],
// [Contract.Unchecked], [Contract.SecretNames] and [Contract.Files] are about all versions. The
// other methods that take no exchange are about the document to which no overlay of a version is
// applied.
func (c *Contract) Versions() []string {
	if c.versions == nil {
		return nil
	}
	return c.versions.list.Names()
}

// VersionHeader returns the name of the header that holds the version in requests and responses. It
// is empty if the document describes one version only.
func (c *Contract) VersionHeader() string {
	if c.versions == nil {
		return ""
	}
	return c.versions.list.Header
}

// DefaultVersion returns the name of the version that an exchange has if neither its request nor
// its response names one. It is empty if the document describes one version only.
func (c *Contract) DefaultVersion() string {
	if c.versions == nil {
		return ""
	}
	return c.versions.list.Versions[c.versions.list.Default].Name
}

// Version returns the contract of one version alone. It returns false if the document doesn't
// describe a version with this name.
func (c *Contract) Version(name string) (*Contract, bool) {
	if c.versions == nil {
		return nil, false
	}
	if i := c.versions.list.Index(name); i >= 0 {
		return c.versions.contracts[i], true
	}
	return nil, false
}

// For returns the contract that an exchange is checked against. That is the contract of the
// exchange's version. If the document describes only one version, For returns the contract itself.
func (c *Contract) For(x *Exchange) *Contract {
	of, _ := c.forExchange(x)
	return of
}

// VersionName returns the name of the version if [Contract.Version] or [Contract.For] returned this
// contract as the contract of one version. Otherwise, it returns an empty string.
func (c *Contract) VersionName() string { return c.version }

// forExchange returns the contract that an exchange is checked against. It also returns the
// versions that the exchange names and the document doesn't list.
func (c *Contract) forExchange(x *Exchange) (*Contract, []apiversion.Unknown) {
	if c.versions == nil {
		return c, nil
	}
	var response map[string][]string
	if x.Response != nil {
		response = x.Response.Header
	}
	i, unknown := c.versions.list.Of(x.Request.Header, response)
	return c.versions.contracts[i], unknown
}

// all returns the contracts of all versions. If the document describes only one version, all
// returns the contract itself.
func (c *Contract) all() []*Contract {
	if c.versions == nil {
		return []*Contract{c}
	}
	return append([]*Contract{c.alone()}, c.versions.contracts...)
}

// alone returns the contract of the document to which no overlay of a version is applied.
func (c *Contract) alone() *Contract {
	alone := *c
	alone.versions = nil
	return &alone
}

// newVersions returns the versions that the document of a contract describes. It returns nil if the
// document describes only one version. Without a reader for the overlays, the document is one file
// and has one version.
func newVersions(c *Contract) (*versions, error) {
	list, err := apiversion.Read(c.document)
	if err != nil || list == nil || c.files == nil {
		return nil, err
	}
	v := &versions{list: list}
	last := c
	for _, version := range list.Versions {
		if version.Overlay != nil {
			o, err := version.Overlay.Overlay(c.files)
			if err != nil {
				return nil, err
			}
			v.overlays = append(v.overlays, o)
			if last, err = c.withOverlays(append(slices.Clip(c.overlays), v.overlays...), last.invariants); err != nil {
				return nil, fmt.Errorf("%w (in version %s)", err, version.Name)
			}
		}
		named := *last
		named.version = version.Name
		named.operations = newOperations(named.document, named.api) // See [Checked].
		v.contracts = append(v.contracts, &named)
	}
	return v, nil
}

// withOverlays returns the contract of the same document with these overlays instead. It reuses the
// compiled expressions of these invariants.
func (c *Contract) withOverlays(overlays []document.Overlay, compiled *invariant.Set) (*Contract, error) {
	doc, err := c.document.With(c.files, overlays...)
	if err != nil {
		return nil, err
	}
	with := &Contract{document: doc, files: c.files, overlays: overlays, placeholders: c.placeholders}
	return with, with.compile(c.api.Formats, compiled.Again)
}

// unknownVersions adds a finding if the request or the response names a version that the document
// doesn't list. It adds none if the header already has a finding.
func (v *validation) unknownVersions(side Side) {
	for _, u := range v.unknown {
		at := Location{In: InHeader, Name: v.versions.Header}
		hasFinding := func(f Finding) bool {
			return f.Side == side && f.At.In == InHeader && strings.EqualFold(f.At.Name, at.Name)
		}
		if u.InResponse == (side == ResponseSide) && !slices.ContainsFunc(v.findings, hasFinding) {
			v.violation(Rule{side, "version-unknown"}, at, v.versions.Node, "one of the versions "+strings.Join(v.versions.Names(), ", "), v.quote(u.Name))
		}
	}
}
