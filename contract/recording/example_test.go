package recording_test

import (
	"fmt"
	"log"

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
