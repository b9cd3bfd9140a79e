package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
)

// documentNames are the names of documents that the command looks for in the working directory. If
// the user names no document, the command uses the first of these files that exists.
var documentNames = []string{defaultDocument, "openapi.yml", "openapi.json"}

// find sets the document to a file in the working directory, unless the user named a document. If
// there is no such file, the command uses the built-in document. It returns an error if the file is
// a link that leads out of the directory.
func (f *documentFlags) find() error {
	if f.spec != "" {
		return nil
	}
	for _, name := range documentNames {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			f.spec = name
			return refuseLink(name, "name the document with --spec")
		}
	}
	return nil
}

// refuseLink returns an error if a file that nobody named is a link that leads out of the working
// directory. The parameter instead says how to name the document. A pull request can contain such
// a link, and errors and reports quote from the document.
func refuseLink(name, instead string) error {
	if leads, err := settings.LeadsOut(name); err == nil && leads {
		return fmt.Errorf("%s: it is a link that leads out of the working directory; %s", name, instead)
	}
	return nil
}

// sayBuiltIn prints that the command uses the built-in document, because the user rarely means that
// document.
func sayBuiltIn(cmd *cobra.Command) {
	complainf(cmd, "orgcontract: the document is the built-in one, of the Polytomic organizations API; name yours with --spec")
}
