package sandbox_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// Nothing that a test starts outlives it.
func TestMain(m *testing.M) {
	if state := os.Getenv(crashState); state != "" {
		fmt.Fprintln(os.Stderr, serveUntilKilled(state))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}
