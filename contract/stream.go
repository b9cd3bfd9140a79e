package contract

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Checked is an exchange and what was found in it.
type Checked struct {
	Exchange *Exchange
	Findings []Finding
}

// maxPendingBytes bounds the bodies of the exchanges that [Contract.CheckAll] keeps while they wait. While a longer one waits, no other is read.
const maxPendingBytes = 16 << 20

// A batch is handed to a worker at once: to hand over each short exchange by itself takes as long as to check it.
const (
	maxBatch      = 64
	maxBatchBytes = 64 << 10
)

// CheckAll checks exchanges as they come, several at the same time, and yields them in the order in which they came; its result depends
// on nothing else. The exchanges of one [Source].File are one session. An error of the exchanges is the last thing that it yields. A loop that
// ends early waits until no goroutine reads the exchanges any more. CheckAll keeps a few dozen exchanges for each processor in memory, fewer if
// their bodies are long, and what invariants speak of. A short exchange may wait for the next ones to come.
func (c *Contract) CheckAll(exchanges iter.Seq2[*Exchange, error]) iter.Seq2[Checked, error] {
	return func(yield func(Checked, error) bool) {
		ctx, stop := context.WithCancel(context.Background())
		workers := runtime.GOMAXPROCS(0)
		l := &line{
			queue: make(chan *batch, workers), inOrder: make(chan *batch, 2*workers), room: semaphore.NewWeighted(maxPendingBytes), next: newBatch(),
		}
		var running sync.WaitGroup
		running.Go(func() { l.feed(ctx, c, exchanges) })
		for range workers {
			running.Go(func() {
				for w := range l.queue {
					w.check()
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

// line is where exchanges wait: in queue for a worker, in inOrder for the reader of the results.
type line struct {
	queue, inOrder chan *batch
	// room is how many bytes may wait.
	room *semaphore.Weighted
	// next is the batch that is not yet handed over.
	next *batch
}

// batch is exchanges that are checked one after the other, and the error that came after them.
type batch struct {
	pending []*pendingCheck
	size    int64
	err     error
	done    chan struct{}
}

// pendingCheck is a check that may still run.
type pendingCheck struct {
	exchange *Exchange
	size     int64
	run      func() []Finding
	findings []Finding
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

func (w *batch) check() {
	for _, p := range w.pending {
		p.findings = p.run()
	}
	close(w.done)
}

// feed hands the exchanges to the workers and, in their order, to the reader of the results.
func (l *line) feed(ctx context.Context, c *Contract, exchanges iter.Seq2[*Exchange, error]) {
	defer close(l.inOrder)
	defer close(l.queue)
	var session *Session
	file := ""
	for x, err := range exchanges {
		if err != nil {
			l.next.err = err
			break
		}
		if session == nil || x.Source.File != file {
			session, file = c.Session(), x.Source.File
		}
		p := &pendingCheck{exchange: x, run: session.Next(x), size: min(x.size(), maxPendingBytes)}
		if !l.acquire(ctx, p.size) {
			return
		}
		l.next.pending, l.next.size = append(l.next.pending, p), l.next.size+p.size
		if (len(l.next.pending) == maxBatch || l.next.size >= maxBatchBytes) && !l.handOver(ctx) {
			return
		}
		if !l.acquire(ctx, 1) { // While a long exchange waits, the next is not read.
			return
		}
		l.room.Release(1)
	}
	l.handOver(ctx)
}

// acquire waits until there is room. First it hands over the next batch, whose end makes room. It returns false if the reader has stopped.
func (l *line) acquire(ctx context.Context, size int64) bool {
	return l.room.TryAcquire(size) || l.handOver(ctx) && l.room.Acquire(ctx, size) == nil
}

// handOver hands the next batch to the workers and to the reader of the results. It returns false if the reader has stopped.
func (l *line) handOver(ctx context.Context) bool {
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
		close(w.done) // The reader may wait for it already.
		return false
	}
}

// size is how many bytes the bodies have.
func (x *Exchange) size() int64 {
	size := len(x.Request.Body)
	if x.Response != nil {
		size += len(x.Response.Body)
	}
	return int64(size)
}
