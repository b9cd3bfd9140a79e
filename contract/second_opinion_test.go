package contract_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// refusedByKin returns the error that kin-openapi gives for a document.
func refusedByKin(text []byte) error {
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return err
	}
	return doc.Validate(context.Background(), openapi3.DisableSchemaPatternValidation())
}

// foundByUs reports whether Parse returns an error or a warning for a document.
func foundByUs(text []byte) bool {
	c, err := contract.Parse("a.yaml", text)
	return err != nil || len(c.Warnings()) > 0
}

var ofOpenAPI = regexp.MustCompile(`(?m)^[ {]*["']?openapi["']?:`)

// documents returns the OpenAPI documents of the repository. The scripts of tests contain some of
// them.
func documents(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	add := func(name string, text []byte) {
		if ext := filepath.Ext(name); (ext == ".yaml" || ext == ".json") && ofOpenAPI.Match(text) {
			all[name] = text
		}
	}
	require.NoError(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".yaml", ".json", ".txtar":
			text, err := os.ReadFile(path)
			add(path, text)
			for _, file := range txtar.Parse(text).Files {
				add(path+":"+file.Name, file.Data)
			}
			return err
		}
		return nil
	}))
	return all
}

// The test compares Parse with kin-openapi. Kin-openapi must refuse exactly the documents of this
// repository for which Parse returns an error or a warning. The map unlike lists the other
// documents, with the reason why the two disagree.
func TestKinAgreesAboutOurDocuments(t *testing.T) {
	t.Parallel()
	const scripts = "../contract/cmd/orgcontract/testdata/calls/"
	unlike := map[string]string{
		scripts + "check_bad_document.txtar:nothing.yaml": "kin-openapi takes a document that describes nothing",
		scripts + "check_bad_document.txtar:new.yaml":     "kin-openapi takes OpenAPI 4",
		scripts + "check_unchecked.txtar:invariant.yaml":  "kin-openapi knows nothing of invariants",
		"../contract/testdata/every-keyword.yaml":         "kin-openapi does not check whether an enum has null",
	}
	all := documents(t)
	for name, text := range all {
		refused := refusedByKin(text)
		if agree := (refused != nil) == foundByUs(text); unlike[name] == "" {
			assert.True(t, agree, "%s: kin-openapi says %v", name, refused)
		} else {
			assert.False(t, agree, "%s: both agree now: %v", name, refused)
		}
	}
	assert.GreaterOrEqual(t, len(all), 10)
}

