package walk

import (
	"bytes"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// calledMethod matches the method that a request calls in JSON-RPC.
var calledMethod = lazyregexp.New(`"method"\s*:\s*"([^"]{1,100})"`)

// answerTo returns what is known of the members of an answer to a request: the result of a login is
// a session.
func answerTo(request []byte) map[string]position.Secrecy {
	const longest = 10_000
	if len(request) > longest || !bytes.Contains(request, []byte(`"method"`)) {
		return nil
	}
	if m := calledMethod.FindStringSubmatch(string(request)); m == nil || !suspect.IsLoginName(m[1]) {
		return nil
	}
	return map[string]position.Secrecy{"result": position.Likely}
}
