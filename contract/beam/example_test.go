package contractbeam_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	contractbeam "github.com/orgcontract/polytomic-organizations/contract/beam"
)

func ExampleCheck() {
	directory, err := os.MkdirTemp("", "traffic")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(directory) //nolint:errcheck // It is only a directory for temporary files.
	recording := `{"request": {"method": "GET", "url": "https://api.example/books/one"}, "response": {"status": 200}}`
	if err := os.WriteFile(filepath.Join(directory, "a.jsonl"), []byte(recording), 0o600); err != nil {
		panic(err)
	}
	openAPI := contractbeam.Document{Name: "openapi.yaml", Text: []byte(document)}

	p, s := beam.NewPipelineWithRoot()
	files := contractbeam.Match(s, filepath.Join(directory, "*.jsonl"))
	parts := contractbeam.Check(s, openAPI, files)
	file := filepath.Join(directory, "part.json")
	contractbeam.Write(s, file, contractbeam.Merge(s, openAPI, parts))
	if _, err := beam.Run(context.Background(), "prism", p); err != nil {
		panic(err)
	}

	_, err = os.Stat(file)
	fmt.Println("written:", err == nil)
	// Output: written: true
}
