package sandbox

import "slices"

// FaultKind is the kind of a fault.
type FaultKind string

// The kinds of faults. Some faults prevent the sandbox from carrying out the request. The others
// happen after the sandbox has carried it out. Faults that change a body don't affect an answer
// without a body, such as a 204.
const (
	// FaultLatency waits for Delay before the answer. The sandbox carries out the request before it
	// waits. If a client gives up, the organization has been created all the same. The idempotency
	// key is in flight until the wait ends.
	FaultLatency FaultKind = "latency"
	// FaultStatus answers with Status, and the sandbox doesn't carry out the request. An answer
	// with 429 or 503 has a Retry-After header. Answers with 404, 409 and 500 stand for answers of
	// the API itself. They become the outcome of an idempotency key, as the vendor's guide says. An
	// answer with any other status stands for the answer of a proxy in front of the API, so the API
	// doesn't see the request.
	FaultStatus FaultKind = "status"
	// FaultHTML answers with an HTML page and with Status, which is 502 by default. The sandbox
	// doesn't carry out the request.
	FaultHTML FaultKind = "html"
	// FaultResetBefore resets the connection before the sandbox carries out the request.
	FaultResetBefore FaultKind = "reset-before"
	// FaultResetAfter resets the connection after the sandbox has carried out the request.
	FaultResetAfter FaultKind = "reset-after"
	// FaultTruncate closes the connection after half of the body.
	FaultTruncate FaultKind = "truncate"
	// FaultInvalidJSON leaves out the last bytes of the body, so that it is not JSON. The headers
	// don't show that anything is missing.
	FaultInvalidJSON FaultKind = "invalid-json"
	// FaultWrongType replaces each property of the object at the top of the body with the number 5.
	FaultWrongType FaultKind = "wrong-type"
	// FaultNoVersion leaves out X-Polytomic-Version.
	FaultNoVersion FaultKind = "no-version"
	// FaultSlowBody sends the body in pieces. Sending all pieces takes Delay.
	FaultSlowBody FaultKind = "slow-body"
)

var faultKinds = []FaultKind{
	FaultLatency, FaultStatus, FaultHTML, FaultResetBefore, FaultResetAfter, FaultTruncate, FaultInvalidJSON, FaultWrongType, FaultNoVersion,
	FaultSlowBody,
}

// rivals has lists of kinds that exclude each other. Only one kind of each list can happen to the
// same request.
var rivals = [][]FaultKind{
	{FaultStatus, FaultHTML, FaultResetBefore, FaultResetAfter},
	{FaultInvalidJSON, FaultWrongType},
	{FaultTruncate, FaultSlowBody},
}

// excludes reports whether faults of the two kinds can't happen to the same request.
func (k FaultKind) excludes(other FaultKind) bool {
	if k == other {
		return true
	}
	resets := func(k FaultKind) bool { return k == FaultResetBefore || k == FaultResetAfter }
	if resets(k) || resets(other) { // After a reset there is no answer for the other fault to change.
		return k != FaultLatency && other != FaultLatency
	}
	return slices.ContainsFunc(rivals, func(group []FaultKind) bool { return slices.Contains(group, k) && slices.Contains(group, other) })
}

// timed reports whether a fault of this kind has a delay.
func (k FaultKind) timed() bool { return k == FaultLatency || k == FaultSlowBody }
