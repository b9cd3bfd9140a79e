package derive

import (
	"encoding/xml"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The xml keyword says how a value is written.
func TestXML(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ schema, want string }{
		"names, attributes and order": {
			`{type: object, xml: {name: book}, required: [title, id], properties: {title: {type: string, enum: ["a & b"]}, id: {type: integer, enum: [7], xml: {attribute: true, name: number}}}}`,
			`<book number="7"><title>a &amp; b</title></book>`,
		},
		"namespace and prefix": {
			`{type: string, enum: [x], xml: {name: note, prefix: n, namespace: "https://notes.example"}}`,
			`<n:note xmlns:n="https://notes.example">x</n:note>`,
		},
		"a list without a wrapper": {
			`{type: object, xml: {name: o}, required: [tags], properties: {tags: {type: array, minItems: 2, xml: {name: unused}, items: {type: integer, enum: [1, 2], xml: {name: tag}}}}}`,
			`<o><tag>1</tag><tag>2</tag></o>`,
		},
		"a list with a wrapper": {
			`{type: object, xml: {name: o}, required: [tags], properties: {tags: {type: array, minItems: 1, xml: {name: all, wrapped: true}, items: {type: integer, enum: [1]}}}}`,
			`<o><all><tags>1</tags></all></o>`,
		},
		"a component":        {`{$ref: "#/components/schemas/Thing"}`, `<Thing><a>true</a></Thing>`},
		"no name":            {`{type: object, required: [a], properties: {a: {type: boolean}}}`, ""},
		"a list as the root": {`{type: array, minItems: 1, xml: {name: o}, items: {type: string}}`, ""},
		"a list with a wrapper as the root": {
			`{type: array, minItems: 1, xml: {name: o, wrapped: true}, items: {type: integer, enum: [1], xml: {name: i}}}`, `<o><i>1</i></o>`,
		},
		"a list of lists": {`{type: object, xml: {name: o}, required: [a], properties: {a: {type: array, minItems: 1, items: {type: array, minItems: 1, items: {type: integer}}}}}`, ""},
		"null":            {`{type: object, xml: {name: o}, required: [a], properties: {a: {enum: [null], nullable: true}}}`, ""},
		"a control character in an element": {
			`{type: object, xml: {name: o}, required: [a], properties: {a: {type: string, enum: ["\u0001"]}}}`, "",
		},
		"a control character in an attribute": {
			`{type: object, xml: {name: o}, required: [a], properties: {a: {type: string, enum: ["\u0001"], xml: {attribute: true}}}}`, "",
		},
		"unknown properties": {`{type: object, xml: {name: o}, minProperties: 1}`, ""},
	} {
		for _, version := range []string{"3.0.3", "3.1.0"} {
			t.Run(name+" "+version, func(t *testing.T) {
				t.Parallel()
				doc := parse(t, `
openapi: `+version+`
info: {title: XML, version: "1"}
paths:
  /a:
    post:
      requestBody: {required: true, content: {application/xml: {schema: `+tt.schema+`}}}
      responses: {"204": {description: Fine.}}
components:
  schemas:
    Thing: {type: object, required: [a], properties: {a: {type: boolean, enum: [true]}}}
`)
				o := New(doc).Find(t.Context(), "POST", "/a", Values{})
				require.NotNil(t, o)
				base, ok := o.Base()
				require.Equal(t, tt.want != "", ok)
				if !ok {
					assert.NotEmpty(t, o.Unmade(), "the reason")
					return
				}
				assert.Equal(t, tt.want, string(base.Request.Body))
				assert.Equal(t, "application/xml", base.Request.Header.Get("Content-Type"))
				forms := 0
				for c := range o.Forms(t.Context()) {
					forms++
					require.NoError(t, xml.Unmarshal(c.Request.Body, new(struct{})), "%s", c.Request.Body)
				}
				assert.Positive(t, forms)
			})
		}
	}
}

// XML has several media types.
func TestXMLMediaTypes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"application/xml": true, "text/xml": true, "application/atom+xml": true, "Application/XML; charset=utf-8": true,
		"application/json": false, "text/plain": false, "application/xml-dtd": false,
	} {
		assert.Equal(t, want, (&mediaType{sent: name}).isXML(), name)
	}
}
