package contract

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Checked is an exchange and its findings.
type Checked struct {
	Exchange *Exchange
	Findings []Finding
}

// maxPendingBytes limits the bytes of bodies that [Contract.CheckAll] keeps while exchanges wait.
// While a longer exchange waits, no other exchange is read.
const maxPendingBytes = 16 << 20

// Exchanges are handed to a worker in batches, because handing over a short exchange takes as long
// as checking it.
const (
	maxBatch      = 64
	maxBatchBytes = 64 << 10
)

// CheckAll checks exchanges in parallel and yields them in the order in which they came. The result
// doesn't depend on the number of processors. Exchanges that name the same [Exchange].Session are
// one session, in the order in which they come. The others are one session if they have the same
// [Source].File. If the exchanges yield an error, CheckAll yields it last. If the loop ends early,
// CheckAll checks no more exchanges and waits until no goroutine reads them. CheckAll keeps a few
// dozen exchanges per processor in memory, fewer if their bodies are long, and the exchanges of
// each session that invariants refer to. A short exchange may wait until more exchanges have come.
func (c *Contract) CheckAll(exchanges iter.Seq2[*Exchange, error]) iter.Seq2[Checked, error] {
	return func(yield func(Checked, error) bool) {
		ctx, stop := context.WithCancel(context.Background())
		workers := runtime.GOMAXPROCS(0)
		l := &pipeline{
			queue: make(chan *batch, workers), inOrder: make(chan *batch, 2*workers), room: semaphore.NewWeighted(maxPendingBytes), next: newBatch(),
		}
		var running sync.WaitGroup
		running.Go(func() { l.feed(ctx, c, exchanges) })
		for range workers {
			running.Go(func() {
				for w := range l.queue {
					w.check(ctx)
				}
			})
		}
		defer running.Wait()
		defer stop()
		for w := range l.inOrder {
			<-w.done
			for _, p := range w.pending {
				if !yield(Checked{Exchange: p.exchange, Findings: p.findings}, nil) {
					return
				}
				l.room.Release(p.size)
			}
			if w.err != nil {
				yield(Checked{}, w.err)
				return
			}
		}
	}
}

// pipeline holds the exchanges that wait: in queue for a worker, and in inOrder for the reader of
// the results.
type pipeline struct {
	queue, inOrder chan *batch
	// room is the number of bytes that may still wait.
	room *semaphore.Weighted
	// next is the batch that has not been handed over yet.
	next *batch
}

// batch is a list of exchanges that one worker checks one after the other, and the error that
// followed them.
type batch struct {
	pending []*pendingCheck
	size    int64
	err     error
	done    chan struct{}
}

// pendingCheck is a check that may not have finished.
type pendingCheck struct {
	exchange *Exchange
	size     int64
	run      func() []Finding
	findings []Finding
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

// check checks the exchanges, unless the reader has stopped.
func (w *batch) check(ctx context.Context) {
	for _, p := range w.pending {
		if ctx.Err() == nil {
			p.findings = p.run()
		}
	}
	close(w.done)
}

// feed hands the exchanges to the workers and, in order, to the reader of the results.
func (l *pipeline) feed(ctx context.Context, c *Contract, exchanges iter.Seq2[*Exchange, error]) {
	defer close(l.inOrder)
	defer close(l.queue)
	sessions := sessions{contract: c}
	for x, err := range exchanges {
		if err != nil {
			l.next.err = err
			break
		}
		p := &pendingCheck{exchange: x, run: sessions.of(x).Next(x), size: min(x.size(), maxPendingBytes)}
		if !l.acquire(ctx, p.size) {
			return
		}
		l.next.pending, l.next.size = append(l.next.pending, p), l.next.size+p.size
		if (len(l.next.pending) == maxBatch || l.next.size >= maxBatchBytes) && !l.handOver(ctx) {
			return
		}
		if !l.acquire(ctx, 1) { // While a long exchange waits, no other is read.
			return
		}
		l.room.Release(1)
	}
	l.handOver(ctx)
}

// acquire waits until there is room. If there is none, it first hands over the next batch, which
// makes room when it is done. It returns false if the reader has stopped.
func (l *pipeline) acquire(ctx context.Context, size int64) bool {
	return l.room.TryAcquire(size) || l.handOver(ctx) && l.room.Acquire(ctx, size) == nil
}

// handOver hands the next batch to the workers and to the reader of the results. It returns false
// if the reader has stopped.
func (l *pipeline) handOver(ctx context.Context) bool {
	w := l.next
	l.next = newBatch()
	if len(w.pending) == 0 && w.err == nil {
		return true
	}
	select {
	case l.inOrder <- w:
	case <-ctx.Done():
		return false
	}
	select {
	case l.queue <- w:
		return true
	case <-ctx.Done():
		close(w.done) // The reader may already wait for the batch.
		return false
	}
}

// size returns the length of both bodies.
func (x *Exchange) size() int64 {
	size := len(x.Request.Body)
	if x.Response != nil {
		size += len(x.Response.Body)
	}
	return int64(size)
}
