package contract

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/source"
)

// HasOverlay reports whether an overlay was applied to the document. The overlays of versions apply
// only to the contracts that [Contract.Version] and [Contract.For] return, so HasOverlay ignores
// them.
func (c *Contract) HasOverlay() bool { return len(c.overlays) > 0 }

// Overlaid returns the contract of the same document with one more overlay. The name identifies the
// overlay in places and errors. The new contract has one version; see [Contract.Versions]. Overlaid
// returns an error for the same reasons as [Parse].
func (c *Contract) Overlaid(name string, text []byte) (*Contract, error) {
	o := document.Overlay{Name: name, Location: name, Text: text}
	return c.withOverlays(append(slices.Clip(c.overlays), o), c.invariants)
}

// overlays reads the overlays of a document with this name.
func (l *loading) overlays(ctx context.Context, name string) ([]document.Overlay, error) {
	var all []document.Overlay
	for _, overlaid := range l.overlaid {
		o, err := readOverlay(ctx, name, overlaid)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// readOverlay reads an overlay from a file or a URL.
func readOverlay(ctx context.Context, root, name string) (document.Overlay, error) {
	if document.IsURL(name) {
		return fetchOverlay(ctx, name)
	}
	shown := filepath.ToSlash(name)
	o := document.Overlay{Name: shown, Location: shown}
	if relative, err := filepath.Rel(filepath.Dir(filepath.FromSlash(root)), name); err == nil && !document.IsURL(root) {
		o.Location = filepath.ToSlash(relative)
	}
	var err error
	if o.Text, err = readFile(name); err != nil {
		return o, fmt.Errorf("%s: %w; name an overlay of an OpenAPI document", shown, err)
	}
	return o, nil
}

// fetchOverlay reads an overlay from a URL. It shows neither the query nor the fragment, because a
// query may contain a secret.
func fetchOverlay(ctx context.Context, name string) (document.Overlay, error) {
	u, err := url.Parse(name)
	if err != nil || u.Host == "" {
		return document.Overlay{}, errors.New("the URL of the overlay is not valid; correct it")
	}
	shown := *u
	shown.RawQuery, shown.Fragment, shown.RawFragment, shown.User = "", "", "", nil
	o := document.Overlay{Name: shown.String(), Location: shown.String()}
	if o.Text, err = source.Fetch(ctx, u); err != nil {
		return o, fmt.Errorf("%s: %w", o.Name, err)
	}
	return o, nil
}
