package recording

import (
	"context"
	"sync"
)

// The bounds of a queue.
const (
	maxWaiting      = 1000
	maxWaitingBytes = 128 << 20
)

// queue does jobs behind the traffic, one after the other, in the order in which they came. It
// takes no job beyond its bounds, so it never makes anyone wait.
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

// add adds a job that holds so many bytes. It returns false if too much is waiting already.
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
		q.bytes -= next.bytes // Its bytes are held until it is done.
		q.mu.Unlock()
	}
}

// close does the jobs that wait until the context ends, and returns how many it left undone. It
// waits for the job that is being done in any case.
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
