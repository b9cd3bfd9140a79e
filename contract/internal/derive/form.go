package derive

import (
	"bytes"
	"context"
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
			if _, nested := value.(map[string]any); nested && header.Get(contentType) == "" {
				header.Set(contentType, "application/json")
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
// XML. These cases state no findings. Like [Operation.Requests], it may end early.
func (o *Operation) Forms(ctx context.Context) iter.Seq[RequestCase] {
	return func(yield func(RequestCase) bool) {
		if o.request == nil {
			return
		}
		o.begin(ctx)
		for _, m := range o.mediaTypes(contract.RequestSide, o.declared.Get("requestBody").Target()) {
			if m.isJSON() || len(m.sources) == 0 {
				continue
			}
			for v := range o.variants(contract.RequestSide, m.sources) {
				body, ok := o.formBody(&m, v)
				if !ok {
					continue
				}
				r := o.request.clone()
				r.header.Set(contentType, m.sent)
				r.body = body
				c := o.requestCase(v.name, v.claim, r)
				if !o.spend(c.steps()) || !yield(c) {
					return
				}
			}
		}
	}
}

// formBody returns a variant as a form or as XML. It returns false if they can't express it.
func (o *Operation) formBody(m *mediaType, v variant) ([]byte, bool) {
	if !o.fits(v.value) {
		o.omitted++
		return nil, false
	}
	if m.isXML() && len(o.findings(contract.RequestSide, m.sources, v.value, inBody(""))) == 0 {
		return o.encodeXML(m.sources, v.value)
	}
	return m.encodeForm(v.value)
}
