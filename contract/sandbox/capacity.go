package sandbox

import (
	"fmt"
	"net/http"
	"sync/atomic"
)

// The constants limit the memory that clients can fill, in bytes. The vendor documents no limit.
const (
	// maxAccount limits what one account keeps: its organizations, the outcomes of its idempotency
	// keys, and the IDs of deleted organizations.
	maxAccount = 32 << 20
	// entrySize is what an entry of an account takes in addition to its strings.
	entrySize = 64
	// maxAnswers limits the answers that the sandbox makes and sends at the same time.
	maxAnswers = 128 << 20
)

// listSize returns the size of all organizations of the account.
func (a *account) listSize() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.organizations
}

// size returns what the organization adds to the size of its account.
func (o *organization) size() int {
	return entrySize + len(o.json) + len(o.clientID) + len(o.logging.DeliveryConnectionID) + len(o.logging.DeliveryPrefix)
}

// outcomeSize returns what the outcome of a key adds to the size of its account.
func outcomeSize(key string, a *answer) int { return entrySize + len(key) + len(a.body) }

// hasRoom reports whether the account has room for what a request would write. A deletion always
// has room. The caller must hold the lock.
func (a *account) hasRoom(w *write) bool {
	if w.change != nil && w.change.remove != nil {
		return true
	}
	size := a.organizations + a.outcomes.size + entrySize*len(a.deleted)
	for _, key := range w.expired {
		size -= outcomeSize(key, a.outcomes.byKey[key])
	}
	if w.outcome != nil {
		size += outcomeSize(w.key, w.outcome)
	}
	if w.change != nil {
		size += w.change.put.size()
		if before := a.byID[w.change.put.id]; before != nil {
			size -= before.size()
		}
	}
	return size <= maxAccount
}

// full is 507 for a request for whose result the account has no room.
func full() *failure {
	return &failure{
		status: http.StatusInsufficientStorage, key: "insufficient_storage",
		message: fmt.Sprintf("the sandbox keeps at most %d MiB for an account; delete organizations, or reset the sandbox", maxAccount>>20),
	}
}

// room is the memory for answers. It is safe for concurrent use.
type room struct{ used atomic.Int64 }

// reserve sets memory aside for the answer to a call, which has size bytes. It reports whether there
// was enough. The memory stays set aside until the caller passes the call to release.
func (r *room) reserve(c *call, size int) bool {
	more := int64(size) - c.reserved
	if more <= 0 {
		return true
	}
	if r.used.Add(more) > maxAnswers {
		r.used.Add(-more)
		return false
	}
	c.reserved += more
	return true
}

func (r *room) release(c *call) { r.used.Add(-c.reserved) }
