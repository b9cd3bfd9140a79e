package recording_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

func Example() {
	exchanges, err := recording.Load("../testdata/recordings/documented")
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range exchanges {
		fmt.Println(x.Source.Provenance, x.Request.Method, x.Request.URL.Path)
	}
	// Output:
	// documented POST /api/organizations
	// documented DELETE /api/organizations/248df4b7-aa70-47b8-a036-33ac447e668d
	// documented GET /api/organization
	// documented GET /api/organizations/248df4b7-aa70-47b8-a036-33ac447e668d
	// documented GET /api/organizations
	// documented PUT /api/organizations/248df4b7-aa70-47b8-a036-33ac447e668d
}

func ExampleReader() {
	r := recording.Reader{
		Stdin: strings.NewReader(`{"log": {"entries": [
			{"request": {"method": "GET", "url": "https://api.example/books"}, "response": {"status": 0}},
			{"request": {"method": "GET", "url": "https://api.example/books"}, "response": {"status": 200}}]}}`),
		Skipped: func(s recording.Skipped) { fmt.Printf("%s#%d: %s\n", s.File, s.Entry, s.Reason) },
		Failed:  func(err error) { fmt.Println(err) },
	}
	for x, err := range r.Read("none.har", "-") {
		if err != nil {
			log.Fatal(err) // Read yields an error only if Failed is nil.
		}
		fmt.Println(x.Source, x.Request.Method, x.Request.URL, x.Response.Status)
	}
	// Output:
	// none.har: file does not exist; check the name
	// stdin#0: requests without an answer (aborted or blocked)
	// stdin#1 GET https://api.example/books 200
}
