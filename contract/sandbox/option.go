package sandbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Option configures a sandbox. Pass options to [Open] and [New].
type Option func(c *config)

type config struct {
	seed   Seed
	state  string
	faults []Fault
	now    func() time.Time
	newID  func() uuid.UUID
	wait   func(ctx context.Context, d time.Duration) error
	logger *slog.Logger

	control bool
}

// WithSeed sets the accounts that the sandbox starts with. The default is [DefaultSeed].
func WithSeed(seed Seed) Option { return func(c *config) { c.seed = seed } }

// WithState keeps the accounts in a file, so that they survive a restart. The file is created if it
// doesn't exist. The sandbox answers a request when its change and the outcome of its idempotency
// key are on disk. The file contains no API keys. If the owner organization of a partner is in the
// file, the account of the partner comes from the file, and only its keys come from the seed. Only
// one sandbox at a time can have the file open; [Open] waits a second for another sandbox to close
// it. The default is to keep everything in memory.
func WithState(file string) Option { return func(c *config) { c.state = file } }

// WithFaults adds faults; see [Sandbox.Inject].
func WithFaults(faults ...Fault) Option {
	return func(c *config) { c.faults = append(c.faults, faults...) }
}

// WithClock sets the clock of the sandbox. The outcomes of idempotency keys expire by this clock,
// until [Sandbox.SetTime] or [Sandbox.Advance] changes the time. The function must be safe for
// concurrent use. The default is [time.Now].
func WithClock(now func() time.Time) Option { return func(c *config) { c.now = now } }

// WithWait sets the function that the sandbox calls to wait. The sandbox waits for the delay of a
// fault, with the context of the request, and for a state file that another sandbox has open. The
// function must return an error if the context ends first. It must be safe for concurrent use. The
// default waits for the given time.
func WithWait(wait func(ctx context.Context, d time.Duration) error) Option {
	return func(c *config) { c.wait = wait }
}

// WithIDs sets the function that makes the identifiers of new organizations. It must be safe for
// concurrent use and never return the same identifier twice. The default is [uuid.New].
func WithIDs(next func() uuid.UUID) Option { return func(c *config) { c.newID = next } }

// WithLogger logs each request at level info, and each failure of the sandbox itself at level
// error. It doesn't log keys and bodies. By default, the sandbox logs nothing.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.logger = logger } }

// WithControl makes the paths that control the sandbox answer on every address. By default they
// answer only on a loopback address. They need no credential, so everybody who can reach the
// address can then read and change everything in the sandbox.
func WithControl() Option { return func(c *config) { c.control = true } }
