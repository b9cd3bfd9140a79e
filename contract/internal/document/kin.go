package document

import (
	"net/url"
	"path"

	"github.com/getkin/kin-openapi/openapi3"
)

// KinLoader returns a loader of kin-openapi that reads only the files of the document. It also
// returns the path of the root file. The caller must load the root file's text under this path.
func (d *Document) KinLoader() (loader *openapi3.Loader, root string) {
	loader = openapi3.NewLoader()
	loader.IncludeOrigin = true
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, u *url.URL) ([]byte, error) {
		f, err := d.file(d.locationOf(u))
		if err != nil {
			return nil, err
		}
		return f.text, nil
	}
	return loader, path.Base(d.files[0].location)
}

// locationOf returns the location of the file that kin-openapi names by this URL or path.
func (d *Document) locationOf(u *url.URL) string {
	root := d.files[0].location
	if u.Host == "" && !IsURL(root) {
		return path.Clean(u.Path)
	}
	if from, err := url.Parse(root); err == nil && IsURL(root) {
		u = from.ResolveReference(u)
	}
	return u.String()
}

// KinFile returns the name of the file that kin-openapi names by this URL or path.
func (d *Document) KinFile(called string) string {
	if u, err := url.Parse(called); err == nil {
		if f := d.byLocation[PublicLocation(d.locationOf(u))]; f != nil {
			return f.name
		}
	}
	if f := d.byLocation[path.Clean(called)]; f != nil { // Kin-openapi doesn't percent-encode the path.
		return f.name
	}
	return d.Name()
}
