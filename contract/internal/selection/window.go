package selection

import "github.com/orgcontract/polytomic-organizations/contract"

// maxHeld is how many bytes of exchanges a window keeps at most.
const maxHeld = 16 << 20

// window keeps the requests to other hosts at the beginning of a recording, until a request to a
// server of the document comes.
type window struct {
	hosts hosts
	tally *Tally
	yield func(*contract.Exchange, error) bool

	file string
	held []*contract.Exchange
	size int
	// occurred reports whether a request to a server of the document has come. full reports whether
	// more than maxHeld bytes came before such a request.
	occurred, full bool
}

// add yields, keeps or drops an exchange. It returns false to end the loop.
func (w *window) add(x *contract.Exchange) bool {
	if x.Source.File != w.file {
		if !w.flush() {
			return false
		}
		w.file, w.occurred, w.full = x.Source.File, false, false
	}
	switch {
	case len(w.hosts) == 0:
		return w.give(x)
	case w.hosts.have(x.Request.URL):
		for _, other := range w.held {
			w.leaveOut(other)
		}
		w.held, w.size, w.occurred = nil, 0, true
		return w.give(x)
	case w.occurred:
		w.leaveOut(x)
		return true
	case w.full:
		return w.give(x)
	default:
		w.held = append(w.held, x)
		w.size += sizeOf(x)
		w.full = w.size > maxHeld
		return !w.full || w.flush()
	}
}

// flush yields the kept exchanges, because no request to a server of the document came.
func (w *window) flush() bool {
	held := w.held
	w.held, w.size = nil, 0
	for _, x := range held {
		if !w.give(x) {
			return false
		}
	}
	return true
}

func (w *window) give(x *contract.Exchange) bool {
	w.tally.check(x)
	return w.yield(x, nil)
}

func (w *window) leaveOut(x *contract.Exchange) {
	w.tally.addHost(otherHost, x.Source, hostOf(x.Request.URL))
}

func sizeOf(x *contract.Exchange) int {
	size := 1<<10 + len(x.Request.Body) // The first number is an estimate for everything but the bodies.
	if x.Response != nil {
		size += len(x.Response.Body)
	}
	return size
}
