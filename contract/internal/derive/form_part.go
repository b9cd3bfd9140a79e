package derive

import (
	"net/textproto"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// formPart describes the part of a multipart body for a property.
type formPart struct {
	// contentType is empty if the document doesn't say it.
	contentType string
	// isFile reports whether the part is a file. Most servers accept a file only with a name.
	isFile bool
}

// formParts returns the parts of a multipart body by the names of their properties.
func (d *deriver) formParts(declared *document.Node, sources []source) map[string]formPart {
	all := map[string]formPart{}
	s := d.combine("", sources)
	for _, name := range s.propertyNames() {
		part := d.formPart(s.property(name))
		if first, _, _ := strings.Cut(declared.At("encoding", name).StringAt("contentType"), ","); first != "" {
			part.contentType = concrete(strings.TrimSpace(first))
			part.isFile = part.isFile || !strings.HasPrefix(part.contentType, "text/") && part.contentType != "application/json"
		}
		all[name] = part
	}
	return all
}

// formPart returns the part for the schemas of a property. An array has a part for each item.
func (d *deriver) formPart(sources []source) formPart {
	for range deepest {
		s := d.combine("", sources)
		for _, p := range s.parts {
			if mediaType := p.node.StringAt("contentMediaType"); mediaType != "" {
				return formPart{contentType: mediaType, isFile: true}
			}
			if p.Format == "binary" {
				return formPart{contentType: "application/octet-stream", isFile: true}
			}
		}
		if sources = s.item(); len(sources) == 0 {
			break
		}
	}
	return formPart{}
}

var wildcards = strings.NewReplacer("*/*", "application/octet-stream", "image/*", "image/png", "audio/*", "audio/mpeg", "video/*", "video/mp4", "/*", "/plain")

// concrete replaces the wildcards of a media type.
func concrete(mediaType string) string { return wildcards.Replace(mediaType) }

var quotedEscapes = strings.NewReplacer("\\", "\\\\", `"`, "\\\"")

// header returns the header of the part for a property.
func (p formPart) header(name string) textproto.MIMEHeader {
	disposition := `form-data; name="` + quotedEscapes.Replace(name) + `"`
	if p.isFile {
		disposition += `; filename="file"`
	}
	header := textproto.MIMEHeader{"Content-Disposition": {disposition}}
	if p.contentType != "" {
		header.Set(contentType, p.contentType)
	}
	return header
}
