package main

import (
	"os"

	"github.com/spf13/cobra"
)

// documentNames are the names of documents that the command looks for in the working directory. If
// the user names no document, the command uses the first of these files that exists.
var documentNames = []string{defaultDocument, "openapi.yml", "openapi.json"}

// find sets the document to a file in the working directory, unless the user named a document. If
// there is no such file, the command uses the built-in document.
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

// sayBuiltIn prints that the command uses the built-in document, because the user rarely means that
// document.
func sayBuiltIn(cmd *cobra.Command) {
	complainf(cmd, "orgcontract: the document is the built-in one, of the Polytomic organizations API; name yours with --spec")
}
