package recording

import (
	"context"
	"sync"
)

// The constants limit a queue.
const (
	maxWaiting      = 1000
	maxWaitingBytes = 128 << 20
)

// queue does jobs in the background, one at a time, in the order in which they were added. It
// refuses a job beyond its limits, so adding a job never waits.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	jobs    []job
	bytes   int64
	closed  bool
	ended   chan struct{}
}

type job struct {
	bytes int64
	do    func()
}

func newQueue() *queue {
	q := &queue{ended: make(chan struct{})}
	q.changed.L = &q.mu
	go q.run()
	return q
}

// add adds a job that holds size bytes. It returns false if too many jobs or bytes are waiting.
func (q *queue) add(size int64, do func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.jobs) >= maxWaiting || q.bytes+size > maxWaitingBytes {
		return false
	}
	q.jobs = append(q.jobs, job{size, do})
	q.bytes += size
	q.changed.Signal()
	return true
}

func (q *queue) run() {
	defer close(q.ended)
	for {
		q.mu.Lock()
		for len(q.jobs) == 0 && !q.closed {
			q.changed.Wait()
		}
		if len(q.jobs) == 0 {
			q.mu.Unlock()
			return
		}
		next := q.jobs[0]
		q.jobs = q.jobs[1:]
		q.mu.Unlock()
		next.do()
		q.mu.Lock()
		q.bytes -= next.bytes // The job holds its bytes until it is done.
		q.mu.Unlock()
	}
}

// close does the waiting jobs until the context ends, and returns how many it left undone. It
// always waits for the job that is running.
func (q *queue) close(ctx context.Context) int {
	q.mu.Lock()
	q.closed = true
	q.changed.Signal()
	q.mu.Unlock()
	select {
	case <-q.ended:
		return 0
	case <-ctx.Done():
	}
	q.mu.Lock()
	undone := len(q.jobs)
	q.jobs = nil
	q.mu.Unlock()
	<-q.ended
	return undone
}
