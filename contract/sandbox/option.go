package sandbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Option changes how a sandbox is made, by [Open] and [New].
type Option func(c *config)

type config struct {
	seed   Seed
	state  string
	faults []Fault
	now    func() time.Time
	newID  func() uuid.UUID
	wait   func(ctx context.Context, d time.Duration) error
	logger *slog.Logger
}

// WithSeed sets what the sandbox starts with. The default is [DefaultSeed].
func WithSeed(seed Seed) Option { return func(c *config) { c.seed = seed } }

// WithState keeps what the sandbox is told in a file, which is made where there is none. A write is acknowledged when it is on disk, with the outcome of its
// idempotency key. A partner that the file knows, by its owner organization's ID, is as the file has it, and the seed only gives its keys: the file holds none.
// One sandbox at a time can have the file open. The default is to keep everything in memory.
func WithState(file string) Option { return func(c *config) { c.state = file } }

// WithFaults adds faults; see [Sandbox.Inject].
func WithFaults(faults ...Fault) Option {
	return func(c *config) { c.faults = append(c.faults, faults...) }
}

// WithClock sets what tells the time, by which the outcomes of idempotency keys expire. It must be safe for concurrent use. The default is [time.Now].
func WithClock(now func() time.Time) Option { return func(c *config) { c.now = now } }

// WithWait sets what waits for the delays of faults. It returns an error where the context, which is that of the request, ended first. It must be safe for concurrent
// use. The default waits for as long as it is told.
func WithWait(wait func(ctx context.Context, d time.Duration) error) Option {
	return func(c *config) { c.wait = wait }
}

// WithIDs sets what makes the identifiers of new organizations. It must be safe for concurrent use, and never return the same twice. The default is [uuid.New].
func WithIDs(next func() uuid.UUID) Option { return func(c *config) { c.newID = next } }

// WithLogger logs each request at level info, and what the sandbox itself fails at. No key and no body is logged. The default is no log.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.logger = logger } }
