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

// maxPendingBytes bounds the bodies of the exchanges that [Contract.CheckAll] keeps while they wait. Beside one that is longer none is even read.
const maxPendingBytes = 16 << 20

// CheckAll checks exchanges as they come, several at the same time, and yields them in the order in which they came: its result depends
// on nothing else. The exchanges of one [Source].File are one session. An error of the exchanges is the last thing that it yields. A loop that
// ends early waits until no goroutine reads the exchanges any more. It keeps a few exchanges for each processor in memory, and fewer where
// their bodies are long; nothing of the others but what invariants speak of.
func (c *Contract) CheckAll(exchanges iter.Seq2[*Exchange, error]) iter.Seq2[Checked, error] {
	return func(yield func(Checked, error) bool) {
		ctx, stop := context.WithCancel(context.Background())
		workers := runtime.GOMAXPROCS(0)
		l := &line{
			queue: make(chan *pendingCheck, workers), inOrder: make(chan *pendingCheck, 4*workers), room: semaphore.NewWeighted(maxPendingBytes),
		}
		var running sync.WaitGroup
		running.Go(func() { l.feed(ctx, c, exchanges) })
		for range workers {
			running.Go(func() {
				for p := range l.queue {
					p.done <- p.check()
				}
			})
		}
		defer running.Wait()
		defer stop()
		for p := range l.inOrder {
			if p.err != nil {
				yield(Checked{}, p.err)
				return
			}
			if !yield(Checked{Exchange: p.exchange, Findings: <-p.done}, nil) {
				return
			}
			l.room.Release(p.size)
		}
	}
}

// line is where exchanges wait: those that no worker has yet, and all of them in order.
type line struct {
	queue, inOrder chan *pendingCheck
	// room is how many bytes may wait.
	room *semaphore.Weighted
}

// pendingCheck is a check that may still run.
type pendingCheck struct {
	exchange *Exchange
	size     int64
	check    func() []Finding
	done     chan []Finding
	err      error
}

// feed hands each exchange to the workers, and in order to who waits for the results.
func (l *line) feed(ctx context.Context, c *Contract, exchanges iter.Seq2[*Exchange, error]) {
	defer close(l.inOrder)
	defer close(l.queue)
	var session *Session
	file := ""
	for x, err := range exchanges {
		p := &pendingCheck{exchange: x, err: err, done: make(chan []Finding, 1)}
		if err == nil {
			if session == nil || x.Source.File != file {
				session, file = c.Session(), x.Source.File
			}
			p.check, p.size = session.Next(x), min(x.size(), maxPendingBytes)
		}
		if l.room.Acquire(ctx, p.size) != nil {
			return
		}
		select {
		case l.inOrder <- p:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
		select {
		case l.queue <- p:
		case <-ctx.Done():
			p.done <- nil // It stands in the order already, so something may wait for it.
			return
		}
		if l.room.Acquire(ctx, 1) != nil { // Beside a long one, the next isn't even read.
			return
		}
		l.room.Release(1)
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
