package main

import (
	"os"

	"github.com/spf13/cobra"
)

// documentNames are the names of files in the working directory. The first that exists is the
// document if the user names no document.
var documentNames = []string{defaultDocument, "openapi.yml", "openapi.json"}

// find names the document in the working directory, unless the user named a document. If the
// directory has no document, the built-in one is used.
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

// sayBuiltIn says that the document is the built-in one, which is rarely the one that the user
// means.
func sayBuiltIn(cmd *cobra.Command) {
	complainf(cmd, "orgcontract: the document is the built-in one, of the Polytomic organizations API; name yours with --spec")
}
