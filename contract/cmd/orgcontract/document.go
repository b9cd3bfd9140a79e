package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
)

// loadContract reads the document in a file, or the built-in one if the name is empty.
func loadContract(file string) (*contract.Contract, error) {
	document, err := readDocument(file)
	if err != nil {
		return nil, err
	}
	return contract.Parse(documentName(file), document)
}

// documentName returns the name of a document in places: that of its file, or openapi.yaml for the
// built-in one.
func documentName(file string) string {
	if file == "" {
		return "openapi.yaml"
	}
	return filepath.ToSlash(file)
}

// readDocument returns the document in a file, or the built-in one if the name is empty.
func readDocument(file string) ([]byte, error) {
	if file == "" {
		return polytomic.OpenAPI(), nil
	}
	document, err := os.ReadFile(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The same words on each system.
		}
		return nil, fmt.Errorf("%s: %w; name an OpenAPI 3.0 document with --spec", filepath.ToSlash(file), err)
	}
	return document, nil
}
