package derive

import (
	"bytes"
	"iter"
	"mime/multipart"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

const (
	urlEncoded = "application/x-www-form-urlencoded"
	multiParts = "multipart/form-data"
	// boundary separates the parts of multipart bodies.
	boundary = "derived-boundary"
)

// essence returns the sent media type without its parameters.
func (m *mediaType) essence() string {
	essence, _, _ := strings.Cut(m.sent, ";")
	return strings.ToLower(strings.TrimSpace(essence))
}

// encodeForm returns an object as a form. It returns false if a form can't express the object.
func (m *mediaType) encodeForm(value any) ([]byte, bool) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, false
	}
	switch m.essence() {
	case urlEncoded:
		return encodePairs(object)
	case multiParts:
		return m.encodeParts(object)
	default:
		return nil, false
	}
}

// formValues returns the strings that a form has for a property.
func formValues(value any) ([]string, bool) {
	items, isList := value.([]any)
	if !isList {
		items = []any{value}
	}
	var all []string
	for _, item := range items {
		switch item := item.(type) {
		case nil, []any:
			return nil, false
		case map[string]any:
			all = append(all, string(encodeJSON(item)))
		default:
			all = append(all, scalar(item))
		}
	}
	return all, true
}

func encodePairs(object map[string]any) ([]byte, bool) {
	var pairs []string
	for name, value := range sorted(object) {
		if _, nested := value.(map[string]any); nested {
			return nil, false
		}
		values, ok := formValues(value)
		if !ok {
			return nil, false
		}
		for _, each := range values {
			pairs = append(pairs, escape(name)+"="+escape(each))
		}
	}
	return []byte(strings.Join(pairs, "&")), len(pairs) > 0
}

func (m *mediaType) encodeParts(object map[string]any) ([]byte, bool) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		return nil, false
	}
	for name, value := range sorted(object) {
		values, ok := formValues(value)
		if !ok {
			return nil, false
		}
		for _, each := range values {
			header := m.parts[name].header(name)
			if _, nested := value.(map[string]any); nested && header.Get("Content-Type") == "" {
				header.Set("Content-Type", "application/json")
			}
			part, err := w.CreatePart(header)
			if err != nil {
				return nil, false
			}
			_, _ = part.Write([]byte(each)) // Writing to a buffer never fails.
		}
	}
	err := w.Close()
	return b.Bytes(), err == nil
}

// Forms returns requests with forms that keep the claims of their schemas, and requests with forms
// that break such a claim, if a form can show the difference. It also returns requests with valid
// XML. These cases state no findings.
func (o *Operation) Forms() iter.Seq[RequestCase] {
	return func(yield func(RequestCase) bool) {
		if o.request == nil {
			return
		}
		for _, m := range o.mediaTypes(contract.RequestSide, o.declared.Get("requestBody").Target()) {
			if m.isJSON() || len(m.sources) == 0 {
				continue
			}
			for _, v := range o.variants(contract.RequestSide, m.sources, nil) {
				body, ok := m.encodeForm(v.value)
				if m.isXML() && len(o.findings(contract.RequestSide, m.sources, v.value, inBody(""))) == 0 {
					body, ok = o.encodeXML(m.sources, v.value)
				}
				if !ok {
					continue
				}
				r := o.request.clone()
				r.header.Set("Content-Type", m.sent)
				r.body = body
				if !yield(o.requestCase(v.name, v.claim, r)) {
					return
				}
			}
		}
	}
}
