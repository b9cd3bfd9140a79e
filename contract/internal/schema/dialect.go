package schema

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Dialect is the set of keywords that the schemas of a document are written in.
type Dialect uint8

// The constants are the dialects. A document of OpenAPI 3.1 or later uses JSON Schema 2020-12.
const (
	OpenAPI30 Dialect = iota
	JSONSchema202012
)

// dialectOf returns the dialect of a document.
func dialectOf(doc *document.Document) Dialect {
	if doc.Version() >= document.V31 {
		return JSONSchema202012
	}
	return OpenAPI30
}

// isKnownDialect reports whether this package knows what the schemas of a dialect mean. The dialect
// is given by its URI. The dialects of OpenAPI are JSON Schema 2020-12 with a few more annotations.
func isKnownDialect(uri string) bool {
	return strings.TrimSuffix(uri, "#") == "https://json-schema.org/draft/2020-12/schema" || strings.HasPrefix(uri, "https://spec.openapis.org/oas/3.")
}

// declaredDialect lists a dialect as unchecked if this package reads it as another dialect. A
// document or a schema names the dialect under a key.
func (c *Compiler) declaredDialect(holder *document.Node, key string) {
	uri := holder.StringAt(key)
	if c.Dialect != JSONSchema202012 || uri == "" || isKnownDialect(uri) {
		return
	}
	c.uncheckedf(holder.Get(key), "the rules of the dialect %s are not checked; its schemas are read as JSON Schema 2020-12", wording.Quote(uri))
}

func (c *Compiler) uncheckedf(node *document.Node, format string, args ...any) {
	c.Unchecked = append(c.Unchecked, Note{Node: node, What: fmt.Sprintf(format, args...)})
}

func (c *Compiler) flawf(node *document.Node, format string, args ...any) {
	c.Flaws = append(c.Flaws, Note{Node: node, What: fmt.Sprintf(format, args...)})
}
