package sandbox

import "slices"

// FaultKind is the kind of a fault.
type FaultKind string

// The kinds of faults. Some keep the request from being carried out; the others happen after it was
// carried out. The faults of a body don't change an answer without a body, such as a 204.
const (
	// FaultLatency waits for Delay before the answer. The request has been carried out by then, so
	// a client that gives up finds the organization created. The idempotency key is in flight until
	// the wait ends.
	FaultLatency FaultKind = "latency"
	// FaultStatus answers with Status, and the request is not carried out. 429 and 503 come with
	// Retry-After. 404, 409 and 500 stand for answers of the API itself, so they become the outcome
	// of an idempotency key, as the vendor's guide says. Any other status stands for the answer of
	// a proxy in front of the API: the API doesn't see the request.
	FaultStatus FaultKind = "status"
	// FaultHTML answers with a page of HTML and Status, 502 by default. The request is not carried
	// out.
	FaultHTML FaultKind = "html"
	// FaultResetBefore resets the connection. The request is not carried out.
	FaultResetBefore FaultKind = "reset-before"
	// FaultResetAfter carries out the request, and resets the connection instead of answering.
	FaultResetAfter FaultKind = "reset-after"
	// FaultTruncate closes the connection after half of the body.
	FaultTruncate FaultKind = "truncate"
	// FaultInvalidJSON leaves out the last bytes of the body, so that it is not JSON. The headers
	// don't show that anything is missing.
	FaultInvalidJSON FaultKind = "invalid-json"
	// FaultWrongType replaces each property of the object at the top of the body by the number 5.
	FaultWrongType FaultKind = "wrong-type"
	// FaultNoVersion leaves out X-Polytomic-Version.
	FaultNoVersion FaultKind = "no-version"
	// FaultSlowBody sends the body in pieces, over Delay in all.
	FaultSlowBody FaultKind = "slow-body"
)

var faultKinds = []FaultKind{
	FaultLatency, FaultStatus, FaultHTML, FaultResetBefore, FaultResetAfter, FaultTruncate, FaultInvalidJSON, FaultWrongType, FaultNoVersion,
	FaultSlowBody,
}

// rivals are lists of kinds. Only one kind of each list can happen to a request.
var rivals = [][]FaultKind{
	{FaultStatus, FaultHTML, FaultResetBefore, FaultResetAfter},
	{FaultInvalidJSON, FaultWrongType},
	{FaultTruncate, FaultSlowBody},
}

// excludes reports whether a fault of one kind can't happen together with one of the other.
func (k FaultKind) excludes(other FaultKind) bool {
	if k == other {
		return true
	}
	resets := func(k FaultKind) bool { return k == FaultResetBefore || k == FaultResetAfter }
	if resets(k) || resets(other) { // Nothing is sent that could be spoiled.
		return k != FaultLatency && other != FaultLatency
	}
	return slices.ContainsFunc(rivals, func(group []FaultKind) bool { return slices.Contains(group, k) && slices.Contains(group, other) })
}

// timed reports whether a fault of this kind has a delay.
func (k FaultKind) timed() bool { return k == FaultLatency || k == FaultSlowBody }
