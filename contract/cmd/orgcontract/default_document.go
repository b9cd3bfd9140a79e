package main

import (
	"os"

	"github.com/spf13/cobra"
)

// documentNames are the names of a document in the working directory that is taken if none is named.
var documentNames = []string{defaultDocument, "openapi.yml", "openapi.json"}

// find names the document if the user didn't: the one in the working directory. If there is none, the
// built-in one is left.
func (f *documentFlags) find() {
	if f.spec != "" {
		return
	}
	for _, name := range documentNames {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			f.spec = name
			return
		}
	}
}

// sayBuiltIn says that the document is the built-in one, which is rarely the one that the user means.
func sayBuiltIn(cmd *cobra.Command) {
	complainf(cmd, "orgcontract: the document is the built-in one, of the Polytomic organizations API; name yours with --spec")
}
