package contract

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// Checked is an exchange and its findings.
type Checked struct {
	Exchange *Exchange
	Findings []Finding
	// Operation is the operation that the request calls, or nil if the document has no such
	// operation. All exchanges of an operation in one version share it, so it must not be changed.
	Operation *Operation
	// Steps is about how much work the check took; see [Session.Steps].
	Steps int
}

// maxPendingBytes limits how many bytes of bodies wait in [Contract.CheckAll]. If one exchange
// alone is longer, it waits alone, and CheckAll reads no other exchange meanwhile.
const maxPendingBytes = 16 << 20

// A worker gets exchanges in batches, because handing over a single short exchange takes as long as
// checking it.
const (
	maxBatch      = 64
	maxBatchBytes = 64 << 10
)

// CheckAll checks exchanges in parallel and yields them in the order in which they came. The result
// doesn't depend on the number of processors. If invariants cost too much altogether, CheckAll
// doesn't check all of them. A drift then says so. Exchanges with the same [Exchange].Session are one
// session, in the order in which they come. Exchanges without that name are one session if they
// have the same [Source].File. If the sequence of exchanges yields an error, CheckAll yields the
// error last. If the caller's loop ends early, CheckAll stops checking and waits until no goroutine
// reads exchanges any more. CheckAll keeps a few dozen exchanges per processor in memory, or fewer
// if their bodies are long. It also keeps the exchanges of each session that invariants refer to. A
// short exchange may wait until more exchanges come and fill its batch.
func (c *Contract) CheckAll(exchanges iter.Seq2[*Exchange, error]) iter.Seq2[Checked, error] {
	return func(yield func(Checked, error) bool) {
		if c == nil || exchanges == nil {
			yield(Checked{}, errors.New("contract.CheckAll: the contract or the sequence of exchanges is nil"))
			return
		}
		ctx, stop := context.WithCancel(context.Background())
		workers := runtime.GOMAXPROCS(0)
		l := &pipeline{
			queue: make(chan *batch, workers), inOrder: make(chan *batch, 2*workers), room: semaphore.NewWeighted(maxPendingBytes), next: newBatch(),
		}
		var running sync.WaitGroup
		running.Go(func() { l.feed(ctx, c, exchanges) })
		for range workers {
			running.Go(func() {
				var scratch validation // Its memory serves one exchange after the other.
				for w := range l.queue {
					w.check(ctx, c, &scratch, &l.budget)
				}
			})
		}
		defer running.Wait()
		defer stop()
		var scratch validation
		for w := range l.inOrder {
			<-w.done
			for i := range w.pending {
				p := &w.pending[i]
				p.settle(c, &scratch, &l.budget)
				if !yield(p.Checked, nil) {
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

// pipeline holds the exchanges that wait. The channel queue has the batches for the workers, and
// inOrder has the batches for the reader of the results.
type pipeline struct {
	queue, inOrder chan *batch
	// room counts the bytes that may still be added.
	room *semaphore.Weighted
	// next is the batch that is still being filled.
	next *batch
	// budget limits the cost of the invariants of all exchanges.
	budget invariant.Budget
}

// batch is a list of exchanges that one worker checks one after the other. err is the error that
// came after them.
type batch struct {
	pending []pendingCheck
	size    int64
	err     error
	done    chan struct{}
}

// pendingCheck is a check that may still be running. Its result is set when it is done.
type pendingCheck struct {
	Checked

	size int64
	// validation and last are what the check needs; see [Session.add]. They are nil if no invariant
	// refers to earlier exchanges. The worker then begins the validation itself, so that reading
	// the next exchanges doesn't wait for it.
	validation *validation
	last       map[string]*invariant.Exchange
	// isChecked says that the result is set. spent is what the invariants have cost.
	isChecked bool
	spent     uint64
}

// check sets the result, and drops the validation. If there is no validation yet, check uses
// scratch.
func (p *pendingCheck) check(c *Contract, scratch *validation, skipsLoops bool) {
	v := p.validation
	if v == nil {
		v = scratch
		v.begin(c, p.Exchange)
	}
	v.skipsLoops = skipsLoops
	p.Findings = v.check(p.last)
	p.Operation, p.Steps = v.operation(), v.steps()
	p.isChecked, p.spent, p.validation = true, v.spent, nil
	if p.spent == 0 {
		p.last = nil // The result is the same if loops are skipped, so settle needs no other check.
	}
}

// settle makes the result what it is if all exchanges are checked one after the other. The earlier
// exchanges are settled.
func (p *pendingCheck) settle(c *Contract, scratch *validation, budget *invariant.Budget) {
	if p.isChecked {
		budget.Withdraw(p.spent)
	}
	if isSpent := budget.IsSpent(); !p.isChecked || isSpent && p.spent > 0 {
		p.check(c, scratch, isSpent)
	}
	budget.Spend(p.spent)
	p.last = nil
}

func newBatch() *batch {
	return &batch{pending: make([]pendingCheck, 0, maxBatch), done: make(chan struct{})}
}

// check checks the exchanges of the batch, unless the reader of the results has stopped. If the
// budget may be spent, check leaves the exchanges to that reader, who knows when their turn comes.
func (w *batch) check(ctx context.Context, c *Contract, scratch *validation, budget *invariant.Budget) {
	for i := range w.pending {
		if ctx.Err() == nil && !budget.MayBeSpent() {
			p := &w.pending[i]
			p.check(c, scratch, false)
			budget.Announce(p.spent)
		}
	}
	close(w.done)
}

// feed hands the exchanges to the workers. It hands the same batches, in order, to the reader of
// the results.
func (l *pipeline) feed(ctx context.Context, c *Contract, exchanges iter.Seq2[*Exchange, error]) {
	defer close(l.inOrder)
	defer close(l.queue)
	sessions, hasSessions := sessions{contract: c}, c.HasSessions()
	for x, err := range exchanges {
		if x == nil && err == nil {
			err = errors.New("contract.CheckAll: an exchange is nil")
		}
		if err != nil {
			l.next.err = err
			break
		}
		p := pendingCheck{Checked: Checked{Exchange: x}, size: min(x.size(), maxPendingBytes)}
		if hasSessions {
			p.validation, p.last = sessions.of(x).add(x)
		}
		if !l.acquire(ctx, p.size) {
			return
		}
		l.next.pending, l.next.size = append(l.next.pending, p), l.next.size+p.size
		if (len(l.next.pending) == maxBatch || l.next.size >= maxBatchBytes) && !l.handOver(ctx) {
			return
		}
		if !l.acquire(ctx, 1) { // While a long exchange waits, feed reads no other exchange.
			return
		}
		l.room.Release(1)
	}
	l.handOver(ctx)
}

// acquire waits until there is room for the bytes of an exchange. If there is no room, acquire
// first hands over the next batch. The worker frees room when the batch is done. acquire returns
// false if the reader of the results has stopped.
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
		close(w.done) // The reader of the results may already wait for this batch.
		return false
	}
}

// size returns the length of the request body plus the length of the response body.
func (x *Exchange) size() int64 {
	size := len(x.Request.Body)
	if x.Response != nil {
		size += len(x.Response.Body)
	}
	return int64(size)
}
