package document_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

const overlaid = `openapi: 3.0.3
info:
  title: API
  version: "1"
paths:
  /items:
    get:
      tags: [a, b, c]
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: dummy, in: query, schema: {type: string}}
        - {name: offset, in: query, schema: {type: integer}}
      responses:
        "200": &ok
          description: OK
        "404": *ok
`

func overlay(version, actions string) document.Overlay {
	text := "overlay: " + version + "\ninfo: {title: Changes, version: \"1\"}\nactions:\n" + actions
	return document.Overlay{Name: "versions/old.yaml", Location: "versions/old.yaml", Text: []byte(text)}
}

func TestOverlayChangesTheDocument(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		actions string
		// at is a pointer, want is the JSON value at the pointer, and place is where the value is
		// written.
		at, want, place string
	}{
		"a field is added": {
			"  - target: $.info\n    update: {summary: Old}\n", "/info", `{"title":"API","version":"1","summary":"Old"}`, "openapi.yaml:2:1",
		},
		"an added field is written in the overlay": {
			"  - target: $.info\n    update:\n      summary: Old\n", "/info/summary", `"Old"`, "versions/old.yaml:6:7",
		},
		"a scalar is replaced": {
			"  - target: $\n    update: {info: {version: '0'}}\n", "/info/version", `"0"`, "versions/old.yaml:5:21",
		},
		"a scalar that is the target is replaced": {
			"  - target: $.info.version\n    update: '0'\n", "/info/version", `"0"`, "versions/old.yaml:5:13",
		},
		"a value that is found twice is changed once": {
			"  - target: $..*..[?@.get]..[*,*]['tags','tags']\n    update: [d]\n", "/paths/~1items/get/tags", `["a","b","c","d"]`, "openapi.yaml:8:7",
		},
		"lists are concatenated": {
			"  - target: $.paths.*.get\n    update: {tags: [d]}\n", "/paths/~1items/get/tags", `["a","b","c","d"]`, "openapi.yaml:8:7",
		},
		"a value is appended to a list": {
			"  - target: $.paths.*.get.tags\n    update: d\n", "/paths/~1items/get/tags/3", `"d"`, "versions/old.yaml:5:13",
		},
		"a list that is the target is concatenated": {
			"  - target: $.paths.*.get.tags\n    update: [d, e]\n", "/paths/~1items/get/tags/4", `"e"`, "versions/old.yaml:5:17",
		},
		"an item is removed by a filter": {
			"  - target: $.paths.*.get.parameters[?@.name == 'dummy']\n    remove: true\n",
			"/paths/~1items/get/parameters/1/name", `"offset"`, "openapi.yaml:12:12",
		},
		"scalar items are removed": {
			"  - target: $.paths['/items'].get.tags[?@ == 'a' || @ == 'c']\n    remove: true\n", "/paths/~1items/get/tags", `["b"]`, "openapi.yaml:8:7",
		},
		"a field is removed": {
			"  - target: $.paths['/items'].get.responses['404']\n    remove: true\n",
			"/paths/~1items/get/responses", `{"200":{"description":"OK"}}`, "openapi.yaml:13:7",
		},
		"what an alias repeats changes in one place": {
			"  - target: $.paths['/items'].get.responses['404']\n    update: {description: Missing}\n",
			"/paths/~1items/get/responses", `{"200":{"description":"OK"},"404":{"description":"Missing"}}`, "openapi.yaml:13:7",
		},
		"a value is copied, and stays written where it is": {
			"  - target: $.paths\n    update: {/others: {}}\n  - target: $.paths['/others']\n    copy: $.paths['/items']\n" +
				"  - target: $.paths['/items']\n    remove: true\n",
			"/paths/~1others/get/parameters/0/name", `"limit"`, "openapi.yaml:10:12",
		},
		"a value is copied into itself": {
			"  - target: $.info\n    copy: $.info\n  - target: $.info\n    update: {x-all: {}}\n  - target: $.info['x-all']\n    copy: $.info\n",
			"/info", `{"title":"API","version":"1","x-all":{"title":"API","version":"1","x-all":{}}}`, "openapi.yaml:2:1",
		},
		"the last field of many is found": {
			"  - target: $.info\n    update: {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8}\n", "/info/h", "8", "versions/old.yaml:5:56",
		},
		"a removed field is not found among many": {
			"  - target: $.info\n    update: {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8}\n  - target: $.info.a\n    remove: true\n",
			"/info/b", "2", "versions/old.yaml:5:20",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := document.Load("openapi.yaml", []byte(overlaid), nil, overlay("1.1.0", test.actions))
			require.NoError(t, err)
			n := d.Find(test.at)
			require.NotNil(t, n)
			want, err := document.ParseValue([]byte(test.want))
			require.NoError(t, err)
			assert.Equal(t, string(jsonvalue.AppendCanonical(nil, want)), string(jsonvalue.AppendCanonical(nil, n.Value())))
			assert.Equal(t, test.place, n.Place().String())
			assert.Equal(t, test.at, n.Pointer())
			assert.Same(t, d.Files()[0], n.File(), "overlaid nodes belong to the root file")
			for n := range d.Root().All() {
				assertWritten(t, n)
			}
		})
	}
}

