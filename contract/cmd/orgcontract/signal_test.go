package main

import (
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// needSignals skips a test if a process can't send itself a signal on this system. The test needs a
// signal to end a command.
func needSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a process of Windows can't send itself a signal")
	}
}

// signalSelf sends this process a signal.
func signalSelf(t *testing.T, signal os.Signal) {
	t.Helper()
	self, err := os.FindProcess(os.Getpid())
	require.NoError(t, err)
	require.NoError(t, self.Signal(signal))
}
