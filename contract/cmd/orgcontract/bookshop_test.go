package main

import (
	"net/http/httptest"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
)

// serveBookshop implements the command "bookshop [DEFECT...]" of scripts. It starts a bookshop with
// the defects and writes the bookshop's document. It sets SERVER to the address, and TOKEN and
// OTHER_TOKEN to the credentials of the two users.
func serveBookshop(ts *testscript.TestScript, _ bool, defects []string) {
	server := httptest.NewServer(bookshop.New(defects...))
	ts.Defer(server.Close)
	ts.Setenv("SERVER", server.URL)
	ts.Setenv("TOKEN", bookshop.Token)
	ts.Setenv("OTHER_TOKEN", bookshop.OtherToken)
	ts.Check(os.WriteFile(ts.MkAbs("bookshop.yaml"), bookshop.Document(), 0o600))
}
