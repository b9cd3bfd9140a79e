package part_test

import (
	"flag"
	"log"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	// Each run draws other splits, so that few checks a run are enough: -rapid.checks asks for
	// more.
	if err := flag.Set("rapid.checks", "8"); err != nil {
		log.Fatal(err)
	}
	os.Exit(m.Run())
}
