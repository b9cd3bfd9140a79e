//go:build suite

package schema_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// suiteGroup is a schema of the official test suite, with values that are valid or invalid.
type suiteGroup struct {
	Description string `json:"description"`
	Schema      any    `json:"schema"`
	Tests       []struct {
		Description string          `json:"description"`
		Data        json.RawMessage `json:"data"`
		Valid       bool            `json:"valid"`
	} `json:"tests"`
}

// suiteRun is a part of the suite, with the version of OpenAPI that it tests.
type suiteRun struct {
	files   string
	openapi string
	formats schema.Formats
	leftOut func(file string, g *suiteGroup) (why string)
}

// TestOfficialSuite tests the schemas of OpenAPI documents with the official test suite of JSON
// Schema. The variable JSON_SCHEMA_SUITE names its folder. The test logs what is left out and why.
func TestOfficialSuite(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]suiteRun{
		"2020-12 required":         {"draft2020-12/*.json", "3.1.0", schema.AnnotateFormats, leftOutOf31},
		"2020-12 optional":         {"draft2020-12/optional/*.json", "3.1.0", schema.AnnotateFormats, leftOutOf31},
		"2020-12 optional formats": {"draft2020-12/optional/format/*.json", "3.1.0", schema.AssertFormats, leftOutOf31},
		"draft 4 required":         {"draft4/*.json", "3.0.4", schema.AnnotateFormats, leftOutOf30},
		"draft 4 optional":         {"draft4/optional/*.json", "3.0.4", schema.AnnotateFormats, leftOutOf30},
		"draft 4 optional formats": {"draft4/optional/format/*.json", "3.0.4", schema.AssertFormats, leftOutOf30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run.test(t)
		})
	}
}

func (run suiteRun) test(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(os.Getenv("JSON_SCHEMA_SUITE"), filepath.FromSlash(run.files)))
	require.NoError(t, err)
	require.NotEmpty(t, files, "JSON_SCHEMA_SUITE must name the folder that has the folder draft2020-12")
	held, all, leftOut := 0, 0, map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var groups []suiteGroup
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		require.NoError(t, decoder.Decode(&groups), file)
		for i := range groups {
			g := &groups[i]
			if why := run.leftOut(filepath.Base(file), g); why != "" {
				leftOut[why] += len(g.Tests)
				continue
			}
			all += len(g.Tests)
			held += run.group(t, filepath.Base(file), g)
		}
	}
	t.Logf("%d of %d hold", held, all)
	for _, why := range slices.Sorted(maps.Keys(leftOut)) {
		t.Logf("%d are left out: %s", leftOut[why], why)
	}
}

// group returns how many tests of a group pass.
func (run suiteRun) group(t *testing.T, file string, g *suiteGroup) int {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(map[string]any{
		"openapi": run.openapi, "info": map[string]any{"title": "Suite", "version": "1"}, "paths": map[string]any{},
		"components": map[string]any{"schemas": map[string]any{"S": run.placed(g.Schema)}},
	}))
	doc, err := document.Parse("suite.json", text.Bytes())
	require.NoError(t, err, "%s: %s", file, g.Description)
	compiler := schema.NewCompiler(doc)
	compiler.Formats = run.formats
	s := compiler.Schema(doc.Find("/components/schemas/S"))
	held := 0
	for _, test := range g.Tests {
		value, err := jsonvalue.Decode(test.Data, nil)
		require.NoError(t, err)
		if assert.Equal(t, test.Valid, s.Accepts(value), "%s: %s: %s\n%s\n%s %v", file, g.Description, test.Description, text.String(), test.Data, compiler.Unchecked) {
			held++
		}
	}
	return held
}

// placed returns a schema in the form that it has in an OpenAPI document. In JSON Schema 2020-12,
// an $id makes it the root that references are relative to. In OpenAPI 3.0, the references are
// changed.
func (run suiteRun) placed(s any) any {
	object, ok := s.(map[string]any)
	if !ok {
		return s
	}
	if run.openapi == "3.0.4" {
		return moved(object)
	}
	if object["$id"] == nil {
		object["$id"] = "https://suite.example/schema"
	}
	return object
}