// assertWritten asserts that the text of the file has a scalar at the place that the scalar names.
func assertWritten(t *testing.T, n *document.Node) {
	t.Helper()
	if n.Kind() == document.Object || n.Kind() == document.Array { // An overlay may have changed its content.
		return
	}
	file, pointer := n.Written()
	text, err := document.ParseFile(file.Name(), "anything", file.Text())
	require.NoError(t, err)
	source := text.Find(pointer)
	require.NotNil(t, source, "%s: %s", n.Place(), pointer)
	here, there := n.YAML(), source.YAML()
	assert.Equal(t, [3]any{there.Value, there.Line, there.Column}, [3]any{here.Value, here.Line, here.Column}, n.Pointer())
}

func TestOverlaysApplyInOrder(t *testing.T) {
	t.Parallel()
	first := overlay("1.0.0", "  - target: $.info\n    update: {x-list: [1, {a: 1}]}\n")
	second := overlay("1.1.0", "  - target: $.info['x-list'][0]\n    remove: true\n  - target: $.info['x-list'][0]\n    update: {b: 2}\n")
	second.Name, second.Location = "versions/older.yaml", "versions/older.yaml"
	d, err := document.Load("openapi.yaml", []byte(overlaid), nil, first, second)
	require.NoError(t, err)
	for at, want := range map[string]string{
		"/info/x-list/0/a": "versions/old.yaml /actions/0/update/x-list/1/a 5:27", "/info/x-list/0/b": "versions/older.yaml /actions/1/update/b 7:14",
	} {
		n := d.Find(at)
		require.NotNil(t, n, at)
		file, pointer := n.Written()
		assert.Equal(t, want, fmt.Sprintf("%s %s %d:%d", file.Name(), pointer, n.Place().Line, n.Place().Column))
	}
	names := []string{}
	for _, f := range d.Files() {
		names = append(names, fmt.Sprint(f.Location(), " ", f.IsOverlay()))
	}
	assert.Equal(t, []string{" false", "versions/old.yaml true", "versions/older.yaml true"}, names)

	plain, err := d.With(nil)
	require.NoError(t, err)
	assert.Nil(t, plain.Find("/info/x-list"), "the document without overlays is as it is written")
}

func TestReferencesInAnOverlayAreRelativeToTheDocument(t *testing.T) {
	t.Parallel()
	o := overlay("1.0.0", "  - target: $.paths['/items'].get.responses\n    update:\n      '500': {$ref: 'shared/errors.yaml#/failure'}\n      '400': {$ref: '#/components/responses/Bad'}\n"+
		"  - target: $\n    update: {components: {responses: {Bad: {description: Bad}}}}\n")
	d, err := document.Load("openapi.yaml", []byte(overlaid), &texts{files: map[string]string{"shared/errors.yaml": "failure: {description: Failure}"}}, o)
	require.NoError(t, err)
	require.NoError(t, d.Validate())
	assert.Empty(t, d.Flaws())
	assert.Equal(t, "shared/errors.yaml:1:1", d.Find("/paths/~1items/get/responses/500").Target().Place().String())
	assert.Equal(t, "versions/old.yaml:9:39", d.Find("/paths/~1items/get/responses/400").Target().Place().String())
}

