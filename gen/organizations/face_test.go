package organizations_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The package has one function that makes a client, and no interface of the client's methods.
// Programs declare the interface that they need.
func TestThePackageHasOneConstructor(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var files []*ast.File
	set := token.NewFileSet()
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
			require.NoError(t, err)
			files = append(files, file)
		}
	}
	face, err := doc.NewFromFiles(set, files, module+"/gen/organizations")
	require.NoError(t, err)
	constructors, interfaces := map[string][]string{}, []string{}
	for _, typ := range face.Types {
		for _, function := range typ.Funcs {
			constructors[typ.Name] = append(constructors[typ.Name], function.Name)
		}
		if spec, ok := typ.Decl.Specs[0].(*ast.TypeSpec); ok && ast.IsExported(typ.Name) {
			if _, is := spec.Type.(*ast.InterfaceType); is {
				interfaces = append(interfaces, typ.Name)
			}
		}
	}
	assert.Equal(t, []string{"New"}, constructors["Client"])
	assert.Equal(t, []string{"OrganizationKey", "PartnerKey", "UserKey"}, constructors["Credential"])
	assert.Equal(t, []string{"Option"}, interfaces)
	assert.Empty(t, face.Funcs, "functions of no type")
}