// moved returns a value in which references to its root are changed to references to
// /components/schemas/S.
func moved(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = moved(value[i])
		}
	case map[string]any:
		for name, inner := range value {
			ref, isText := inner.(string)
			switch {
			case name == "$ref" && isText:
				if rest, ok := strings.CutPrefix(ref, "#"); ok {
					value[name] = "#/components/schemas/S" + rest
				}
			case name != "enum" && name != "const":
				value[name] = moved(inner)
			}
		}
	}
	return value
}

// leftOutOf31 returns the reason for leaving a group out of the tests of JSON Schema 2020-12, or an
// empty string.
func leftOutOf31(file string, g *suiteGroup) string {
	declared := ""
	if object, ok := g.Schema.(map[string]any); ok {
		declared, _ = object["$schema"].(string)
	}
	switch {
	case file == "vocabulary.json" || file == "format-assertion.json":
		return "vocabularies: a document can't choose them"
	case declared != "" && declared != "https://json-schema.org/draft/2020-12/schema" || file == "cross-draft.json":
		return "other dialects"
	case file == "dependencies-compatibility.json":
		return "keywords of earlier dialects"
	case file == "refRemote.json" || refersOutside(g.Schema):
		return "remote documents"
	default:
		return ""
	}
}

var outside = regexp.MustCompile(`^https?://(localhost:1234|json-schema\.org)/`)

// refersOutside reports whether a schema refers to a document of the suite's server, or to a
// metaschema.
func refersOutside(schema any) bool {
	var ids, refs []string
	eachSchema(schema, func(s map[string]any) {
		id, _ := s["$id"].(string)
		ref, _ := s["$ref"].(string)
		ids, refs = append(ids, id), append(refs, ref)
	})
	return slices.ContainsFunc(refs, func(ref string) bool {
		file, _, _ := strings.Cut(ref, "#")
		isHere := slices.ContainsFunc(ids, func(id string) bool { return id != "" && path.Base(id) == path.Base(file) })
		return !isHere && (outside.MatchString(ref) || strings.HasSuffix(file, ".json"))
	})
}

// leftOutOf30 returns the reason for leaving a group out of the tests of draft 4, or an empty
// string.
func leftOutOf30(file string, g *suiteGroup) string {
	unknown := ""
	eachSchema(g.Schema, func(s map[string]any) {
		for name, value := range s {
			_, isList := value.([]any)
			switch {
			case slices.Contains([]string{"additionalItems", "dependencies", "patternProperties", "id"}, name), name == "type" && isList, name == "items" && isList:
				unknown = "keywords and forms that OpenAPI 3.0 lacks: additionalItems, dependencies, id, lists under items or type, null as a type, patternProperties"
			case name == "type" && value == "null":
				unknown = "keywords and forms that OpenAPI 3.0 lacks: additionalItems, dependencies, id, lists under items or type, null as a type, patternProperties"
			}
		}
	})
	switch {
	case unknown != "":
		return unknown
	case file == "refRemote.json" || refersOutside(g.Schema):
		return "remote documents"
	case file == "zeroTerminatedFloats.json":
		return "that 1.0 is not an integer, which is optional in draft 4 and wrong since draft 6"
	default:
		return ""
	}
}

// eachSchema calls a function with each object in a value that may be a schema.
func eachSchema(value any, do func(map[string]any)) {
	object, ok := value.(map[string]any)
	if !ok {
		if list, isList := value.([]any); isList {
			for _, inner := range list {
				eachSchema(inner, do)
			}
		}
		return
	}
	do(object)
	for name, inner := range object {
		named, isNames := inner.(map[string]any)
		switch {
		case name == "enum" || name == "const" || name == "default":
		case isNames && slices.Contains([]string{"properties", "definitions", "$defs", "patternProperties"}, name):
			for _, property := range named {
				eachSchema(property, do)
			}
		default:
			eachSchema(inner, do)
		}
	}
}