func TestOverlayFlaws(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"nothing selected": {
			"overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions:\n  - target: $.paths['/item']\n    remove: true\n",
			"old.yaml:4:5: the target selects nothing in the document, so the action does nothing; correct the target, or remove the action",
		},
		"unknown field": {
			"overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions:\n  - target: $.info\n    update: {}\n    updates: {}\n",
			`old.yaml:6:5: an action has no field "updates"; correct the name, begin it with x-, or remove it`,
		},
		"copy in 1.0": {
			"overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions:\n  - target: $.info\n    copy: $.paths\n    update: {}\n",
			`old.yaml:5:5: an action has no field "copy"; correct the name, begin it with x-, or remove it`,
		},
		"both": {
			"overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions:\n  - target: $.paths['/items']\n    remove: true\n    update: {}\n",
			"old.yaml:6:5: the field update beside remove has no effect; write an action for each",
		},
		"neither": {
			"overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions:\n  - target: $.info\n",
			"old.yaml:4:5: the action does nothing; add an update, or remove: true",
		},
		"no info":    {"overlay: 1.0.0\nactions: [{target: $.info, update: {}}]\n", "old.yaml:1:1: an overlay must have the field info, with a title and a version; add it"},
		"no version": {"overlay: 1.0.0\ninfo: {title: A}\nactions: [{target: $.info, update: {}}]\n", "old.yaml:2:1: the info of an overlay must have the field version; add it"},
		"another document": {
			"overlay: 1.0.0\ninfo: {title: A, version: '1'}\nextends: other.yaml\nactions: [{target: $.info, update: {}}]\n",
			`old.yaml:3:1: the overlay extends "other.yaml", and is applied to "openapi.yaml"; correct extends, or name another overlay`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := document.Load("openapi.yaml", []byte(overlaid), nil, document.Overlay{Name: "old.yaml", Location: "old.yaml", Text: []byte(test.text)})
			require.NoError(t, err)
			require.Len(t, d.Flaws(), 1)
			f := d.Flaws()[0]
			assert.Equal(t, test.want, f.Node.Place().String()+": "+f.What)
			assert.True(t, strings.HasPrefix(f.Node.Pointer(), "old.yaml#"), f.Node.Pointer())
		})
	}
}

func TestOverlayErrors(t *testing.T) {
	t.Parallel()
	const head = "overlay: 1.0.0\ninfo: {title: A, version: '1'}\n"
	for name, test := range map[string]struct{ text, want string }{
		"not YAML":        {"overlay: [", "old.yaml:2:1: did not find expected node content; fix the YAML there"},
		"not an overlay":  {"openapi: 3.0.3\n", "old.yaml: the file is not an overlay; write overlay, info and actions"},
		"no version":      {"actions: []\n", "old.yaml: the overlay does not say its version; add overlay: 1.1.0"},
		"another version": {"overlay: 2.0.0\nactions: []\n", `old.yaml:1:1: overlays of version "2.0.0" are not supported; write overlay: 1.1.0, and adapt the overlay to it`},
		"no actions":      {head + "actions: []\n", "old.yaml:3:1: an overlay must have a list of actions; "},
		"no action":       {head + "actions: [1]\n", "old.yaml:3:11: the action is not a mapping; "},
		"no target":       {head + "actions: [{update: {}}]\n", "old.yaml:3:11: an action must have a target, which is a JSONPath in a string, such as $.paths['/pets'].get; add it"},
		"not a JSONPath": {
			head + "actions: [{target: paths./items, update: {}}]\n",
			`old.yaml:3:12: the target "paths./items" is not a JSONPath (RFC 9535): unexpected identifier at position 1; correct it`,
		},
		"scalar in 1.0": {
			head + "actions: [{target: $.info.title, update: B}]\n",
			"old.yaml:3:12: the target selects a string, at openapi.yaml:3:3, and an overlay of version 1.0 changes only mappings and lists; " +
				"select the mapping that holds it, or write overlay: 1.1.0",
		},
		"incompatible": {
			head + "actions: [{target: $, update: {info: [1]}}]\n",
			"old.yaml:3:32: the update is a list, and what it is to change, at openapi.yaml:2:1, is a mapping; remove that in an action before, or correct the update",
		},
		"whole document": {
			head + "actions: [{target: $, remove: true}]\n",
			`old.yaml:3:12: the target "$" is the whole document, which can't be removed; select a part of it`,
		},
		"remove is not a bool": {head + "actions: [{target: $.info, remove: 1}]\n", "old.yaml:3:28: remove must be true or false; correct it"},
		"copy of two": {
			"overlay: 1.1.0\nactions: [{target: $.info, copy: '$.*'}]\n", "old.yaml:2:28: copy must select one value of the document, and it selects 3; correct it",
		},
		"a search in a search": {
			head + "actions: [{target: '$..[?count($..[?count($..[?count($..*)>3])>3])>3]', update: {}}]\n",
			`old.yaml:3:12: to find what "$..[?count($..[?count($..[?count($..*)>3])>3])>3]" selects, too many values of the document would be looked at; `,
		},
		"unions in a filter": {
			head + "actions: [{target: '$.*[?count(@" + strings.Repeat("[*,*]", 30) + ")>3]', update: {}}]\n", "too many values of the document would be looked at",
		},
		"too many values": {
			"overlay: 1.1.0\nactions:\n" + strings.Repeat("  - {target: $.info, update: {x-a: {}}}\n  - {target: \"$.info['x-a']\", copy: $}\n", 1) +
				strings.Repeat("  - {target: $.info, copy: $}\n", 24), "the overlay adds more than a million values to the document; select fewer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := document.Load("openapi.yaml", []byte(overlaid), nil, document.Overlay{Name: "old.yaml", Location: "old.yaml", Text: []byte(test.text)})
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}
