package document_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The query of a URL may be a signature, and its user a password.
func TestShownHasNoSecret(t *testing.T) {
	t.Parallel()
	for reference, want := range map[string]string{
		"https://a.test/b.yaml?token=s3cr3t#/c":  "https://a.test/b.yaml?...#/c",
		"https://user:s3cr3t@a.test/b@c.yaml":    "https://a.test/b@c.yaml",
		"https://s3cr3t@a.test":                  "https://a.test",
		"HTTPS://u:s3cr3t@a.test:8080/?k=s3cr3t": "HTTPS://a.test:8080/?...",
		"b.yaml?sig=s3cr3t#/c/d?e":               "b.yaml?...#/c/d?e",
		"../b.yaml#/components/schemas/a%20b":    "../b.yaml#/components/schemas/a%20b",
		"#/a":                                    "#/a",
		"":                                       "",
		"https://a.test/%zz?s3cr3t":              "https://a.test/%zz?...",
		"http://[::1?s3cr3t":                     "http://[::1?...",
	} {
		assert.Equal(t, want, document.Shown(reference), reference)
	}
}

// signed is a host whose files are read with a signature in the query.
type signed map[string]string

func (s signed) Read(location string, _ int) ([]byte, error) {
	if text, found := s[location]; found {
		return []byte(text), nil
	}
	return nil, errors.New("there is no such file")
}

// A reference with a signature works, and neither the name of its file nor an error shows the
// signature.
func TestReferencesWithASignature(t *testing.T) {
	t.Parallel()
	root := func(ref string) string {
		return `{openapi: 3.0.3, info: {title: A, version: "1"}, paths: {/a: {$ref: '` + ref + `'}}}`
	}
	files := signed{"https://a.test/b.yaml?sig=s3cr3t": "{c: {get: {responses: {default: {description: A}}}}}"}
	doc, err := document.Load("https://a.test/openapi.yaml", []byte(root("b.yaml?sig=s3cr3t#/c")), files)
	require.NoError(t, err)
	require.Len(t, doc.Files(), 2)
	assert.Equal(t, "https://a.test/b.yaml", doc.Files()[1].Name())
	operation := doc.Files()[1].Root().At("c", "get")
	assert.Regexp(t, `^https://a\.test/b\.yaml\?digest-[0-9a-f]{6}#/c/get$`, operation.Pointer())
	assert.Same(t, operation, doc.Find(operation.Pointer()))
	assert.Equal(t, doc.Files()[1].Location(), document.PublicLocation(doc.Files()[1].Location()))
	other := document.PublicLocation("https://a.test/b.yaml?sig=0ther")
	assert.NotEqual(t, other, doc.Files()[1].Location(), "another query is another file")
	for _, ref := range []string{"b.yaml?sig=s3cr3t#/none", "none.yaml?sig=s3cr3t", "https://u:s3cr3t@a.test/b.yaml", "https://b.test/?s3cr3t#/a"} {
		doc, err := document.Load("https://a.test/openapi.yaml", []byte(root(ref)), files)
		if err == nil {
			_, err = doc.Root().At("paths", "/a").Resolve(ref)
		}
		require.Error(t, err, ref)
		assert.NotContains(t, err.Error(), "s3cr3t", ref)
	}
}
