package sandbox_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// Tests must not leave goroutines running.
func TestMain(m *testing.M) {
	if state := os.Getenv(crashState); state != "" {
		fmt.Fprintln(os.Stderr, serveUntilKilled(state))
		os.Exit(1)
	}
	// Each run draws other numbers, so a few checks per run are enough. Use -rapid.checks for more.
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
	// A server that refuses a request reads on for half a second, so that the client sees the answer.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*conn).closeWriteAndWait"))
}
