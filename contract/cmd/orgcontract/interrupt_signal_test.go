package main

import (
	"context"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The second of two signals may come before the first one was handled. It must still end the
// process.
func TestASecondSignalIsNotLost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		signals []os.Signal
		want    []os.Signal
	}{
		"one": {[]os.Signal{syscall.SIGINT}, nil},
		"two": {[]os.Signal{syscall.SIGINT, syscall.SIGTERM}, []os.Signal{syscall.SIGTERM}},
	} {
		received := make(chan os.Signal, len(tt.signals))
		for _, s := range tt.signals {
			received <- s
		}
		ctx, stop := context.WithCancel(t.Context())
		isReleased := false
		var sent []os.Signal
		interrupt(ctx, stop, received, func() { isReleased = true }, func(s os.Signal) {
			assert.True(t, isReleased, name)
			sent = append(sent, s)
		})
		require.Error(t, ctx.Err(), name)
		assert.Equal(t, tt.want, sent, name)
	}
}
