package contract

import (
	"iter"
	"runtime"
	"sync"
)

// Checked is an exchange and what was found in it.
type Checked struct {
	Exchange *Exchange
	Findings []Finding
}

// CheckAll checks exchanges as they come, several at the same time, and yields them in the order in which they came: its result depends
// on nothing else. The exchanges of one [Source].File are one session. An error of the exchanges is the last thing that it yields. A loop that
// ends early waits until no goroutine reads the exchanges any more. It keeps a few exchanges for each processor in memory and nothing of the others but what invariants speak of.
func (c *Contract) CheckAll(exchanges iter.Seq2[*Exchange, error]) iter.Seq2[Checked, error] {
	return func(yield func(Checked, error) bool) {
		stop := make(chan struct{})
		workers := runtime.GOMAXPROCS(0)
		queue, inOrder := make(chan *pendingCheck, workers), make(chan *pendingCheck, 4*workers)
		var running sync.WaitGroup
		running.Go(func() { c.feed(stop, exchanges, queue, inOrder) })
		for range workers {
			running.Go(func() {
				for p := range queue {
					p.done <- p.check()
				}
			})
		}
		defer running.Wait()
		defer close(stop)
		for p := range inOrder {
			if p.err != nil {
				yield(Checked{}, p.err)
				return
			}
			if !yield(Checked{Exchange: p.exchange, Findings: <-p.done}, nil) {
				return
			}
		}
	}
}

// pendingCheck is a check that may still run.
type pendingCheck struct {
	exchange *Exchange
	check    func() []Finding
	done     chan []Finding
	err      error
}

// feed hands each exchange to the workers, and in order to who waits for the results.
func (c *Contract) feed(stop <-chan struct{}, exchanges iter.Seq2[*Exchange, error], queue, inOrder chan<- *pendingCheck) {
	defer close(inOrder)
	defer close(queue)
	var session *Session
	file := ""
	for x, err := range exchanges {
		p := &pendingCheck{exchange: x, err: err, done: make(chan []Finding, 1)}
		if err == nil {
			if session == nil || x.Source.File != file {
				session, file = c.Session(), x.Source.File
			}
			p.check = session.Next(x)
		}
		select {
		case inOrder <- p:
		case <-stop:
			return
		}
		if err != nil {
			return
		}
		select {
		case queue <- p:
		case <-stop:
			p.done <- nil // It stands in the order already, so something may wait for it.
			return
		}
	}
}