// flawed lists small documents with one flaw each. The field unlike says why kin-openapi and Parse
// disagree. It is empty if they agree.
var flawed = []struct{ text, unlike string }{
	{"info: {title: a, version: '1'}\npaths: {}", ""},
	{"paths: {}", ""},
	{"info: {title: a, version: '1'}", ""},
	{"info: {version: '1'}\npaths: {}", ""},
	{"info: {title: a, version: 1}\npaths: {}", ""},
	{"info: {title: a, version: ''}\npaths: {}", ""},
	{"info: {title: a, version: '1', summary: a}\npaths: {}", ""},
	{"info: {title: a, version: '1', license: {}}\npaths: {}", ""},
	{"info: {title: a, version: '1', license: {name: a, identifier: b}}\npaths: {}", ""},
	{"info: {title: a, version: '1', extra: {}}\npaths: {}", ""},
	{"info: {title: a, version: '1', x-extra: {}}\npaths: {}", ""},
	{"INFO\nservers: [{url: 'https://{a}'}]\npaths: {}", ""},
	{"INFO\nservers: [{url: 'https://a', variables: {a: {default: b}}}]\npaths: {}", ""},
	{"INFO\nservers: [{url: 'https://{a', variables: {}}]\npaths: {}", ""},
	{"INFO\nservers: [{url: '{a}', variables: {a: {default: b, enum: [c]}}}]\npaths: {}", "kin-openapi does not check whether the enum has the default"},
	{"INFO\nservers: [{}]\npaths: {}", ""},
	{"INFO\ntags: [{name: a}, {name: a}]\npaths: {}", ""},
	{"INFO\nwebhooks: {}\npaths: {}", ""},
	{"INFO\npaths: {a: {}}", ""},
	{"INFO\npaths: []", ""},
	{"INFO\npaths: {/a: {got: {}}}", ""},
	{"INFO\npaths: {/a: {get: {}}}", ""},
	{"INFO\npaths: {/a: {get: {responses: {}}}}", ""},
	{"INFO\npaths: {/a: {get: {responses: {default: {}}}}}", ""},
	{"INFO\npaths: {/a: {get: {responses: {'2000': {description: a}}}}}", "kin-openapi accepts any status"},
	{"INFO\npaths: {/a: {get: {responses: {default: {description: a}}, operationId: a}, put: {responses: {default: {description: a}}, operationId: a}}}", ""},
	{"INFO\npaths: {'/{a}': {get: {responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {'/{a}': {get: {parameters: [{name: a, in: path, schema: {}}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {/a: {get: {parameters: [{name: a, in: path, required: true, schema: {}}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {/a: {get: {parameters: [{name: a, in: query}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {/a: {get: {parameters: [{name: a, in: body, schema: {}}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {/a: {get: {parameters: [{in: query, schema: {}}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {/a: {get: {parameters: [{name: a, in: query, style: label, schema: {}}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {/a: {get: {parameters: [{name: a, in: query, schema: {}}, {name: a, in: query, schema: {}}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {'/a/{b}': {get: OP}, '/a/{c}': {get: OP}}", ""},
	{"INFO\npaths: {'/a/{b}': {get: OP}, '/a/{c}': {put: OP}}", ""},
	{"INFO\npaths: {/a: {get: {security: [{a: []}], responses: {default: {description: a}}}}}", ""},
	{"INFO\npaths: {/a: {get: {responses: {default: {$ref: '#/no'}}}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {$ref: '#/no'}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {type: strin}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {type: array}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {tpye: string}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {$comment: b}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {minLength: 2, maxLength: 1}}}", "kin-openapi does not compare bounds"},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {minLength: -1}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {multipleOf: 0}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {readOnly: true, writeOnly: true}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {properties: []}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {required: true}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {enum: []}}}", "an enum without values is valid in 3.0, but no value is"},
	{"INFO\npaths: {}\ncomponents: {schemas: {a b: {}}}", ""},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {discriminator: {}}}}", "kin-openapi does not look into discriminators"},
	{"INFO\npaths: {}\ncomponents: {schemas: {a: {discriminator: {propertyName: b, mapping: {c: d}}, oneOf: []}}}", "kin-openapi does not look into discriminators"},
	{"INFO\npaths: {}\ncomponents: {securitySchemes: {a: {type: key}}}", ""},
	{"INFO\npaths: {}\ncomponents: {securitySchemes: {a: {type: http}}}", ""},
	{"INFO\npaths: {}\ncomponents: {securitySchemes: {a: {type: apiKey, name: b, in: body}}}", ""},
	{"INFO\npaths: {}\ncomponents: {securitySchemes: {a: {type: oauth2, flows: {password: {scopes: {}}}}}}", ""},
	{"INFO\npaths: {}\ncomponents: {links: {a: {}}}", ""},
	{"INFO\npaths: {}\ncomponents: {headers: {a: {}}}", ""},
	{"INFO\npaths: {}\ncomponents: {headers: {a: {schema: {}, name: b}}}", ""},
	{"INFO\npaths: {}\ncomponents: {examples: {a: {value: 1, externalValue: b}}}", ""},
	{"INFO\npaths: {}\ncomponents: {requestBodies: {a: {}}}", ""},
	{"INFO\npaths: {}\ncomponents: {parameters: {a: 5}}", ""},
	{"INFO\npaths: {/a: {get: {responses: {default: {description: a, content: {a/b: {schema: {type: integer}, example: c}}}}}}}", ""},
	{"INFO\npaths: {/a: {get: {responses: {default: {description: a, content: {a/b: {schema: {type: integer, default: c}}}}}}}}", ""},
	{"INFO\npaths: {/a: {get: {responses: {default: {description: a, content: {a/b: {example: c, examples: {}}}}}}}}", "kin-openapi ignores examples without entries"},
}

func TestKinAgreesAboutFlaws(t *testing.T) {
	t.Parallel()
	for _, tt := range flawed {
		text := []byte("openapi: 3.0.3\n" + strings.NewReplacer("INFO", "info: {title: a, version: '1'}", "OP", "{responses: {default: {description: a}}}").Replace(tt.text) + "\n")
		refused := refusedByKin(text)
		if agree := (refused != nil) == foundByUs(text); tt.unlike == "" {
			assert.True(t, agree, "%s: kin-openapi says %v", tt.text, refused)
		} else {
			assert.False(t, agree, "%s: both agree now: %v", tt.text, refused)
		}
	}
}
