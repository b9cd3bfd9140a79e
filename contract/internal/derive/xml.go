package derive

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// isXML reports whether bodies of the media type are XML.
func (m *mediaType) isXML() bool {
	essence := m.essence()
	return essence == "application/xml" || essence == "text/xml" || strings.HasSuffix(essence, "+xml")
}

// xmlWriter writes values as XML (OpenAPI 3.1.1, section 4.8.26).
type xmlWriter struct {
	*deriver

	*xml.Encoder
}

// encodeXML returns a value as XML. It returns false if the document doesn't name the root element,
// or if XML can't express the value.
func (d *deriver) encodeXML(sources []source, value any) ([]byte, bool) {
	if len(sources) == 0 {
		return nil, false
	}
	name := ""
	if node := target(sources[0]); strings.HasPrefix(node.Pointer(), "/components/schemas/") {
		name = node.Name()
	}
	if _, isList := value.([]any); isList && !d.xmlOf(sources).Get("wrapped").IsTrue() {
		return nil, false // The XML would have more than one root.
	}
	if name = d.xmlName(sources, name); name == "" {
		return nil, false
	}
	var b bytes.Buffer
	w := &xmlWriter{deriver: d, Encoder: xml.NewEncoder(&b)}
	ok := w.value(name, sources, value) && w.Flush() == nil
	return b.Bytes(), ok
}

// xmlOf returns the xml keyword of the first schema that has it, or nil.
func (d *deriver) xmlOf(sources []source) *document.Node {
	for _, p := range d.combine("", sources).parts {
		if keyword := p.node.Get("xml"); keyword != nil {
			return keyword
		}
	}
	return nil
}

// xmlName returns the name of an element or attribute, with its prefix.
func (d *deriver) xmlName(sources []source, name string) string {
	keyword := d.xmlOf(sources)
	if own := keyword.StringAt("name"); own != "" {
		name = own
	}
	if prefix := keyword.StringAt("prefix"); prefix != "" && name != "" {
		name = prefix + ":" + name
	}
	return name
}

// value writes a value as an element. It writes each item of an array as an element.
func (w *xmlWriter) value(name string, sources []source, value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case []any:
		return w.list(name, sources, value)
	case map[string]any:
		return w.object(w.start(name, sources), sources, value)
	default:
		start := w.start(name, sources)
		return w.EncodeToken(start) == nil && w.text(scalar(value)) && w.EncodeToken(start.End()) == nil
	}
}

// start returns the beginning of an element.
func (w *xmlWriter) start(name string, sources []source) xml.StartElement {
	start := xml.StartElement{Name: xml.Name{Local: name}}
	keyword := w.xmlOf(sources)
	if namespace := keyword.StringAt("namespace"); namespace != "" {
		attribute := strings.TrimSuffix("xmlns:"+keyword.StringAt("prefix"), ":")
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: attribute}, Value: namespace})
	}
	return start
}

// text writes a string. XML has no form for most control characters.
func (w *xmlWriter) text(text string) bool {
	return isXMLText(text) && w.EncodeToken(xml.CharData(text)) == nil
}

func isXMLText(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
	})
}

// object writes an element. It writes the properties as attributes or child elements, in the order
// of the document.
func (w *xmlWriter) object(start xml.StartElement, sources []source, object map[string]any) bool {
	s := w.combine("", sources)
	var names []string
	for _, p := range s.parts {
		for name := range p.node.Get("properties").Fields() {
			if _, present := object[name]; present && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) < len(object) {
		return false // The document doesn't say how to write the other properties.
	}
	isAttribute := func(name string) bool { return w.xmlOf(s.property(name)).Get("attribute").IsTrue() }
	for _, name := range names {
		if !isAttribute(name) {
			continue
		}
		text, ok := formValues(object[name])
		if !ok || len(text) != 1 || !isXMLText(text[0]) {
			return false
		}
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: w.xmlName(s.property(name), name)}, Value: text[0]})
	}
	if w.EncodeToken(start) != nil {
		return false
	}
	for _, name := range names {
		element := name
		if _, isList := object[name].([]any); !isList {
			element = w.xmlName(s.property(name), name)
		}
		if !isAttribute(name) && !w.value(element, s.property(name), object[name]) {
			return false
		}
	}
	return w.EncodeToken(start.End()) == nil
}

// list writes an array. The name is the name of the property. Items without a name of their own
// also get this name.
func (w *xmlWriter) list(name string, sources []source, items []any) bool {
	isWrapped := w.xmlOf(sources).Get("wrapped").IsTrue()
	wrapper := w.start(w.xmlName(sources, name), sources)
	if isWrapped && w.EncodeToken(wrapper) != nil {
		return false
	}
	s := w.combine("", sources)
	for i, item := range items {
		if _, isNested := item.([]any); isNested || !w.value(w.xmlName(s.itemAt(i), name), s.itemAt(i), item) {
			return false
		}
	}
	return !isWrapped || w.EncodeToken(wrapper.End()) == nil
}
