package part_test

import (
	"flag"
	"log"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	// Each run draws other splits, so a few checks per run are enough. Use -rapid.checks for more.
	if err := flag.Set("rapid.checks", "8"); err != nil {
		log.Fatal(err)
	}
	os.Exit(m.Run())
}
