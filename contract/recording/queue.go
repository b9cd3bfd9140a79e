package recording

import (
	"context"
	"sync"
)

// maxWaitingBytes limits what the jobs of a queue hold together. costOfJob is what a job holds
// beside its bytes, such as the maps of its headers.
const (
	maxWaitingBytes = 256 << 20
	costOfJob       = 4 << 10
	// maxLateBytes limits what the jobs hold together that are begun after the time is up. To redact
	// as many bytes takes about fifteen seconds.
	maxLateBytes = 32 << 20
)

// queue does jobs in the background, one at a time, in the order in which they were added.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	jobs    []job
	bytes   int64
	closed  bool
	// isRunning reports whether a job is running.
	isRunning bool
	// more reports whether another job may be done after the time is up. It is nil before that.
	more func() bool
	// late is how many bytes the jobs hold that were begun after the time was up.
	late   int64
	undone int
	ended  chan struct{}
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

// add adds a job that holds size bytes. It returns false if too many bytes are waiting.
func (q *queue) add(size int64, do func()) bool {
	size += costOfJob
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.bytes+size > maxWaitingBytes {
		return false
	}
	q.put(job{size, do})
	return true
}

// addLater adds a job that holds size bytes. If too many bytes are waiting, it waits until there is
// room. A job that never has room waits until all others are done. If the queue is closed, addLater
// returns false.
func (q *queue) addLater(size int64, do func()) bool {
	size += costOfJob
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed && q.bytes > 0 && q.bytes+size > maxWaitingBytes {
		q.changed.Wait()
	}
	if q.closed {
		return false
	}
	q.put(job{size, do})
	return true
}

func (q *queue) put(j job) {
	q.jobs = append(q.jobs, j)
	q.bytes += j.bytes
	q.changed.Broadcast()
}

func (q *queue) run() {
	defer close(q.ended)
	for {
		q.mu.Lock()
		for len(q.jobs) == 0 && !q.closed {
			q.changed.Wait()
		}
		if len(q.jobs) == 0 || !q.mayBegin(q.jobs[0]) {
			q.undone, q.jobs = len(q.jobs), nil
			q.mu.Unlock()
			return
		}
		next := q.jobs[0]
		q.jobs[0] = job{} // A job that is done doesn't stay in memory.
		q.jobs, q.isRunning = q.jobs[1:], true
		q.changed.Broadcast()
		q.mu.Unlock()
		next.do()
		q.mu.Lock()
		q.bytes, q.isRunning = q.bytes-next.bytes, false // The job holds its bytes until it is done.
		q.changed.Broadcast()
		q.mu.Unlock()
	}
}

// mayBegin reports whether a job may be begun. After the time is up, it counts the bytes of the
// job.
func (q *queue) mayBegin(next job) bool {
	if q.more == nil {
		return true
	}
	q.late += next.bytes
	return q.late <= maxLateBytes && q.more()
}

// len returns the number of jobs that wait or are running.
func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.isRunning {
		return len(q.jobs) + 1
	}
	return len(q.jobs)
}

// close does the waiting jobs, and returns how many it left undone. When the context ends, it asks
// more before each further job, and does no more jobs if more returns false, or if the jobs hold
// too many bytes. It always waits for the job that is running.
func (q *queue) close(ctx context.Context, more func() bool) int {
	q.mu.Lock()
	q.closed = true
	q.changed.Broadcast()
	q.mu.Unlock()
	select {
	case <-q.ended:
	case <-ctx.Done():
		q.mu.Lock()
		q.more = more
		q.mu.Unlock()
		<-q.ended
	}
	return q.undone
}

// noMore is for a queue that leaves all waiting jobs undone.
func noMore() bool { return false }
